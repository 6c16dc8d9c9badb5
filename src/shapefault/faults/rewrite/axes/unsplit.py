"""Features that were never split: (N, heads · width) meets a parameter of (1, heads, width)."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import own_numbers
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import OperandPlace, places
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


def unsplit(trace: Trace, mismatch: Mismatch, roles: list[str], prior: float) -> Iterator[Fix]:
    """The last axis of an operand split as the last two of the other, which has one axis more."""
    for role in roles:
        other = next((mismatch.operands[r].shape for r in roles if r != role and r in mismatch.operands), ())
        shape = mismatch.operands[role].shape if role in mismatch.operands else ()
        if len(shape) < 2 or len(other) != len(shape) + 1 or min(other[-2:]) < 2 or shape[-1] != other[-1] * other[-2]:
            continue
        if any(a != b and 1 not in (a, b) for a, b in zip(shape[:-1], other[:-2], strict=True)):
            continue
        found = [place for place in places(trace, mismatch, role)[:6] if place.kind in ("use", "definition")]
        found.sort(key=lambda place: place.kind != "definition")  # all that follows reads it split
        for rank, place in enumerate(found):
            sizes = ", ".join(_named(place, size) for size in other[-2:])
            yield fix(
                f"split the last axis into {other[-2]} · {other[-1]}",
                place.edit(f"{{}}.unflatten(-1, ({sizes}))"),
                prior - 0.04 * rank,
                stage=Stage.RESHAPE,
                why=f"{shape[-1]} features are {other[-2]} times {other[-1]} here",
            )


def _named(place: OperandPlace, size: int) -> str:
    """The name under which the module that runs keeps a size, else the number."""
    names = own_numbers(place.frame, size)
    return names[0] if len(names) == 1 else str(size)
