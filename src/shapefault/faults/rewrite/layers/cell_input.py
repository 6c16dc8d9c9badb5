"""A recurrent cell that is given a row for a batch: ``inputs = h[-1]`` takes the batch's axis, not a layer's."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk


def cell_input(trace: Trace, prior: float) -> Iterator[Fix]:
    """The whole of what a part is taken of, or an axis for the batch, where the cell's input is assigned."""
    call, source, function = trace.crash.expression, trace.source(), trace.function()
    given = call.args[0] if isinstance(call, ast.Call) and call.args else None
    if source is None or function is None or not isinstance(given, ast.Name):
        return
    for part in walk(function):
        if not isinstance(part, ast.Assign) or [ast.unparse(t) for t in part.targets] != [given.id]:
            continue
        value, why = part.value, "the state has an axis for the batch, the input has none"
        if isinstance(value, ast.Subscript) and not isinstance(value.slice, ast.Slice | ast.Tuple):
            whole = source.span(value.value).text
            edit = Edit(source.span(value), whole)
            yield fix(f"hand on {whole}, with its batch", edit, prior, stage=Stage.RESHAPE, why=why)
        edit = wrapped(source, value, "{}.unsqueeze(0)")
        yield fix(f"give {given.id} an axis for the batch", edit, prior - 0.06, stage=Stage.RESHAPE, why=why)
