"""A reshaping that is meant for one case only: make it depend on the condition that stands above it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import parent


def only_otherwise(trace: Trace, mismatch: Mismatch, role: str, names: Sequence[str], prior: float) -> Iterator[Fix]:
    """``x = x.unsqueeze(0)`` behind ``if both: x = x.view(...)``: only where the condition does not hold."""
    for place in places(trace, mismatch, role):
        statement, value = place.statement, place.node
        if place.kind != "definition" or statement is None or not isinstance(value, ast.Call):
            continue
        if not isinstance(value.func, ast.Attribute) or value.func.attr not in names:
            continue
        base = place.source.span(value.func.value).text
        around = parent(statement)
        body = getattr(around, "body", [])
        index = body.index(statement) if statement in body else 0
        above = body[index - 1] if index else None
        if isinstance(above, ast.If) and not above.orelse and any(_binds(s, base) for s in above.body):
            test = place.source.span(above.test).text
            yield fix(
                f"{value.func.attr} only where {test} does not hold",
                Edit(place.span, f"{base} if {test} else {place.span.text}"),
                prior,
                stage=Stage.RESHAPE,
                why=f"where {test} holds the axes are already right",
            )


def _binds(statement: ast.stmt, name: str) -> bool:
    return isinstance(statement, ast.Assign) and any(ast.unparse(t) == name for t in statement.targets)
