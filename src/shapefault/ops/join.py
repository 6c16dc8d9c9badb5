"""``cat``, ``stack`` and their relatives: all axes but the joined one have one size.

Sources: https://docs.pytorch.org/docs/stable/generated/torch.cat.html, ``…torch.stack``,
``…torch.hstack``, ``…torch.vstack``, ``…torch.dstack``. Operands are called ``tensors[0]``, ``tensors[1]``…
"""

from __future__ import annotations

from functools import partial

from shapefault.model import Shape
from shapefault.ops.base import (
    Operands,
    OpSpec,
    Params,
    Requirement,
    dim_in_range,
    equal_axis,
    first,
)

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.{}.html"


def _roles(operands: Operands) -> list[str]:
    return [r for r in operands if r.startswith("tensors[")]


def _agree(operands: Operands, roles: list[str], joined: int | None) -> list[Requirement]:
    """Every later tensor against the first: the rank, then each axis that is not joined."""
    base, found = roles[0], []
    for role in roles[1:]:
        got, want = len(operands[role]), len(operands[base])
        found.append(
            Requirement(
                "rank",
                got == want,
                f"{role}.dim() = {base}.dim()",
                str(got),
                str(want),
                role,
                None,
                base,
                None,
                got,
                want,
            )
        )
        if got == want:
            found += [equal_axis(operands, "size", role, i, base, i) for i in range(got) if i != joined]
    return found


def _dim(params: Params) -> int:
    return int(first(params, "dim", "axis", default=0))


def _cat_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    # An empty 1-D tensor is skipped by cat, for the sake of old programs.
    roles = [r for r in _roles(operands) if operands[r] != (0,)]
    if not roles:
        return ()
    base, dim = operands[roles[0]], _dim(params)
    scalar = next((r for r in roles if not operands[r]), None)
    if scalar:
        return (Requirement("rank", False, f"{scalar}.dim() ≥ 1", "0", "≥ 1", scalar),)
    reach = dim_in_range(operands, roles[0], dim)
    if not reach.holds:
        return (reach,)
    return (reach, *_agree(operands, roles, dim % len(base)))


def _cat_result(operands: Operands, params: Params) -> Shape | None:
    shapes = [operands[r] for r in _roles(operands) if operands[r] != (0,)]
    if not shapes:
        return (0,)
    axis = _dim(params) % len(shapes[0])
    return (*shapes[0][:axis], sum(s[axis] for s in shapes), *shapes[0][axis + 1 :])


def _stack_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    roles = _roles(operands)
    if not roles:
        return ()
    rank = len(operands[roles[0]]) + 1
    return (dim_in_range(operands, roles[0], _dim(params), rank), *_agree(operands, roles, None))


def _stack_result(operands: Operands, params: Params) -> Shape | None:
    roles = _roles(operands)
    base = operands[roles[0]]
    axis = _dim(params) % (len(base) + 1)
    return (*base[:axis], len(roles), *base[axis:])


def _lifted(shape: Shape, least: int) -> Shape:
    """``atleast_1d``, ``atleast_2d`` or ``atleast_3d``."""
    if least == 3 and len(shape) == 1:
        return (1, *shape, 1)
    if least == 3 and len(shape) == 2:
        return (*shape, 1)
    return (*(1,) * (least - len(shape)), *shape)


def _heap(least: int, operands: Operands) -> tuple[Operands, int]:
    lifted = {r: _lifted(operands[r], least) for r in _roles(operands)}
    # hstack joins 1-D tensors along their only axis, all others along axis 1.
    axis = 0 if least == 2 or (least == 1 and lifted and len(next(iter(lifted.values()))) == 1) else max(least - 1, 1)
    return lifted, axis


def _heap_check(least: int, operands: Operands, params: Params) -> tuple[Requirement, ...]:
    lifted, axis = _heap(least, operands)
    return _cat_check(lifted, {"dim": axis})


def _heap_result(least: int, operands: Operands, params: Params) -> Shape | None:
    lifted, axis = _heap(least, operands)
    return _cat_result(lifted, {"dim": axis})


ROLES = ("*tensors",)

SPECS = (
    OpSpec(
        "cat",
        ROLES,
        _cat_check,
        _cat_result,
        signature=(*ROLES, "dim"),
        aliases=("concat", "concatenate", "_cat"),
        source=DOC.format("cat"),
    ),
    OpSpec("stack", ROLES, _stack_check, _stack_result, signature=(*ROLES, "dim"), source=DOC.format("stack")),
    *(
        OpSpec(
            name,
            ROLES,
            partial(_heap_check, least),
            partial(_heap_result, least),
            signature=ROLES,
            aliases=aliases,
            source=DOC.format(name),
        )
        for name, least, aliases in (
            ("hstack", 1, ()),
            ("vstack", 2, ("row_stack",)),
            ("dstack", 3, ()),
        )
    ),
)
