"""A number next to a round one: 95 where 96 was meant, 33 for 32. The program's run decides."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.images.sizes import speaks_of_size
from shapefault.faults.rewrite.numbers.naming import labelled
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import Place, callee

_MOST = 5
_TOLD = 0.22
"""More evidence where the two sizes stand in the ratio of the two numbers."""
_LEAST = 15
_NO_SIZES = (
    "range", "manual_seed", "seed", "default_rng", "RandomState", "Random", "randint", "sleep", "arange", "rand",
    "randn", "zeros", "ones", "full", "empty", "normal", "random",
)  # fmt: skip
"""Calls whose numbers are counts or seeds, or the data's own."""


def is_round(number: int) -> bool:
    """Whether people choose a number for a size: a multiple of 8 or of 10, a power of two."""
    return number % 8 == 0 or number % 10 == 0 or number & (number - 1) == 0


def _in_ratio(value: int, new: int, got: int, want: int) -> bool:
    """Whether the two sizes would be one with the other number in place of the first."""
    return got != want and got * want > 0 and (value * want == new * got or value * got == new * want)


def nearly_round(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Each such number one more or one less, those next to the roundest first.

    ``got`` and ``want``, sizes that disagree, tell the most: 254 is to 256 as 127 is to 128. 0 where none are.
    """
    found: list[tuple[bool, Place, int, int]] = []
    for place in bench_of(trace).project.integers:
        value = place.node.value  # type: ignore[attr-defined]
        call = enclosing(place.node, ast.Call)
        if value < _LEAST or is_round(value) or (isinstance(call, ast.Call) and callee(call) in _NO_SIZES):
            continue
        found += [(new % 16 != 0, place, value, new) for new in (value - 1, value + 1) if is_round(new)]
    for _, place, value, new in sorted(found, key=lambda item: item[0])[:_MOST]:
        label = labelled(place)[0] or "the number"
        yield fix(
            f"change {label} from {value} to {new}",
            Edit(place.span, str(new)),
            prior + (_TOLD if _in_ratio(value, new, got, want) else 0.3 if speaks_of_size(label) else 0.0),
            stage=Stage.LAYER_CONFIG,
            why=f"{value} stands next to {new}, a round number",
        )
