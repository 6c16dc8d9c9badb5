"""The form that one op alone takes: matrices (N, 2, 3) of six numbers a sample, as many slopes as channels."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_MATRICES = {6: "{}.view(-1, 2, 3)", 12: "{}.view(-1, 3, 4)"}


def forms_of_ops(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Edits for ``affine_grid``, ``prelu`` and the boxes of torchvision's detectors."""
    if trace.parsed is not None and trace.parsed.op == "boxes":
        yield from _boxes(trace, prior)
    roles = list(mismatch.operands)
    shapes = [mismatch.operands[role].shape for role in roles]
    if mismatch.op == "affine_grid" and shapes and len(shapes[0]) == 2 and shapes[0][1] in _MATRICES:
        matrix = Template(_MATRICES[shapes[0][1]], prior, "make each row a matrix", "theta is a matrix for each sample")
        yield from structural(trace, mismatch, roles[0], [matrix], stage=Stage.RESHAPE)
    running = trace.crash.calls[-1].module if trace.crash.calls else None
    layer = mismatch.layer if mismatch.layer is not None else running
    slopes = getattr(layer, "num_parameters", None)
    if mismatch.op == "prelu" and shapes and len(shapes[0]) > 1 and type(slopes) is int:
        yield from set_argument(trace, layer, "num_parameters", slopes, shapes[0][1], prior - 0.34)


def _boxes(trace: Trace, prior: float) -> Iterator[Fix]:
    """The boxes of an image as rows of four numbers, also where there is one, or none."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            for key, value in zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ():
                if isinstance(key, ast.Constant) and key.value == "boxes":
                    yield fix("make the boxes rows of four numbers", wrapped(source, value, "{}.reshape(-1, 4)"), prior,
                              stage=Stage.DATA_LOADING, why="boxes are (N, 4), also for one and for none")  # fmt: skip
