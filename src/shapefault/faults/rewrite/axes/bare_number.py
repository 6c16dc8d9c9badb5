"""``torch.cat([generated, new], dim=1)`` where ``new`` is one number: it has no axis along which to be joined."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.nodes import walk


def bare_number(trace: Trace, prior: float) -> Iterator[Fix]:
    """The number with as many axes as what it is joined to, where it gets its name, and where it is joined."""
    frame, node = trace.crash.user, trace.crash.expression
    if frame is None or not isinstance(node, ast.Call) or "zero-dimensional" not in trace.crash.message:
        return
    source, function = frame.site.source(), frame.function()
    joined = node.args[0] if node.args else None
    entries = joined.elts if isinstance(joined, ast.List | ast.Tuple) else []
    shapes = [shape_of(frame.held(entry)) for entry in entries]
    axes = max((len(shape) for shape in shapes if shape is not None), default=0)
    for entry, shape in zip(entries, shapes, strict=True):
        if source is None or function is None or shape != () or not axes or not isinstance(entry, ast.Name):
            continue
        form = f"{{}}.reshape({', '.join('1' * axes)})"
        made = [value for part in walk(function) for name, value in bindings(part) if name == entry.id]
        for rank, place in enumerate((*made[-1:], entry)):
            yield fix(
                f"give {entry.id} the axes that the others have", wrapped(source, place, form), prior - 0.04 * rank,
                stage=Stage.RESHAPE, why=f"{entry.id} is one number without axes, the others have {axes}",
            )  # fmt: skip
