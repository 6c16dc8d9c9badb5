"""Rows that meet several times as many: ``tokens[:, :n] = prompts`` where each prompt has a row for every beam."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.facts import times
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_REPEATING = ("repeat_interleave", "repeat", "expand", "tile")


def rows_for_each(
    trace: Trace, mismatch: Mismatch, role: str, value: Shape, part: Shape, prior: float
) -> Iterator[Fix]:
    """Each row as often as a number of the failing function says that there are rows for one."""
    frame = trace.crash.user
    if frame is None or not value or len(value) != len(part) or part[0] <= value[0]:
        return
    if any(a not in (b, 1) for a, b in zip(value[1:], part[1:], strict=True)):
        return
    each, function = times(part[0], value[0]), frame.function()
    names = [name for name, number in frame.frame.f_locals.items() if type(number) is int and number == each > 1]
    repeats = [c for c in walk(function) if isinstance(c, ast.Call) and callee(c) in _REPEATING] if function else []
    said = {n.id for c in repeats for given in c.args for n in walk(given) if isinstance(n, ast.Name)}
    names.sort(key=lambda name: name not in said)  # how often another tensor is repeated for the same reason
    why = f"there are {part[0]} rows, {each} for each of {value[0]}"
    for place in places(trace, mismatch, role)[:1] if names else ():
        edit = place.edit(f"{{}}.repeat_interleave({names[0]}, dim=0)")
        yield fix(f"give each row {names[0]} times", edit, prior, stage=Stage.RESHAPE, why=why)
