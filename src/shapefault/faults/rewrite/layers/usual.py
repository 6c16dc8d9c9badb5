"""Windows as people write them: ones that keep the size, divide or multiply it exactly, or have no padding at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapefault.ops.base import nth

_WORTH = 0.12


def usual_worth(op: str, params: Mapping[str, Any], change: Mapping[str, Any], rank: int) -> float:
    """How much evidence it is for a change of a layer's window that it makes the window a usual one.

    0.12 where it does so on all axes, the negative of it where a usual window would become an odd one.
    """
    if op == "pad" or not rank:
        return 0.0
    then = {**params, **change}
    axes = range(rank)
    return _WORTH * sum(usual(op, then, axis) - usual(op, params, axis) for axis in axes) / rank


def usual(op: str, params: Mapping[str, Any], axis: int) -> float:
    """1 for a window that keeps, divides or multiplies a size by the stride, 0.6 for one without padding, 0 for others.

    A window k with padding p at stride s gives a size of n/s where k − 2p is s, or 1 (rounded up); a transposed one
    gives s·n where k − 2p + output_padding is s.
    """
    try:
        kernel = (nth(params.get("kernel_size"), axis, 1) - 1) * nth(params.get("dilation"), axis, 1) + 1
        stride, padding = nth(params.get("stride"), axis, 1), nth(params.get("padding"), axis)
    except (TypeError, ValueError, IndexError):
        return 0.0  # ``padding="same"``
    covered = kernel - 2 * padding
    if "transpose" in op:
        given = nth(params.get("output_padding"), axis)
        if stride == kernel == 1:
            return 0.0  # the layer would enlarge nothing
        return 1.0 if covered + given == stride else 0.6 if covered == 1 or padding == given == 0 else 0.0
    if covered in (1, stride):
        return 1.0
    near = stride > 2 and abs(kernel - stride) == 1  # a patch is as large as its stride
    return 0.6 if padding == 0 and not near else 0.0
