"""Regrouping, moving, adding and dropping axes: the values stay, only the axes change.

Sources: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.view.html, ``…torch.reshape``,
``…torch.flatten``, ``…torch.unflatten``, ``…torch.squeeze``, ``…torch.unsqueeze``, ``…torch.permute``,
``…torch.transpose``, ``…torch.movedim``, ``…torch.t``, ``…torch.Tensor.expand``, ``…torch.Tensor.repeat``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapefault.model import Shape
from shapefault.ops.base import (
    Operands,
    OpSpec,
    Params,
    Requirement,
    at_least,
    dim_in_range,
    first,
    holds,
    no_requirements,
    numel_text,
    product,
    shape_text,
    signed,
    sizes,
    times,
)

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.{}.html"


def _dims(value: Any) -> tuple[int, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, int) else tuple(int(v) for v in value)


def infer(numel: int, wanted: Sequence[int]) -> Shape | None:
    """The shape that ``view(*wanted)`` gives to so many values, ``-1`` filled in; ``None`` if it cannot."""
    if wanted.count(-1) > 1 or any(s < -1 for s in wanted):
        return None
    known = product(s for s in wanted if s != -1)
    if -1 not in wanted:
        return tuple(wanted) if known == numel else None
    if known == 0 or numel % known:
        return None
    return tuple(numel // known if s == -1 else s for s in wanted)


def _regroup(role: str, have: Shape, wanted: tuple[int, ...], axis: int | None) -> tuple[Requirement, ...]:
    unknown = [s for s in wanted if s < 0]
    found = [
        Requirement(
            "shape",
            len(unknown) <= 1 and all(s == -1 for s in unknown),
            "at most one −1, no other negative size",
            shape_text([signed(s) for s in wanted]),
            "at most one −1",
            role,
            axis,
        )
    ]
    if not found[0].holds:
        return tuple(found)
    known = [s for s in wanted if s >= 0]
    numel, block = product(have), product(known)
    if unknown:
        ok = block > 0 and numel % block == 0
        formula, want = "numel is a multiple of the known sizes", f"a multiple of {times(known)} = {block}"
        if len(known) < 2:
            want = f"a multiple of {block}"
    else:
        ok, formula, want = numel == block, "numel before = numel after", numel_text(known)
    found.append(
        Requirement(
            "numel",
            ok,
            formula,
            numel_text(have),
            want,
            role,
            axis,
            None,
            None,
            numel,
            None if unknown else block,
        )
    )
    return tuple(found)


def _view_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    if first(params, "shape", "size") is None:
        return ()
    return _regroup("input", operands["input"], sizes(params, "shape", "size"), None)


def _view_result(operands: Operands, params: Params) -> Shape | None:
    if first(params, "shape", "size") is None:
        return None
    return infer(product(operands["input"]), sizes(params, "shape", "size"))


def _other_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    got, want = operands["input"], operands["other"]
    ok = product(got) == product(want)
    return (
        Requirement(
            "numel",
            ok,
            "numel before = numel after",
            numel_text(got),
            numel_text(want),
            "input",
            None,
            "other",
            None,
            product(got),
            product(want),
        ),
    )


def _other_result(operands: Operands, params: Params) -> Shape | None:
    return operands["other"]


def _unflatten_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    shape, dim = operands["input"], int(params.get("dim", 0))
    if not shape:
        return (Requirement("rank", False, "input.dim() ≥ 1", "0", "≥ 1", "input"),)
    reach = dim_in_range(operands, "input", dim)
    if not reach.holds:
        return (reach,)
    wanted = sizes(params, "sizes", "unflattened_size")
    return (reach, *_regroup("input", (shape[dim],), wanted, dim % len(shape)))


def _unflatten_result(operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    axis = int(params.get("dim", 0)) % len(shape)
    parts = infer(shape[axis], sizes(params, "sizes", "unflattened_size"))
    return None if parts is None else (*shape[:axis], *parts, *shape[axis + 1 :])


def _flatten_ends(operands: Operands, params: Params) -> tuple[int, int]:
    rank = max(len(operands["input"]), 1)
    start, end = int(params.get("start_dim", 0)), int(params.get("end_dim", -1))
    return start % rank, end % rank


def _flatten_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    found = [
        dim_in_range(operands, "input", int(params.get(name, default)))
        for name, default in (("start_dim", 0), ("end_dim", -1))
    ]
    if holds(found):
        start, end = _flatten_ends(operands, params)
        found.append(Requirement("dim", start <= end, "start_dim ≤ end_dim", str(start), f"≤ {end}", "input"))
    return tuple(found)


def _flatten_result(operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    if not shape:
        return (1,)
    start, end = _flatten_ends(operands, params)
    return (*shape[:start], product(shape[start : end + 1]), *shape[end + 1 :])


def flatten_text(shape: Shape, params: Params) -> str:
    """``64·8·8 = 4096``: the sizes that were multiplied."""
    start, end = _flatten_ends({"input": shape}, params)
    return numel_text(shape[start : end + 1])


def _dim_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    return tuple(dim_in_range(operands, "input", d) for d in _dims(params.get("dim")))


def _squeeze_result(operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    if params.get("dim") is None:
        return tuple(s for s in shape if s != 1)
    chosen = {d % max(len(shape), 1) for d in _dims(params["dim"])}
    return tuple(s for i, s in enumerate(shape) if not (i in chosen and s == 1))


def _unsqueeze_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    return (dim_in_range(operands, "input", int(params.get("dim", 0)), len(operands["input"]) + 1),)


def _unsqueeze_result(operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    axis = int(params.get("dim", 0)) % (len(shape) + 1)
    return (*shape[:axis], 1, *shape[axis:])


def _distinct(operands: Operands, dims: tuple[int, ...], formula: str) -> Requirement:
    rank = max(len(operands["input"]), 1)
    seen = {d % rank for d in dims}
    return Requirement(
        "dim",
        len(seen) == len(dims),
        formula,
        shape_text([signed(d) for d in dims]),
        "no axis twice",
        "input",
    )


def _permute_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    dims, rank = sizes(params, "dims", "dim"), len(operands["input"])
    count = Requirement(
        "rank",
        len(dims) == rank,
        "one entry of dims an axis",
        str(rank),
        str(len(dims)),
        "input",
        None,
        None,
        None,
        rank,
        len(dims),
    )
    if not count.holds:
        return (count,)
    found = [count, *(dim_in_range(operands, "input", d) for d in dims)]
    return (*found, _distinct(operands, dims, "dims are all different")) if holds(found) else tuple(found)


def _permute_result(operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    return tuple(shape[d] for d in sizes(params, "dims", "dim"))


def _transpose_dims(params: Params) -> tuple[int, int]:
    return int(first(params, "dim0", "axis0", default=0)), int(first(params, "dim1", "axis1", default=1))


def _transpose_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    return tuple(dim_in_range(operands, "input", d) for d in _transpose_dims(params))


def _transpose_result(operands: Operands, params: Params) -> Shape | None:
    shape = list(operands["input"])
    if not shape:
        return ()
    a, b = _transpose_dims(params)
    shape[a], shape[b] = shape[b], shape[a]
    return tuple(shape)


def _t_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank = len(operands["input"])
    return (Requirement("rank", rank <= 2, "input.dim() ≤ 2", str(rank), "≤ 2", "input", None, None, None, rank, 2),)


def _t_result(operands: Operands, params: Params) -> Shape | None:
    return operands["input"][::-1]


def _mt_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank = len(operands["input"])
    # A scalar is let through, for the time being.
    return (Requirement("rank", rank != 1, "input.dim() ≥ 2", str(rank), "≥ 2", "input", got_value=rank, want_value=2),)


def _mt_result(operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    return (*shape[:-2], *shape[:-3:-1])


def _movedim_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    source, destination = _dims(params.get("source")), _dims(params.get("destination"))
    found = [
        Requirement(
            "dim",
            len(source) == len(destination),
            "as many sources as destinations",
            str(len(source)),
            str(len(destination)),
            "input",
        ),
        *(dim_in_range(operands, "input", d) for d in (*source, *destination)),
    ]
    if holds(found):
        found += [_distinct(operands, d, "no axis is moved twice") for d in (source, destination)]
    return tuple(found)


def _movedim_result(operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    rank = len(shape)
    if not rank:
        return ()
    source = [d % rank for d in _dims(params.get("source"))]
    destination = [d % rank for d in _dims(params.get("destination"))]
    order: list[int | None] = [None] * rank
    for s, d in zip(source, destination, strict=True):
        order[d] = s
    rest = iter([i for i in range(rank) if i not in source])
    return tuple(shape[next(rest) if o is None else o] for o in order)


def _expand_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    shape, wanted = operands["input"], sizes(params, "sizes", "size")
    lead = len(wanted) - len(shape)
    found = [
        Requirement(
            "rank",
            lead >= 0,
            "input.dim() ≤ number of sizes",
            str(len(shape)),
            f"≤ {len(wanted)}",
            "input",
            got_value=len(shape),
            want_value=len(wanted),
        )
    ]
    if lead < 0:
        return tuple(found)
    new = [signed(s) for s in wanted[:lead] if s < 0]
    found.append(Requirement("size", not new, "sizes of new axes ≥ 0", ", ".join(new) or "none", "≥ 0", "input"))
    for i, (have, want) in enumerate(zip(shape, wanted[lead:], strict=True)):
        found.append(
            Requirement(
                "broadcast",
                want >= -1 and (have in (1, want) or want == -1),
                f"input.shape[{i}] is 1 or the new size",
                str(have),
                signed(want),
                "input",
                i,
                None,
                None,
                have,
                want,
            )
        )
    return tuple(found)


def _expand_result(operands: Operands, params: Params) -> Shape | None:
    shape, wanted = operands["input"], sizes(params, "sizes", "size")
    lead = len(wanted) - len(shape)
    return tuple(shape[i - lead] if s == -1 else s for i, s in enumerate(wanted))


def _repeat_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank, counts = len(operands["input"]), sizes(params, "repeats", "sizes", "dims")
    return (
        Requirement(
            "rank",
            len(counts) >= rank,
            "one repeat an axis, or more",
            str(rank),
            f"≤ {len(counts)}",
            "input",
            got_value=rank,
            want_value=len(counts),
        ),
        Requirement(
            "size",
            all(c >= 0 for c in counts),
            "repeats ≥ 0",
            shape_text([signed(c) for c in counts]),
            "≥ 0",
            "input",
        ),
    )


def _repeat_result(operands: Operands, params: Params) -> Shape | None:
    shape, counts = operands["input"], sizes(params, "repeats", "sizes", "dims")
    lead = len(counts) - len(shape)
    return tuple(c * (shape[i - lead] if i >= lead else 1) for i, c in enumerate(counts))


def _tile_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    return tuple(at_least({"dims": sizes(params, "dims", "repeats")}, dims=0))


def _tile_result(operands: Operands, params: Params) -> Shape | None:
    shape, counts = operands["input"], sizes(params, "dims", "repeats")
    counts = (*(1,) * (len(shape) - len(counts)), *counts)
    return _repeat_result(operands, {"repeats": counts})


def _reversed(operands: Operands, params: Params) -> Shape | None:
    return operands["input"][::-1]


ONE = ("input",)
TWO_DIMS = ("input", "dim0", "dim1")

SPECS = (
    OpSpec(
        "view",
        ONE,
        _view_check,
        _view_result,
        signature=("input", "*shape"),
        aliases=("_unsafe_view", "_reshape_alias"),
        source=DOC.format("Tensor.view"),
    ),
    OpSpec("reshape", ONE, _view_check, _view_result, signature=("input", "*shape"), source=DOC.format("reshape")),
    OpSpec(
        "view_as",
        ("input", "other"),
        _other_check,
        _other_result,
        signature=("input", "other"),
        aliases=("reshape_as",),
        source=DOC.format("Tensor.view_as"),
    ),
    OpSpec(
        "unflatten",
        ONE,
        _unflatten_check,
        _unflatten_result,
        signature=("input", "dim", "sizes"),
        source=DOC.format("unflatten"),
    ),
    OpSpec(
        "flatten",
        ONE,
        _flatten_check,
        _flatten_result,
        signature=("input", "start_dim", "end_dim"),
        source=DOC.format("flatten"),
    ),
    OpSpec(
        "ravel",
        ONE,
        no_requirements,
        lambda o, p: (product(o["input"]),),
        signature=ONE,
        source=DOC.format("ravel"),
    ),
    OpSpec("squeeze", ONE, _dim_check, _squeeze_result, signature=("input", "dim"), source=DOC.format("squeeze")),
    OpSpec(
        "unsqueeze",
        ONE,
        _unsqueeze_check,
        _unsqueeze_result,
        signature=("input", "dim"),
        source=DOC.format("unsqueeze"),
    ),
    OpSpec(
        "permute",
        ONE,
        _permute_check,
        _permute_result,
        signature=("input", "*dims"),
        source=DOC.format("permute"),
    ),
    OpSpec(
        "transpose",
        ONE,
        _transpose_check,
        _transpose_result,
        signature=TWO_DIMS,
        aliases=("swapaxes", "swapdims"),
        source=DOC.format("transpose"),
    ),
    OpSpec("t", ONE, _t_check, _t_result, signature=ONE, source=DOC.format("t")),
    OpSpec("T", ONE, no_requirements, _reversed, signature=ONE, aliases=("numpy_T",), source=DOC.format("t")),
    OpSpec("mT", ONE, _mt_check, _mt_result, signature=ONE, aliases=("adjoint",), source=DOC.format("adjoint")),
    OpSpec(
        "movedim",
        ONE,
        _movedim_check,
        _movedim_result,
        signature=("input", "source", "destination"),
        aliases=("moveaxis",),
        source=DOC.format("movedim"),
    ),
    OpSpec(
        "expand",
        ONE,
        _expand_check,
        _expand_result,
        signature=("input", "*sizes"),
        aliases=("broadcast_to",),
        source=DOC.format("Tensor.expand"),
    ),
    OpSpec(
        "expand_as",
        ("input", "other"),
        lambda o, p: _expand_check({"input": o["input"]}, {"sizes": o["other"]}),
        lambda o, p: _expand_result({"input": o["input"]}, {"sizes": o["other"]}),
        signature=("input", "other"),
        source=DOC.format("Tensor.expand_as"),
    ),
    OpSpec(
        "repeat",
        ONE,
        _repeat_check,
        _repeat_result,
        signature=("input", "*repeats"),
        source=DOC.format("Tensor.repeat"),
    ),
    OpSpec("tile", ONE, _tile_check, _tile_result, signature=("input", "*dims"), source=DOC.format("tile")),
)
