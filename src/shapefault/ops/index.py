"""Picking and writing parts of a tensor: indexing, masks, gather, scatter, select, narrow, split.

Sources: https://docs.pytorch.org/docs/stable/tensor_indexing.html and
https://docs.pytorch.org/docs/stable/generated/torch.gather.html, ``…torch.index_select``,
``…torch.Tensor.scatter_``, ``…torch.split``, ``…torch.chunk``, ``…torch.Tensor.unfold``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapefault.model import Shape
from shapefault.ops.base import (
    Operands,
    OpSpec,
    Params,
    Requirement,
    dim_in_range,
    equal_axis,
    equals,
    holds,
    product,
    rank_in,
    signed,
)
from shapefault.ops.broadcast import broadcast, expandable
from shapefault.ops.values import rows

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.{}.html"
INDEXING = "https://docs.pytorch.org/docs/stable/tensor_indexing.html"


def _shape(item: Any) -> Shape | None:
    shape = getattr(item, "shape", None)
    return None if shape is None else tuple(int(s) for s in shape)


def _is_mask(item: Any) -> bool:
    return str(getattr(item, "dtype", "")).endswith("bool")


@dataclass(frozen=True)
class _Listed:
    """An index tensor among others, of which only the shape is known."""

    shape: Shape


def _items(operands: Operands, params: Params) -> list[Any] | None:
    index = params.get("index")
    if index is None and "index" not in params:
        listed = [_Listed(shape) for role, shape in operands.items() if role.startswith("index[")]
        return listed or None
    return list(index) if isinstance(index, tuple) else [index]


def _spends(item: Any) -> int:
    """How many axes of the input an item of an index uses up."""
    if item is None or isinstance(item, bool):
        return 0
    if _is_mask(item):
        return len(_shape(item) or ())
    return 1


def _spread(items: list[Any], rank: int) -> list[Any]:
    """The index with ``...`` replaced by full slices, one item an axis."""
    dots = [i for i, item in enumerate(items) if item is Ellipsis]
    used = sum(_spends(item) for item in items if item is not Ellipsis)
    rest = [slice(None)] * max(rank - used, 0)
    if not dots:
        return [*items, *rest]
    return [*items[: dots[0]], *rest, *items[dots[0] + 1 :]]


def _mask_requirements(shape: Shape, mask: Shape, axis: int) -> Iterator[Requirement]:
    for i, size in enumerate(mask):
        if axis + i >= len(shape):
            return
        yield Requirement(
            "mask",
            size == shape[axis + i],
            f"mask.shape[{i}] = input.shape[{axis + i}]",
            str(size),
            str(shape[axis + i]),
            "mask",
            i,
            "input",
            axis + i,
            size,
            shape[axis + i],
        )


def _index_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    shape = operands["input"]
    if "mask" in operands:
        mask = operands["mask"]
        ok = len(mask) <= len(shape)
        rank = Requirement(
            "rank", ok, "mask.dim() ≤ input.dim()", str(len(mask)), f"≤ {len(shape)}", "mask", other="input"
        )
        return (rank, *_mask_requirements(shape, mask, 0))
    items = _items(operands, params)
    if items is None:
        rank = Requirement("rank", bool(shape), "input.dim() ≥ 1", str(len(shape)), "≥ 1", "input")
        picks = rows(params, "index", shape[0], 0, negative=True) if shape else ()
        return (rank, *picks) if "index" in operands else ()
    used = sum(_spends(item) for item in items if item is not Ellipsis)
    found = [
        Requirement(
            "rank",
            used <= len(shape),
            "number of indices ≤ input.dim()",
            str(used),
            f"≤ {len(shape)}",
            "input",
            got_value=used,
            want_value=len(shape),
        )
    ]
    if not found[0].holds:
        return tuple(found)
    axis = 0
    for item in _spread(items, len(shape)):
        if isinstance(item, int) and not isinstance(item, bool):
            found.append(_in_range(shape, axis, item))
        elif _shape(item) is not None and not _is_mask(item) and 0 not in (_shape(item) or ()) and not shape[axis]:
            found.append(Requirement("range", False, f"input.shape[{axis}] ≥ 1", "0", "≥ 1", "input", axis))
        elif _is_mask(item):
            found += _mask_requirements(shape, _shape(item) or (), axis)
        axis += _spends(item)
    tensors = [s for s in map(_shape, items) if s is not None]
    if len(tensors) > 1 and not any(_is_mask(i) for i in items):
        shown = " and ".join(str(t) for t in tensors)
        ok = broadcast(tensors) is not None
        found.append(Requirement("broadcast", ok, "index tensors broadcast", shown, "one common shape", "index"))
    return tuple(found)


def _in_range(shape: Shape, axis: int, item: int) -> Requirement:
    size = shape[axis]
    return Requirement(
        "range",
        -size <= item < size,
        f"−{size} ≤ index < input.shape[{axis}]",
        signed(item),
        f"−{size} to {size - 1}",
        "input",
        axis,
        got_value=size,
    )


def _index_result(operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    if "mask" in operands:
        return None
    items = _items(operands, params)
    if items is None:
        return (*operands["index"], *shape[1:]) if "index" in operands else None
    return picked(shape, items)


def picked(shape: Shape, items: list[Any]) -> Shape | None:
    """The shape of ``x[items]``; ``None`` where it depends on values (a mask)."""
    if any(_is_mask(i) or isinstance(i, (bool, list)) for i in items):
        return None
    out: list[int] = []
    tensors: list[Shape] = []
    places: list[int] = []
    at = 0
    axis = 0
    spread = _spread(items, len(shape))
    mixed = any(_shape(i) is not None for i in spread)
    if sum(_shape(i) is not None for i in spread) > 1 and any(_shape(i) == () for i in spread):
        return None  # an index tensor without axes counts as an integer, or not
    for position, item in enumerate(spread):
        if item is None:
            out.append(1)
        elif isinstance(item, slice):
            out.append(len(range(*item.indices(shape[axis]))))
        elif isinstance(item, int):
            if mixed:
                # Next to a tensor an integer is an index tensor without axes.
                return None
        else:
            tensor = _shape(item)
            if tensor is None:
                return None
            if not tensors:
                at = len(out)
            tensors.append(tensor)
            places.append(position)
        axis += _spends(item)
    if not tensors:
        return tuple(out)
    common = broadcast(tensors)
    if common is None:
        return None
    if places[-1] - places[0] != len(places) - 1:
        at = 0
    return (*out[:at], *common, *out[at:])


def _set_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    found = _index_check(operands, params)
    target = _index_result(operands, params) if holds(found) else None
    if target is None or "value" not in operands:
        return found
    # A leading axis of one in the value is dropped by an assignment.
    value = operands["value"]
    while len(value) > len(target) and value[0] == 1:
        value = value[1:]
    return (*found, *expandable({"value": value, "part": target}, "value", "part"))


def _set_result(operands: Operands, params: Params) -> Shape | None:
    return operands["input"]


def _dim(params: Params) -> int:
    return int(params.get("dim") or 0)


def _gather_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    return tuple(_aligned(operands, params, ("index",)))


def _aligned(operands: Operands, params: Params, smaller: tuple[str, ...]) -> Iterator[Requirement]:
    reach = dim_in_range(operands, "input", _dim(params))
    yield reach
    index, shape = operands["index"], operands["input"]
    if not reach.holds or 0 in index:
        return
    rank = Requirement(
        "rank",
        max(len(index), 1) == max(len(shape), 1),
        "index.dim() = input.dim()",
        str(len(index)),
        str(len(shape)),
        "index",
        None,
        "input",
        None,
        len(index),
        len(shape),
    )
    yield rank
    if not rank.holds or not shape:
        return
    chosen = _dim(params) % len(shape)
    yield from rows(params, "index", shape[chosen], chosen)
    if not index:
        return
    for i, (got, most) in enumerate(zip(index, shape, strict=True)):
        if i != chosen:
            yield _at_most("index", i, got, "input", most)


def _at_most(role: str, axis: int, got: int, other: str, most: int) -> Requirement:
    return Requirement(
        "size",
        got <= most,
        f"{role}.shape[{axis}] ≤ {other}.shape[{axis}]",
        str(got),
        f"≤ {most}",
        role,
        axis,
        other,
        axis,
        got,
        most,
    )


def _gather_result(operands: Operands, params: Params) -> Shape | None:
    return operands["index"]


def _scatter_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    found = tuple(_aligned(operands, params, ("index",)))
    index, source = operands["index"], operands.get("src")
    if not holds(found) or source is None or 0 in index:
        return found
    # A scalar counts as one axis of size 1.
    index, source = index or (1,), source or (1,)
    formula = "src.dim() = index.dim()"
    got, want = str(len(source)), str(len(index))
    rank = Requirement("rank", len(source) == len(index), formula, got, want, "src", None, "index")
    if not rank.holds:
        return (*found, rank)
    return (*found, rank, *(_at_most("index", i, index[i], "src", source[i]) for i in range(len(index))))


def _select_index_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    found: tuple[Requirement, ...] = (
        dim_in_range(operands, "input", _dim(params)),
        rank_in(operands, "index", (0, 1)),
    )
    if operands["input"] and holds(found):
        axis = _dim(params) % len(operands["input"])
        found = (*found, *rows(params, "index", operands["input"][axis], axis))
    if operands["input"] or not operands["index"] or not holds(found):
        return found
    return (*found, equals(operands, "size", "index", 0, 1))


def _select_index_result(operands: Operands, params: Params) -> Shape | None:
    shape, index = operands["input"], operands["index"]
    if not shape:
        return ()
    axis = _dim(params) % len(shape)
    return (*shape[:axis], index[0] if index else 1, *shape[axis + 1 :])


def _select_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    shape = operands["input"]
    reach = dim_in_range(operands, "input", _dim(params))
    if not shape:
        return (Requirement("rank", False, "input.dim() ≥ 1", "0", "≥ 1", "input"),)
    if not reach.holds or not isinstance(params.get("index"), int):
        return (reach,)
    return reach, _in_range(shape, _dim(params) % len(shape), params["index"])


def _select_result(operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    axis = _dim(params) % len(shape)
    return (*shape[:axis], *shape[axis + 1 :])


def _narrow_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    shape = operands["input"]
    if not shape:
        return (Requirement("rank", False, "input.dim() ≥ 1", "0", "≥ 1", "input"),)
    reach = dim_in_range(operands, "input", _dim(params))
    if not reach.holds:
        return (reach,)
    axis, start, length = _dim(params) % len(shape), int(params["start"]), int(params["length"])
    size = shape[axis]
    begin = start + size if start < 0 else start
    return (
        reach,
        Requirement(
            "range", -size <= start <= size, "−size ≤ start ≤ size", signed(start), f"−{size} to {size}", "input", axis
        ),
        Requirement(
            "range",
            length >= 0 and begin + length <= size,
            f"start + length ≤ input.shape[{axis}]",
            f"{begin} + {length} = {begin + length}",
            f"≤ {size}",
            "input",
            axis,
            got_value=size,
        ),
    )


def _narrow_result(operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    axis = _dim(params) % len(shape)
    return (*shape[:axis], int(params["length"]), *shape[axis + 1 :])


def _split_axis(operands: Operands, params: Params) -> int:
    return _dim(params) % max(len(operands["input"]), 1)


def _split_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    shape = operands["input"]
    if not shape:
        return (Requirement("rank", False, "input.dim() ≥ 1", "0", "≥ 1", "input"),)
    reach = dim_in_range(operands, "input", _dim(params))
    if not reach.holds:
        return (reach,)
    axis, part = _split_axis(operands, params), _part(params)
    if isinstance(part, int):
        ok = part > 0 or (part == 0 and shape[axis] == 0)
        return reach, Requirement("size", ok, "split size ≥ 1", signed(part), "≥ 1", "input", axis)
    total = sum(part)
    shown = " + ".join(map(signed, part)) + f" = {total}"
    ok = total == shape[axis] and all(p >= 0 for p in part)
    return reach, Requirement(
        "size",
        ok,
        f"input.shape[{axis}] = sum of the parts",
        str(shape[axis]),
        shown,
        "input",
        axis,
        None,
        None,
        shape[axis],
        total,
    )


def _part(params: Params) -> int | tuple[int, ...]:
    value = params.get("split_size_or_sections", params.get("split_size", params.get("split_sizes")))
    return value if isinstance(value, int) else tuple(int(v) for v in value or ())


def _split_result(operands: Operands, params: Params) -> Shape | None:
    """The first part's shape."""
    shape, axis, part = operands["input"], _split_axis(operands, params), _part(params)
    if not isinstance(part, int):
        return (*shape[:axis], part[0], *shape[axis + 1 :]) if part else None
    return (*shape[:axis], min(part, shape[axis]), *shape[axis + 1 :])


def _chunk_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    shape = operands["input"]
    if not shape:
        return (Requirement("rank", False, "input.dim() ≥ 1", "0", "≥ 1", "input"),)
    chunks = int(params.get("chunks", 1))
    return (
        dim_in_range(operands, "input", _dim(params)),
        Requirement("size", chunks > 0, "chunks ≥ 1", signed(chunks), "≥ 1", "input"),
    )


def _chunk_result(operands: Operands, params: Params) -> Shape | None:
    """The first chunk's shape; the last may be smaller, and there may be fewer chunks than asked for."""
    shape, axis = operands["input"], _split_axis(operands, params)
    return (*shape[:axis], -(-shape[axis] // int(params["chunks"])), *shape[axis + 1 :])


def _unbind_result(operands: Operands, params: Params) -> Shape | None:
    return _select_result(operands, params)


def _unbind_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    if not operands["input"]:
        return (Requirement("rank", False, "input.dim() ≥ 1", "0", "≥ 1", "input"),)
    return (dim_in_range(operands, "input", _dim(params)),)


def _add_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    found = [dim_in_range(operands, "input", _dim(params)), rank_in(operands, "index", (0, 1))]
    shape, source, index = operands["input"], operands.get("source"), operands["index"]
    if not holds(found) or source is None:
        return tuple(found)
    if not shape:
        given, count = product(source), product(index)
        found.append(
            Requirement("size", given == count, "values of source = indices", str(given), str(count), "source")
        )
        return tuple(found)
    axis = _dim(params) % len(shape)
    if len(shape) == 1 or product(shape):
        found += rows(params, "index", shape[axis], axis)
    found.append(rank_in(operands, "source", (len(shape),)))
    # One index without an axis counts as one.
    operands = {**operands, "index": index or (1,)}
    if found[-1].holds:
        axis = _dim(params) % len(shape)
        found.append(equal_axis(operands, "size", "source", axis, "index", 0))
        found += [equal_axis(operands, "size", "source", i, "input", i) for i in range(len(shape)) if i != axis]
    return tuple(found)


SPECS = (
    OpSpec(
        "getitem",
        ("input", "index", "mask"),
        _index_check,
        _index_result,
        signature=("input", "index"),
        aliases=("__getitem__",),
        source=INDEXING,
    ),
    OpSpec(
        "setitem",
        ("input", "index", "mask", "value"),
        _set_check,
        _set_result,
        signature=("input", "index", "value"),
        aliases=("__setitem__", "index_put"),
        source=INDEXING,
    ),
    OpSpec(
        "gather",
        ("input", "index"),
        _gather_check,
        _gather_result,
        signature=("input", "dim", "index"),
        source=DOC.format("gather"),
    ),
    OpSpec(
        "scatter",
        ("input", "index", "src"),
        _scatter_check,
        _set_result,
        signature=("input", "dim", "index", "src"),
        aliases=("scatter_add", "scatter_reduce"),
        source=DOC.format("Tensor.scatter_"),
    ),
    OpSpec(
        "index_select",
        ("input", "index"),
        _select_index_check,
        _select_index_result,
        signature=("input", "dim", "index"),
        source=DOC.format("index_select"),
    ),
    OpSpec(
        "index_add",
        ("input", "index", "source"),
        _add_check,
        _set_result,
        signature=("input", "dim", "index", "source"),
        aliases=("index_copy",),
        source=DOC.format("Tensor.index_add_"),
    ),
    OpSpec(
        "select",
        ("input",),
        _select_check,
        _select_result,
        signature=("input", "dim", "index"),
        source=DOC.format("select"),
    ),
    OpSpec(
        "narrow",
        ("input",),
        _narrow_check,
        _narrow_result,
        signature=("input", "dim", "start", "length"),
        source=DOC.format("narrow"),
    ),
    OpSpec(
        "split",
        ("input",),
        _split_check,
        _split_result,
        signature=("input", "split_size_or_sections", "dim"),
        aliases=("split_with_sizes", "unsafe_split"),
        source=DOC.format("split"),
    ),
    OpSpec(
        "chunk",
        ("input",),
        _chunk_check,
        _chunk_result,
        signature=("input", "chunks", "dim"),
        aliases=("unsafe_chunk",),
        source=DOC.format("chunk"),
    ),
    OpSpec(
        "unbind",
        ("input",),
        _unbind_check,
        _unbind_result,
        signature=("input", "dim"),
        source=DOC.format("unbind"),
    ),
)
