"""Image transforms of torchvision: sizes of ``(…, C, H, W)`` images.

Sources: https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.v2.Resize.html,
``…CenterCrop``, ``…RandomCrop``, ``…FiveCrop``, ``…TenCrop``, ``…Normalize``, ``…ToTensor``, ``…Pad``.
The parameter ``v2`` says that a class is one of ``torchvision.transforms.v2``, where it differs from the older one.
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
    numbered,
    rank_at_least,
    rank_in,
)

DOC = "https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.v2.{}.html"


def _axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    return {2: ("H", "W"), 3: ("C", "H", "W"), 4: ("N", "C", "H", "W")}.get(rank, numbered(rank))


def resized(height: int, width: int, size: int | Sequence[int], max_size: int | None = None) -> tuple[int, int]:
    """H and W after ``Resize(size)``: an int sets the short side, the long one keeps the ratio."""
    wanted = (size,) if isinstance(size, int) else tuple(size)
    if len(wanted) == 2:
        return int(wanted[0]), int(wanted[1])
    short, long = sorted((height, width))
    new_short, new_long = int(wanted[0]), int(wanted[0] * long / short)
    if max_size is not None and new_long > max_size:
        new_short, new_long = int(max_size * new_short / new_long), max_size
    return (new_long, new_short) if height > width else (new_short, new_long)


def resize_text(height: int, width: int, size: int | Sequence[int], axis: str) -> str:
    """``floor(256·500/375) = 341`` for the long side, ``size = 256`` for the short one."""
    new = dict(zip("HW", resized(height, width, size), strict=True))[axis]
    wanted = (size,) if isinstance(size, int) else tuple(size)
    long = "H" if height > width else "W"
    if len(wanted) == 2 or axis != long or height == width:
        return f"size = {new}"
    return f"floor({wanted[0]}·{max(height, width)}/{min(height, width)}) = {new}"


def _pair(value: Any) -> tuple[int, int]:
    if isinstance(value, int):
        return value, value
    pair = tuple(int(v) for v in value)
    return (pair[0], pair[0]) if len(pair) == 1 else (pair[0], pair[1])


def _sides(value: Any) -> tuple[int, int, int, int]:
    """Padding left, top, right, bottom from one, two or four numbers."""
    if value is None:
        return 0, 0, 0, 0
    if isinstance(value, int):
        return value, value, value, value
    pads = tuple(int(v) for v in value)
    if len(pads) == 1:
        return pads[0], pads[0], pads[0], pads[0]
    return (pads[0], pads[1], pads[0], pads[1]) if len(pads) == 2 else (pads[0], pads[1], pads[2], pads[3])


def _image(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    return (rank_at_least(operands, "input", 2),)


def _resize_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank = rank_at_least(operands, "input", 3)
    return (rank,) if params.get("v2") or not rank.holds else (rank_in(operands, "input", (3, 4)),)


def _resize_result(operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    return (*shape[:-2], *resized(shape[-2], shape[-1], params["size"], params.get("max_size")))


def _crop_result(operands: Operands, params: Params) -> Shape | None:
    """A centre crop pads what is too small, so it always has the size asked for."""
    return (*operands["input"][:-2], *_pair(params["size"]))


def _fits(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank = rank_at_least(operands, "input", 2)
    if not rank.holds:
        return (rank,)
    shape, wanted = operands["input"], _pair(params["size"])
    left, top, right, bottom = _sides(params.get("padding"))
    small = any(size < want for size, want in zip(shape[-2:], wanted, strict=True))
    if params.get("v2") and (params.get("padding") is not None or (params.get("pad_if_needed") and small)):
        rank = rank_at_least(operands, "input", 3)
        if not rank.holds:
            return (rank,)
    found = [rank]
    for axis, name, want, pad in ((-2, "H", wanted[0], top + bottom), (-1, "W", wanted[1], left + right)):
        have = shape[axis] + pad
        shown = f"{shape[axis]} + {pad} = {have}" if pad else str(have)
        found.append(
            Requirement(
                "crop",
                have >= want or bool(params.get("pad_if_needed")),
                f"{name} ≥ crop size",
                shown,
                f"≥ {want}",
                "input",
                len(shape) + axis,
                None,
                None,
                shape[axis],
                want - pad,
            )
        )
    return tuple(found)


def _normalize_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank = rank_at_least(operands, "input", 3)
    if not rank.holds:
        return (rank,)
    shape, found = operands["input"], [rank]
    for name in ("mean", "std"):
        if params.get(name) is None:
            continue
        count = len(params[name]) if isinstance(params[name], (tuple, list)) else 1
        # One number serves every channel; one channel against three numbers cannot grow in place, but does in v2.
        fits = count in (1, shape[-3]) or (shape[-3] == 1 and bool(params.get("v2")))
        found.append(
            Requirement(
                "channels",
                fits,
                f"C = len({name})",
                str(shape[-3]),
                str(count),
                "input",
                len(shape) - 3,
                None,
                None,
                shape[-3],
                count,
            )
        )
    return tuple(found)


def _normalized(operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    counts = [len(params[name]) for name in ("mean", "std") if isinstance(params.get(name), (tuple, list))]
    return (*shape[:-3], max([shape[-3], *counts]), *shape[-2:])


def _to_tensor_result(operands: Operands, params: Params) -> Shape | None:
    """A NumPy image ``(H, W, C)`` or ``(H, W)`` becomes ``(C, H, W)``."""
    shape = operands["input"]
    if len(shape) == 2:
        return (1, *shape)
    return (shape[2], shape[0], shape[1])


def _to_tensor_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank = len(operands["input"])
    return (Requirement("rank", rank in (2, 3), "image.ndim = 2 or 3", str(rank), "2 or 3", "input", got_value=rank),)


def _to_tensor_axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    return {2: ("H", "W"), 3: ("H", "W", "C")}.get(rank, numbered(rank))


def _pad_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    return (rank_at_least(operands, "input", 3 if params.get("v2") else 2),)


def _pad_result(operands: Operands, params: Params) -> Shape | None:
    shape = operands["input"]
    left, top, right, bottom = _sides(params["padding"])
    return (*shape[:-2], shape[-2] + top + bottom, shape[-1] + left + right)


def _resize_spatial(params: Params, size: int, index: int) -> int | None:
    """Only a size given for both sides decides one side alone."""
    wanted = params.get("size")
    return int(wanted[index]) if isinstance(wanted, (tuple, list)) and len(wanted) == 2 else None


def _resize_explain(params: Params, size: int, index: int) -> str:
    out = _resize_spatial(params, size, index)
    return f"size = {out}" if out is not None else f"short side = {params.get('size')}"


def _crop_spatial(params: Params, size: int, index: int) -> int | None:
    return _pair(params["size"])[index]


def _crop_explain(params: Params, size: int, index: int) -> str:
    return f"size = {_pair(params['size'])[index]}"


ONE = ("input",)

SPECS = (
    OpSpec(
        "resize",
        ONE,
        _resize_check,
        _resize_result,
        _axes,
        ("input", "size", "interpolation", "max_size"),
        (),
        _resize_spatial,
        _resize_explain,
        ("H", "W"),
        DOC.format("Resize"),
    ),
    OpSpec(
        "center_crop",
        ONE,
        _image,
        _crop_result,
        _axes,
        ("input", "output_size"),
        (),
        _crop_spatial,
        _crop_explain,
        ("H", "W"),
        DOC.format("CenterCrop"),
    ),
    OpSpec(
        "random_crop",
        ONE,
        _fits,
        _crop_result,
        _axes,
        ("input", "size", "padding", "pad_if_needed"),
        (),
        _crop_spatial,
        _crop_explain,
        ("H", "W"),
        DOC.format("RandomCrop"),
    ),
    *(
        OpSpec(
            name,
            ONE,
            _fits,
            _crop_result,
            _axes,
            ("input", "size"),
            (),
            _crop_spatial,
            _crop_explain,
            ("H", "W"),
            DOC.format(cls),
        )
        for name, cls in (("five_crop", "FiveCrop"), ("ten_crop", "TenCrop"))
    ),
    OpSpec(
        "normalize_image",
        ONE,
        _normalize_check,
        _normalized,
        _axes,
        ("input", "mean", "std"),
        source=DOC.format("Normalize"),
    ),
    OpSpec(
        "to_tensor",
        ONE,
        _to_tensor_check,
        _to_tensor_result,
        _to_tensor_axes,
        ("input",),
        ("pil_to_tensor", "to_image"),
        source=DOC.format("ToTensor"),
    ),
    OpSpec("pad_image", ONE, _pad_check, _pad_result, _axes, ("input", "padding"), source=DOC.format("Pad")),
)
