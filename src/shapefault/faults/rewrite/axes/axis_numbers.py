"""Axis numbers that the program writes: ``x.size(0)``, ``x.shape[1]``, ``dim=2``; each may mean another axis."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.size_axis import size_read
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, statement_of
from shapefault.source.nodes import walk


def other_axes(
    trace: Trace,
    node: ast.expr | None,
    source: Source | None,
    prior: float,
    *,
    rank: int = 3,
    stage: Stage | None = None,
) -> Iterator[Fix]:
    """Every axis number in the statement around ``node``, as each other axis; neighbours first."""
    if node is None or source is None:
        return
    statement = statement_of(node)
    for part in walk(statement) if statement is not None else ():
        number = _axis_of(part)
        if number is None:
            continue
        value = number.value
        if not isinstance(value, int):
            continue
        for other in sorted(range(rank), key=lambda k: abs(k - value)):
            if other != value:
                text = source.span(part).text
                yield fix(
                    f"{text}: axis {other} in place of {value}",
                    Edit(source.span(number), str(other)),
                    prior - 0.04 * abs(other - value),
                    stage=stage,
                    why=f"axis {value} is not the one that is meant",
                )


def _axis_of(node: ast.AST) -> ast.Constant | None:
    """The literal axis number of ``x.size(0)`` or ``x.shape[0]``."""
    read = size_read(node)
    return read[1] if read is not None and isinstance(read[1], ast.Constant) and type(read[1].value) is int else None
