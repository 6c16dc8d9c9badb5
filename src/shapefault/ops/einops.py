"""einops' patterns: ``rearrange(x, "b (h p) c -> b h (p c)", p=16)``.

Source: https://einops.rocks/api/rearrange/. The left side names every axis of the tensor; an axis in brackets is the
product of its names, of which one at most may be unknown.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from shapefault.model import Shape
from shapefault.ops.base import Operands, OpSpec, Params, Requirement, listed, numbered

_AXIS = re.compile(r"\([^()]*\)|\.\.\.|…|[^\s()]+")
_REST = ("...", "…")


class Part(NamedTuple):
    """One axis of the tensor as the left side writes it."""

    names: tuple[str, ...]
    known: int
    """The product of the names whose length is given."""
    unknown: tuple[str, ...]

    @property
    def text(self) -> str:
        """``b·t``."""
        return "·".join(self.names) or "1"


def left_side(pattern: str) -> list[str]:
    """The axes before the arrow, as written: a name, a number, names in brackets, or ``...``."""
    return _AXIS.findall(pattern.partition("->")[0])


def parts(pattern: str, lengths: Mapping[str, int], rank: int) -> list[Part] | None:
    """One part for each of ``rank`` axes; None where the pattern has another number of them."""
    written = left_side(pattern)
    rest = next((i for i, axis in enumerate(written) if axis in _REST), None)
    if rest is not None:
        more = rank - (len(written) - 1)
        written[rest : rest + 1] = ["*"] * more if more >= 0 else ["*"]
    if len(written) != rank:
        return None
    found = []
    for axis in written:
        names = () if axis == "*" else tuple(axis.strip("()").split())
        sizes = [int(n) if n.isdigit() else lengths.get(n) for n in names]
        unknown = tuple(n for n, size in zip(names, sizes, strict=True) if size is None) or (
            ("*",) if axis == "*" else ()
        )
        found.append(Part(names, math.prod(s for s in sizes if s is not None), unknown))
    return found


def _pattern(params: Params) -> tuple[str, dict[str, int]]:
    return str(params.get("pattern", "")), dict(params.get("lengths") or {})


@listed
def _check(operands: Operands, params: Params) -> Iterator[Requirement]:
    pattern, lengths = _pattern(params)
    shape = operands["input"]
    found = parts(pattern, lengths, len(shape))
    written = left_side(pattern)
    if found is None:
        least = len(written) - 1 if any(axis in _REST for axis in written) else len(written)
        want = f"≥ {least}" if least != len(written) else str(least)
        yield Requirement(
            "rank", False, "axes = names on the left", str(len(shape)), want, "input",
            got_value=len(shape), want_value=least,
        )  # fmt: skip
        return
    for axis, (size, part) in enumerate(zip(shape, found, strict=True)):
        name = part.text
        if not part.unknown:
            yield Requirement(
                "pattern", size == part.known, f"({name})", str(size), str(part.known), "input", axis,
                got_value=size, want_value=part.known,
            )  # fmt: skip
        elif len(part.unknown) == 1 and len(part.names) > 1:
            yield Requirement(
                "pattern", size % part.known == 0, f"({name}) mod {part.known}", f"{size} mod {part.known} = "
                f"{size % part.known}", "0", "input", axis, got_value=size,
            )  # fmt: skip


def _axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    pattern, lengths = _pattern(params)
    found = parts(pattern, lengths, rank) if role == "input" else None
    if found is None:
        return numbered(rank)
    return tuple(part.text if part.names else f"dim {i}" for i, part in enumerate(found))


def _no_result(operands: Operands, params: Params) -> Shape | None:
    return None


SPECS = (
    OpSpec(
        "rearrange",
        ("input",),
        _check,
        _no_result,
        _axes,
        signature=("input", "pattern"),
        source="https://einops.rocks/api/rearrange/",
    ),
)
