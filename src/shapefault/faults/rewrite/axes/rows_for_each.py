"""Rows assigned to several times as many: ``tokens[:, :n] = prompts`` where each prompt has a row for every beam."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.facts import times
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


def rows_for_each(
    trace: Trace, mismatch: Mismatch, role: str, value: Shape, part: Shape, prior: float
) -> Iterator[Fix]:
    """Each row as often as a number of the failing function says that there are rows for one."""
    frame = trace.crash.user
    if frame is None or len(value) != len(part) or value[1:] != part[1:] or part[0] < value[0]:
        return
    each = times(part[0], value[0])
    names = [name for name, number in frame.frame.f_locals.items() if type(number) is int and number == each > 1]
    why = f"there are {part[0]} rows, {each} for each of {value[0]}"
    for place in places(trace, mismatch, role)[:1] if names else ():
        edit = place.edit(f"{{}}.repeat_interleave({names[0]}, dim=0)")
        yield fix(f"give each row {names[0]} times", edit, prior, stage=Stage.RESHAPE, why=why)
