"""Element-wise ops on two or three tensors: sizes agree from the last axis on, or are 1.

Source: https://docs.pytorch.org/docs/stable/notes/broadcasting.html. In place (``params["inplace"]``)
the first operand cannot grow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from shapefault.model import Shape
from shapefault.ops.base import Operands, OpSpec, Params, Requirement, shape_text

DOC = "https://docs.pytorch.org/docs/stable/notes/broadcasting.html"


def broadcast(shapes: Sequence[Shape]) -> Shape | None:
    """The common shape, or ``None`` where there is none."""
    rank = max((len(s) for s in shapes), default=0)
    out = [1] * rank
    for shape in shapes:
        for i, size in enumerate(shape, rank - len(shape)):
            if size != 1:
                if out[i] not in (1, size):
                    return None
                out[i] = size
    return tuple(out)


def pairwise(operands: Operands, role: str, other: str, kind: str = "broadcast") -> Iterator[Requirement]:
    """One requirement for each pair of axes that meet, counted from the last."""
    shape, against = operands[role], operands[other]
    for back in range(1, min(len(shape), len(against)) + 1):
        got, want = shape[-back], against[-back]
        axis, other_axis = len(shape) - back, len(against) - back
        yield Requirement(
            kind=kind,
            holds=got == want or 1 in (got, want),
            formula=f"{role}.shape[−{back}] = {other}.shape[−{back}], or one of them is 1",
            got=str(got),
            want=str(want),
            operand=role,
            axis=axis,
            other=other,
            other_axis=other_axis,
            got_value=got,
            want_value=want,
        )


def expandable(operands: Operands, role: str, other: str, kind: str = "broadcast") -> Iterator[Requirement]:
    """``role`` can be broadcast to the very shape of ``other`` (which cannot grow)."""
    shape, target = operands[role], operands[other]
    if len(shape) > len(target) and broadcast((shape, target)) != target:
        yield Requirement(
            kind,
            False,
            f"{role} broadcasts to {other}.shape",
            shape_text(shape),
            shape_text(target),
            role,
            None,
            other,
        )
        return
    for back in range(1, min(len(shape), len(target)) + 1):
        got, want = shape[-back], target[-back]
        yield Requirement(
            kind=kind,
            holds=got in (1, want),
            formula=f"{role}.shape[−{back}] = {other}.shape[−{back}], or is 1",
            got=str(got),
            want=str(want),
            operand=role,
            axis=len(shape) - back,
            other=other,
            other_axis=len(target) - back,
            got_value=got,
            want_value=want,
        )


def _check(roles: tuple[str, ...], operands: Operands, params: Params) -> tuple[Requirement, ...]:
    present = [r for r in roles if r in operands]
    found: list[Requirement] = []
    if params.get("inplace"):
        for role in present[1:]:
            found += expandable(operands, role, present[0])
        return tuple(found)
    for i, role in enumerate(present):
        for other in present[i + 1 :]:
            found += pairwise(operands, role, other)
    return tuple(found)


def _result(roles: tuple[str, ...], operands: Operands, params: Params) -> Shape | None:
    shapes = [operands[r] for r in roles if r in operands]
    return shapes[0] if params.get("inplace") else broadcast(shapes)


def _spec(name: str, roles: tuple[str, ...], aliases: tuple[str, ...] = (), extra: tuple[str, ...] = ()) -> OpSpec:
    return OpSpec(
        name,
        roles,
        partial(_check, roles),
        partial(_result, roles),
        signature=(*roles, *extra),
        aliases=aliases,
        source=DOC,
    )


TWO = ("input", "other")

SPECS = (
    _spec("add", TWO, ("__add__", "__radd__", "__iadd__", "_add_relu"), ("alpha",)),
    _spec("sub", TWO, ("__sub__", "__isub__", "subtract"), ("alpha",)),
    _spec("rsub", TWO, ("__rsub__",), ("alpha",)),
    _spec("mul", TWO, ("__mul__", "__rmul__", "__imul__", "multiply")),
    _spec("div", TWO, ("__truediv__", "__itruediv__", "__div__", "__idiv__", "divide", "true_divide")),
    _spec("rdiv", TWO, ("__rtruediv__", "__rdiv__")),
    _spec("floor_divide", TWO, ("__floordiv__", "__ifloordiv__", "__rfloordiv__")),
    _spec("remainder", TWO, ("__mod__", "__imod__", "__rmod__", "fmod")),
    _spec("pow", TWO, ("__pow__", "__ipow__", "float_power")),
    _spec("rpow", TWO, ("__rpow__",)),
    _spec("eq", TWO, ("__eq__",)),
    _spec("ne", TWO, ("__ne__", "not_equal")),
    _spec("lt", TWO, ("__lt__", "less")),
    _spec("le", TWO, ("__le__", "less_equal")),
    _spec("gt", TWO, ("__gt__", "greater")),
    _spec("ge", TWO, ("__ge__", "greater_equal")),
    _spec("bitwise_and", TWO, ("__and__", "__rand__", "__iand__", "logical_and")),
    _spec("bitwise_or", TWO, ("__or__", "__ror__", "__ior__", "logical_or")),
    _spec("bitwise_xor", TWO, ("__xor__", "__rxor__", "__ixor__", "logical_xor")),
    _spec("maximum", TWO, ("fmax",)),
    _spec("minimum", TWO, ("fmin",)),
    _spec("atan2", TWO, ("arctan2",)),
    _spec("hypot", TWO),
    _spec("isclose", TWO),
    _spec("where", ("condition", "input", "other")),
    _spec("lerp", ("input", "end", "weight")),
    _spec("addcmul", ("input", "tensor1", "tensor2")),
    _spec("addcdiv", ("input", "tensor1", "tensor2")),
    _spec("masked_fill", ("input", "mask"), (), ("value",)),
)
