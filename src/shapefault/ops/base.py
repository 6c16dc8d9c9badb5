"""What an op says about shapes: axis names, requirements, the result; all on plain integers.

Parameters are named as PyTorch's documentation names them. A function here never decides what torch
accepts (the op itself does, on fake or small real tensors); it explains the decision and helps propose.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

from shapefault.model import Shape

Operands = Mapping[str, Shape]
Params = Mapping[str, Any]
AxesFn = Callable[[str, int, Params], tuple[str, ...]]
CheckFn = Callable[[Operands, Params], "tuple[Requirement, ...]"]
ResultFn = Callable[[Operands, Params], "Shape | None"]
SpatialFn = Callable[[Params, int, int], "int | None"]
ExplainFn = Callable[[Params, int, int], str]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing an op asks of its operands, with this call's numbers.

    ``formula`` is in names, ``got`` and ``want`` are its two sides in numbers. ``operand`` and ``axis``
    say whose size it is, ``other`` and ``other_axis`` whose size it must agree with; ``got_value`` and
    ``want_value`` are sizes of that axis (not of the formula's sides), where there is exactly one.
    """

    kind: str
    holds: bool
    formula: str
    got: str
    want: str
    operand: str
    axis: int | None = None
    other: str | None = None
    other_axis: int | None = None
    got_value: int | None = None
    want_value: int | None = None


def guessed_axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    """Names for an op that gives its axes none: images by rank, else plain numbers."""
    if rank == 4:
        return ("N", "C", "H", "W")
    if rank == 5:
        return ("N", "C", "D", "H", "W")
    return numbered(rank)


def numbered(rank: int) -> tuple[str, ...]:
    """``dim 0``, ``dim 1``…: names for axes that mean nothing in particular."""
    return tuple(f"dim {i}" for i in range(rank))


def no_requirements(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    """The check of an op that takes any shape."""
    return ()


def same_shape(operands: Operands, params: Params) -> Shape | None:
    """The result of an op that keeps its input's shape."""
    return operands.get("input")


@dataclass(frozen=True, slots=True)
class OpSpec:
    """All that is known of one op.

    ``signature`` names the positional arguments in call order, operands and parameters alike; a name
    with a star swallows the rest (``view(2, 3)`` and ``view((2, 3))``) or, if it is a role, is a list
    of tensors.
    ``result`` is the shape of the first output and is meaningful when every requirement holds.
    ``spatial`` and ``explain`` take one spatial axis: parameters, index among the spatial axes, size.
    """

    name: str
    roles: tuple[str, ...]
    check: CheckFn
    result: ResultFn
    axes: AxesFn = guessed_axes
    signature: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    spatial: SpatialFn | None = None
    explain: ExplainFn | None = None
    spatial_names: tuple[str, ...] = ()
    source: str = ""


P = ParamSpec("P")


def listed(check: Callable[P, Iterator[Requirement]]) -> Callable[P, tuple[Requirement, ...]]:
    """A check that yields one requirement after the other, and ends at one without which the rest means nothing."""

    @wraps(check)
    def all_of_them(*args: P.args, **kwargs: P.kwargs) -> tuple[Requirement, ...]:
        return tuple(check(*args, **kwargs))

    return all_of_them


def nth(value: Any, index: int, default: int = 0) -> int:
    """The entry of an int-or-tuple parameter for one spatial axis."""
    if value is None:
        return default
    if isinstance(value, Sequence) and not isinstance(value, str):
        if len(value) == 0:
            return default
        return int(value[0] if len(value) == 1 else value[index])
    return int(value)


def first(params: Params, *names: str, default: Any = None) -> Any:
    """The first of several spellings of a parameter that is present and not ``None``."""
    for name in names:
        if params.get(name) is not None:
            return params[name]
    return default


def sizes(params: Params, *names: str) -> tuple[int, ...]:
    """A parameter that is one int, a tuple, or a tuple in a tuple, as a tuple of ints."""
    value = first(params, *names, default=())
    if isinstance(value, int):
        return (value,)
    if len(value) == 1 and not isinstance(value[0], int):
        value = value[0]
    return tuple(int(v) for v in value)


def times(factors: Iterable[object]) -> str:
    """``64·8·8``."""
    return "·".join(str(f) for f in factors) or "1"


def product(factors: Iterable[int]) -> int:
    """The product of sizes; 1 for none."""
    return math.prod(factors)


def shape_text(shape: Sequence[object]) -> str:
    """``(8, 3, 28, 28)``, also for one axis: ``(8)``."""
    return f"({', '.join(str(s) for s in shape)})"


def numel_text(shape: Sequence[int]) -> str:
    """``8·3·28·28 = 18816``, or the number alone where there is one factor."""
    return f"{times(shape)} = {product(shape)}" if len(shape) > 1 else str(product(shape))


def either(values: Sequence[object]) -> str:
    """``2``, ``3 or 4``, ``2, 3 or 4``."""
    words = [str(v) for v in values]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def rank_in(operands: Operands, role: str, allowed: Sequence[int]) -> Requirement:
    """The operand has one of the allowed numbers of axes."""
    rank = len(operands[role])
    return Requirement(
        kind="rank",
        holds=rank in allowed,
        formula=f"{role}.dim() = {either(allowed)}",
        got=str(rank),
        want=either(allowed),
        operand=role,
        got_value=rank,
        want_value=allowed[0] if len(allowed) == 1 else None,
    )


def rank_at_least(operands: Operands, role: str, least: int) -> Requirement:
    """The operand has this many axes or more."""
    rank = len(operands[role])
    return Requirement(
        "rank",
        rank >= least,
        f"{role}.dim() ≥ {least}",
        str(rank),
        f"≥ {least}",
        role,
        None,
        None,
        None,
        rank,
    )


def equal_axis(
    operands: Operands, kind: str, role: str, axis: int, other: str, other_axis: int, *, formula: str = ""
) -> Requirement:
    """Two axes of two operands have one size; negative axes count from the end."""
    shape, other_shape = operands[role], operands[other]
    got, want = shape[axis], other_shape[other_axis]
    return Requirement(
        kind=kind,
        holds=got == want,
        formula=formula or f"{role}.shape[{axis}] = {other}.shape[{other_axis}]",
        got=str(got),
        want=str(want),
        operand=role,
        axis=axis % len(shape),
        other=other,
        other_axis=other_axis % len(other_shape),
        got_value=got,
        want_value=want,
    )


def equals(
    operands: Operands,
    kind: str,
    role: str,
    axis: int,
    want: int,
    *,
    formula: str = "",
    other: str | None = None,
) -> Requirement:
    """An axis has a size that a parameter gives."""
    got = operands[role][axis]
    return Requirement(
        kind=kind,
        holds=got == want,
        formula=formula or f"{role}.shape[{axis}] = {want}",
        got=str(got),
        want=str(want),
        operand=role,
        axis=axis % len(operands[role]),
        other=other,
        got_value=got,
        want_value=want,
    )


def same_as(operands: Operands, kind: str, role: str, other: str) -> tuple[Requirement, ...]:
    """Two operands have the same shape: the rank first, then one requirement an axis."""
    shape, want = operands[role], operands[other]
    if len(shape) != len(want):
        return (
            Requirement(
                "rank",
                False,
                f"{role}.shape = {other}.shape",
                shape_text(shape),
                shape_text(want),
                role,
                None,
                other,
                None,
                len(shape),
                len(want),
            ),
        )
    return tuple(equal_axis(operands, kind, role, i, other, i) for i in range(len(shape)))


def dim_in_range(operands: Operands, role: str, dim: int, rank: int | None = None) -> Requirement:
    """A ``dim`` argument names an existing axis; a scalar counts as having one."""
    rank = max(len(operands[role]) if rank is None else rank, 1)
    return Requirement(
        kind="dim",
        holds=-rank <= dim < rank,
        formula=f"−{role}.dim() ≤ dim < {role}.dim()",
        got=signed(dim),
        want=f"−{rank} to {rank - 1}",
        operand=role,
    )


def different(operands: Operands, role: str, dims: Sequence[int]) -> Requirement:
    """No axis is named twice."""
    rank = max(len(operands[role]), 1)
    apart = len({d % rank for d in dims}) == len(dims)
    named = shape_text([signed(d) for d in dims])
    return Requirement("dim", apart, "no axis twice", named, "different axes", role)


def at_least(params: Params, **least: int) -> Iterator[Requirement]:
    """The numbers among the parameters that are too small; nothing for those that are not."""
    for name, low in least.items():
        value = params.get(name)
        for one in value if isinstance(value, list | tuple) else (value,):
            if isinstance(one, int) and one < low:
                yield Requirement("parameter", False, f"{name} ≥ {low}", signed(one), f"≥ {low}", name)
                break


def signed(value: int) -> str:
    """An integer with a typographic minus, as in the printed formulas."""
    return f"−{-value}" if value < 0 else str(value)


def holds(requirements: Iterable[Requirement]) -> bool:
    """Whether none is broken."""
    return all(r.holds for r in requirements)
