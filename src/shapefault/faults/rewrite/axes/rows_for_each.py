"""Rows assigned to several times as many: ``tokens[:, :n] = prompts`` where each prompt has a row for every beam."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


def rows_for_each(
    trace: Trace, mismatch: Mismatch, role: str, value: Shape, part: Shape, prior: float
) -> Iterator[Fix]:
    """Each row as often as a number of the failing function says that there are rows for one."""
    frame = trace.crash.user
    if frame is None or len(value) != len(part) or value[1:] != part[1:] or not value[0] or part[0] % value[0]:
        return
    times = part[0] // value[0]
    names = [name for name, number in frame.frame.f_locals.items() if type(number) is int and number == times > 1]
    for name in names[:2]:
        each = Template(f"{{}}.repeat_interleave({name}, dim=0)", prior, f"give each row {name} times",
                        f"there are {part[0]} rows, {times} for each of {value[0]}")  # fmt: skip
        yield from structural(trace, mismatch, role, [each], stage=Stage.RESHAPE, limit=1)
