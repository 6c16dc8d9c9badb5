"""Two lists of numbers where a model scores pairs: each of the one is to meet each of the other."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.operands import root_call
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import parent

_VIEWS = ("view", "reshape")


def all_pairs(trace: Trace, prior: float) -> Iterator[Fix]:
    """Repeat both where the result is read as a table of one by the other."""
    found, root = root_call(trace), trace.root
    shapes = [shape_of(value) for value in root.args[:2]] if root is not None else []
    if found is None or len(shapes) != 2 or any(s is None or len(s) != 1 for s in shapes):
        return
    above, source, call = found
    (rows,), (columns,) = shapes  # type: ignore[misc]
    names = call.args[:2]
    if rows == columns or len(names) < 2 or not all(isinstance(n, ast.Name) for n in names):
        return
    first, second = (source.span(n).text for n in names)
    table = _table(call, above[-1].names)
    yield fix(
        f"give it every pair of {first} and {second}",
        (
            wrapped(source, names[0], f"{{}}.repeat_interleave(len({second}))"),
            wrapped(source, names[1], f"{{}}.repeat(len({first}))"),
        ),
        prior if table == (rows, columns) else 0.3,
        stage=Stage.DATA_LOADING,
        why=f"the model scores pairs, it is given {rows} of {first} and {columns} of {second}",
    )


def _table(call: ast.Call, names: dict[str, object]) -> tuple[object, ...]:
    """The two sizes in which the result of the call is viewed."""
    method = parent(call)
    view = parent(method) if isinstance(method, ast.Attribute) and method.attr in _VIEWS else None
    if not isinstance(view, ast.Call):
        return ()
    return tuple(names.get(a.id) if isinstance(a, ast.Name) else getattr(a, "value", None) for a in view.args)
