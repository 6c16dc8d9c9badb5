"""``torch.cat(embeds, dim=0)`` of samples that each have a batch axis and a length of their own: fill them up first."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import replaced
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace

_LEAST = 2


def cat_of_lengths(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``pad_sequence`` of the samples, where they differ in the axis behind the batch's alone."""
    shapes = [operand.shape for operand in mismatch.operands.values()]
    node, source = trace.crash.expression, trace.source()
    if mismatch.op != "cat" or not isinstance(node, ast.Call) or not node.args or source is None or len(shapes) < 2:
        return
    alike = {(len(shape), shape[:1], shape[2:]) for shape in shapes}
    if len(alike) != 1 or shapes[0][:1] != (1,) or len(shapes[0]) < _LEAST or not isinstance(node.args[0], ast.Name):
        return
    given = node.args[0].id
    text = f"torch.nn.utils.rnn.pad_sequence([one[0] for one in {given}], batch_first=True)"
    yield fix(
        f"fill up {given} to the longest", replaced(CallPlace(source, node), text), prior, stage=Stage.DATA_LOADING,
        why="each has a length of its own",
    )  # fmt: skip
