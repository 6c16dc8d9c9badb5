"""Two arguments of one call, of which one has a row for each sample and the other one for each of its frames."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.facts import times
from shapefault.faults.rewrite.axes.reshapes import measured_names
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk


def repeated_rows(trace: Trace, a: int, b: int, prior: float) -> Iterator[Fix]:
    """The rows of the smaller argument repeated where the running calls are handed both, innermost first.

    ``a`` and ``b``, the sizes that disagree, have to stand in the same proportion.
    """
    factor = times(a, b)
    if factor < 2 or not trace.crash.model_calls:
        return
    for frame in list(trace.user_frames())[1:5]:
        source, node = frame.site.source(), frame.site.node()
        function = frame.function()
        if source is None or function is None or not isinstance(node, ast.Call) or len(node.args) < 2:
            continue
        rows = [(argument, shape) for argument in node.args if (shape := _rows(frame, argument)) is not None]
        most = max((shape[0] for _, shape in rows), default=0)
        said = next(iter(measured_names(frame, source, factor)), str(factor))
        for argument, shape in rows:
            if shape[0] * factor != most or shape[0] < 2:
                continue
            for place, worth in ((argument, 0.0), *((value, 0.01) for value in _bound(function, argument))):
                yield fix(
                    f"repeat the rows of {source.span(argument).text} {factor} times",
                    Edit(source.span(place), f"{source.span(place).text}.repeat_interleave({said}, dim=0)"),
                    prior + worth,
                    stage=Stage.RESHAPE,
                    why=f"{most} rows meet {shape[0]}: {factor} for each",
                )


def _rows(frame: Frame, node: ast.expr) -> Shape | None:
    """The shape of an argument; for a call that keeps its rows, as a layer does, that of what it is given."""
    shape = shape_in(frame, node)
    if shape is None and isinstance(node, ast.Call) and node.args:
        shape = shape_in(frame, node.args[0])
    return shape if shape is not None and len(shape) > 1 else None


def _bound(function: ast.AST, node: ast.expr) -> list[ast.expr]:
    """The calls that the name of an argument is bound to above, in the same function."""
    return [
        value
        for part in walk(function)
        if isinstance(part, ast.Assign) and isinstance(node, ast.Name) and part.lineno < node.lineno
        for name, value in bindings(part)
        if name == node.id and isinstance(value, ast.Call)
    ]
