"""Ops that change H and W otherwise: interpolate, pad, pixel shuffle, unfold and fold, grid sample.

Sources: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html, ``…pad``,
``…torch.nn.PixelShuffle``, ``…torch.nn.Unfold``, ``…torch.nn.Fold``, ``…torch.nn.functional.grid_sample``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from shapefault.model import Shape
from shapefault.ops.base import (
    Operands,
    OpSpec,
    Params,
    Requirement,
    at_least,
    either,
    equal_axis,
    listed,
    nth,
    product,
    rank_at_least,
    rank_in,
    signed,
    sizes,
    times,
)
from shapefault.ops.window import SPATIAL, slide, slide_text

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.nn.{}.html"
MODE_RANKS = {"linear": 3, "bilinear": 4, "bicubic": 4, "trilinear": 5}


def _factor(params: Params, index: int) -> float | None:
    value: Any = params.get("scale_factor")
    if value is None:
        return None
    if isinstance(value, (tuple, list)):
        return float(value[0] if len(value) == 1 else value[index])
    return float(value)


def _interpolate_spatial(params: Params, size: int, index: int) -> int | None:
    if params.get("size") is not None:
        return nth(params["size"], index)
    factor = _factor(params, index)
    return None if factor is None else math.floor(size * factor)


def _interpolate_explain(params: Params, size: int, index: int) -> str:
    if params.get("size") is not None:
        return f"size = {nth(params['size'], index)}"
    factor = _factor(params, index)
    return "" if factor is None else f"floor({size}·{factor:g}) = {math.floor(size * factor)}"


def _given(value: Any) -> int:
    return len(value) if isinstance(value, (tuple, list)) else 0


@listed
def _interpolate_check(operands: Operands, params: Params) -> Iterator[Requirement]:
    shape, mode = operands["input"], params.get("mode") or "nearest"
    allowed = (MODE_RANKS[mode],) if mode in MODE_RANKS else (3, 4, 5)
    rank = rank_in(operands, "input", allowed)
    yield rank
    if not rank.holds:
        return
    spatial = len(shape) - 2
    for name in ("size", "scale_factor"):
        count = _given(params.get(name))
        if count:
            ok = count == spatial
            yield Requirement("rank", ok, f"one entry of {name} a spatial axis", str(count), str(spatial), "input")
            if not ok:
                return
    if mode == "area" and all(_interpolate_spatial(params, size, i) == 1 for i, size in enumerate(shape[2:])):
        return  # a mean, also of nothing
    for i, axis_name in enumerate(SPATIAL[spatial]):
        out = _interpolate_spatial(params, shape[2 + i], i)
        if out is not None:
            ok = out >= (0 if mode == "area" else 1) and shape[2 + i] > 0
            yield Requirement(
                "size",
                ok,
                f"{axis_name}_out ≥ 1",
                _interpolate_explain(params, shape[2 + i], i),
                "≥ 1",
                "input",
                2 + i,
                got_value=shape[2 + i],
            )
    if mode != "area" or spatial == 3:
        yield Requirement("channels", shape[1] > 0, "C ≥ 1", str(shape[1]), "≥ 1", "input", 1)


def _interpolate_result(operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    out = [_interpolate_spatial(params, size, i) for i, size in enumerate(shape[2:])]
    known = [size for size in out if size is not None]
    return (*shape[:2], *known) if len(known) == len(out) else None


def _pads(params: Params) -> tuple[int, ...]:
    return sizes(params, "pad", "padding")


def _pair(params: Params, back: int) -> tuple[int, int]:
    """Padding before and after the axis that is ``back`` from the end (0 is the last)."""
    pads = _pads(params)
    return (pads[2 * back], pads[2 * back + 1]) if 2 * back + 1 < len(pads) else (0, 0)


@listed
def _pad_check(operands: Operands, params: Params) -> Iterator[Requirement]:
    shape, pads, mode = operands["input"], _pads(params), params.get("mode") or "constant"
    yield Requirement("pad", len(pads) % 2 == 0, "pad has pairs", str(len(pads)), "an even number", "input")
    if len(pads) % 2:
        return
    axes = len(pads) // 2
    if mode == "constant":
        rank = rank_at_least(operands, "input", axes)
    elif axes in (1, 2, 3):
        rank = rank_in(operands, "input", (axes + 1, axes + 2))
    else:
        yield Requirement(
            "pad", False, f"pad of mode '{mode}' covers 1 to 3 axes", str(axes), either((1, 2, 3)), "input"
        )
        return
    yield rank
    if not rank.holds:
        return
    for back in range(axes):
        axis = len(shape) - 1 - back
        before, after = _pair(params, back)
        out = shape[axis] + before + after
        yield Requirement(
            "size",
            # Reflection in 2-d and 3-d is content if one of the axes is left.
            out >= (0 if mode in ("constant", "circular") or (mode == "reflect" and axes > 1) else 1),
            f"input.shape[{axis}] + padding ≥ 0",
            f"{shape[axis]} + {signed(before)} + {signed(after)} = {signed(out)}",
            "≥ 0",
            "input",
            axis,
        )
        cut = shape[axis] + min(before, 0) + min(after, 0)
        if mode == "constant" and cut < 0:
            formula = f"input.shape[{axis}] ≥ what negative padding cuts off"
            yield Requirement("size", False, formula, str(shape[axis]), f"≥ {shape[axis] - cut}", "input", axis)
        most = {"reflect": shape[axis] - 1, "circular": shape[axis]}.get(mode)
        if most is not None:
            word = "<" if mode == "reflect" else "≤"
            yield Requirement(
                "pad",
                max(before, after) <= most,
                f"padding {word} input.shape[{axis}]",
                str(max(before, after)),
                f"{word} {most + (mode == 'reflect')}",
                "input",
                axis,
                got_value=shape[axis],
                want_value=max(before, after) + (mode == "reflect"),
            )
    made = [shape[-1 - back] + sum(_pair(params, back)) for back in range(axes)]
    if mode == "reflect" and axes > 1:
        yield Requirement("size", max(made) > 0, "an axis is left", times(made), "one ≥ 1", "input")
    if mode != "constant":
        first = len(shape) - axes if mode == "circular" else len(shape) - axes - 1 if len(shape) == axes + 1 else 1
        for axis in range(first, len(shape)):
            yield Requirement(
                "size", shape[axis] > 0, f"input.shape[{axis}] ≥ 1", str(shape[axis]), "≥ 1", "input", axis
            )


def _pad_result(operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    return tuple(size + sum(_pair(params, len(shape) - 1 - i)) for i, size in enumerate(shape))


def _pad_spatial(params: Params, size: int, index: int) -> int | None:
    """``index`` counts from the first padded axis, as H is 0 where H and W are padded."""
    back = len(_pads(params)) // 2 - 1 - index
    return size + sum(_pair(params, back)) if back >= 0 else size


def _pad_explain(params: Params, size: int, index: int) -> str:
    back = len(_pads(params)) // 2 - 1 - index
    before, after = _pair(params, back) if back >= 0 else (0, 0)
    return f"{size} + {signed(before)} + {signed(after)} = {size + before + after}"


def _shuffle_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank, factor = rank_at_least(operands, "input", 3), int(params["upscale_factor"])
    wrong = tuple(at_least(params, upscale_factor=1))
    if wrong or not rank.holds:
        return rank, *wrong
    channels = operands["input"][-3]
    return rank, Requirement(
        "channels",
        channels % factor**2 == 0,
        "C is a multiple of upscale_factor²",
        str(channels),
        f"a multiple of {factor}² = {factor**2}",
        "input",
        len(operands["input"]) - 3,
        got_value=channels,
    )


def _shuffle_result(operands: Operands, params: Params) -> Shape | None:
    shape, factor = operands["input"], int(params["upscale_factor"])
    return (*shape[:-3], shape[-3] // factor**2, shape[-2] * factor, shape[-1] * factor)


def _unshuffle_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank, factor = rank_at_least(operands, "input", 3), int(params["downscale_factor"])
    wrong = tuple(at_least(params, downscale_factor=1))
    if wrong or not rank.holds:
        return rank, *wrong
    shape = operands["input"]
    return rank, *(
        Requirement(
            "size",
            shape[axis] % factor == 0,
            f"{name} is a multiple of downscale_factor",
            str(shape[axis]),
            f"a multiple of {factor}",
            "input",
            len(shape) + axis,
            got_value=shape[axis],
        )
        for axis, name in ((-2, "H"), (-1, "W"))
    )


def _unshuffle_result(operands: Operands, params: Params) -> Shape | None:
    shape, factor = operands["input"], int(params["downscale_factor"])
    if not product(shape):
        return shape  # torch hands it back as it is
    return (*shape[:-3], shape[-3] * factor**2, shape[-2] // factor, shape[-1] // factor)


def _blocks(params: Params, size: int, index: int) -> int:
    return slide(size, *_unfold_window(params, index))


def _unfold_window(params: Params, index: int) -> tuple[int, int, int, int]:
    return (
        nth(params.get("kernel_size"), index, 1),
        nth(params.get("stride"), index, 1),
        nth(params.get("padding"), index),
        nth(params.get("dilation"), index, 1),
    )


def _unfold_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    if "dimension" in params:
        return ()
    rank = rank_in(operands, "input", (3, 4))
    wrong = tuple(at_least(params, kernel_size=1, stride=1, dilation=1, padding=0))
    if wrong or not rank.holds:
        return rank, *wrong
    shape = operands["input"]
    lead = len(shape) - 2
    channels = Requirement("channels", shape[-3] > 0, "C ≥ 1", str(shape[-3]), "≥ 1", "input", lead - 1)
    return (
        rank,
        channels,
        *(
            Requirement(
                "kernel",
                _blocks(params, shape[lead + i], i) >= 1 and shape[lead + i] > 0,
                f"blocks along {name} ≥ 1",
                slide_text(shape[lead + i], *_unfold_window(params, i)),
                "≥ 1",
                "input",
                lead + i,
                got_value=shape[lead + i],
            )
            for i, name in enumerate(SPATIAL[2])
        ),
    )


def _unfold_result(operands: Operands, params: Params) -> Shape | None:
    if "dimension" in params:
        return None
    shape = operands["input"]
    count = product(_blocks(params, size, i) for i, size in enumerate(shape[-2:]))
    kernel = product(nth(params.get("kernel_size"), i, 1) for i in range(2))
    return (*shape[:-3], shape[-3] * kernel, count)


def _fold_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank = rank_in(operands, "input", (2, 3))
    wrong = tuple(at_least(params, kernel_size=1, stride=1, dilation=1, padding=0))
    if wrong or not rank.holds:
        return rank, *wrong
    shape = operands["input"]
    kernel = [nth(params.get("kernel_size"), i, 1) for i in range(2)]
    blocks = [_blocks(params, nth(params["output_size"], i), i) for i in range(2)]
    return (
        rank,
        Requirement(
            "channels",
            shape[-2] % product(kernel) == 0 and shape[-2] > 0,
            "input.shape[−2] is a multiple of the kernel's area",
            str(shape[-2]),
            f"a multiple of {times(kernel)} = {product(kernel)}",
            "input",
            len(shape) - 2,
            got_value=shape[-2],
        ),
        Requirement(
            "size",
            shape[-1] == product(blocks) and min(blocks) > 0,
            "input.shape[−1] = number of blocks",
            str(shape[-1]),
            f"{times(blocks)} = {product(blocks)}",
            "input",
            len(shape) - 1,
            got_value=shape[-1],
            want_value=product(blocks),
        ),
    )


def _fold_result(operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    kernel = product(nth(params.get("kernel_size"), i, 1) for i in range(2))
    return (*shape[:-2], shape[-2] // kernel, *(nth(params["output_size"], i) for i in range(2)))


def _grid_axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    if role == "grid":
        return {4: ("N", "H_out", "W_out", "2"), 5: ("N", "D_out", "H_out", "W_out", "3")}.get(
            rank, tuple(f"dim {i}" for i in range(rank))
        )
    names = ("N", "C", *SPATIAL.get(rank - 2, ()))
    return names if len(names) == rank else tuple(f"dim {i}" for i in range(rank))


def _grid_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank = rank_in(operands, "input", (4, 5))
    if not rank.holds:
        return (rank,)
    shape, grid = operands["input"], operands["grid"]
    grid_rank = rank_in(operands, "grid", (len(shape),))
    if not grid_rank.holds:
        return rank, grid_rank
    spatial = len(shape) - 2
    return (
        rank,
        grid_rank,
        equal_axis(operands, "batch", "grid", 0, "input", 0, formula="grid: N = input: N"),
        Requirement(
            "features",
            grid[-1] == spatial,
            "grid.shape[−1] = number of spatial axes",
            str(grid[-1]),
            str(spatial),
            "grid",
            len(grid) - 1,
            "input",
            None,
            grid[-1],
            spatial,
        ),
        *(
            Requirement("size", shape[2 + i] > 0, f"{name} ≥ 1", str(shape[2 + i]), "≥ 1", "input", 2 + i)
            for i, name in enumerate(SPATIAL[spatial])
        ),
    )


def _grid_result(operands: Operands, params: Params) -> Shape | None:
    return (*operands["input"][:2], *operands["grid"][1:-1])


SPECS = (
    OpSpec(
        "interpolate",
        ("input",),
        _interpolate_check,
        _interpolate_result,
        signature=("input", "size", "scale_factor", "mode", "align_corners"),
        aliases=("upsample", "upsample_nearest", "upsample_bilinear"),
        spatial=_interpolate_spatial,
        explain=_interpolate_explain,
        source=DOC.format("functional.interpolate"),
    ),
    OpSpec(
        "pad",
        ("input",),
        _pad_check,
        _pad_result,
        signature=("input", "pad", "mode", "value"),
        aliases=("constant_pad_nd", "_pad"),
        spatial=_pad_spatial,
        explain=_pad_explain,
        source=DOC.format("functional.pad"),
    ),
    OpSpec(
        "pixel_shuffle",
        ("input",),
        _shuffle_check,
        _shuffle_result,
        signature=("input", "upscale_factor"),
        spatial=lambda p, s, i: s * int(p["upscale_factor"]),
        explain=lambda p, s, i: f"{s}·{p['upscale_factor']} = {s * int(p['upscale_factor'])}",
        source=DOC.format("PixelShuffle"),
    ),
    OpSpec(
        "pixel_unshuffle",
        ("input",),
        _unshuffle_check,
        _unshuffle_result,
        signature=("input", "downscale_factor"),
        spatial=lambda p, s, i: s // int(p["downscale_factor"]),
        explain=lambda p, s, i: f"{s}/{p['downscale_factor']} = {s // int(p['downscale_factor'])}",
        source=DOC.format("PixelUnshuffle"),
    ),
    OpSpec(
        "unfold",
        ("input",),
        _unfold_check,
        _unfold_result,
        signature=("input", "kernel_size", "dilation", "padding", "stride"),
        aliases=("im2col",),
        spatial=lambda p, s, i: _blocks(p, s, i),
        explain=lambda p, s, i: slide_text(s, *_unfold_window(p, i)),
        source=DOC.format("Unfold"),
    ),
    OpSpec(
        "fold",
        ("input",),
        _fold_check,
        _fold_result,
        signature=("input", "output_size", "kernel_size", "dilation", "padding", "stride"),
        aliases=("col2im",),
        source=DOC.format("Fold"),
    ),
    OpSpec(
        "grid_sample",
        ("input", "grid"),
        _grid_check,
        _grid_result,
        _grid_axes,
        ("input", "grid", "mode", "padding_mode", "align_corners"),
        ("grid_sampler", "grid_sampler_2d"),
        source=DOC.format("functional.grid_sample"),
    ),
)
