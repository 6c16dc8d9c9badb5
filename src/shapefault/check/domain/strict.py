"""Conditions that the real kernels check and the meta kernels do not; found by comparing the two on random calls.

Each check raises as the real kernel does. Checked on torch 2.13 and 2.14 (CPU kernels).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from shapefault.check.domain.rules import overloads
from shapefault.check.domain.rules_window import per_axis

Check = Callable[..., None]
CHECKS: dict[Any, Check] = {}


def check(*ops: Any) -> Callable[[Check], Check]:
    """Register a check that runs before an op."""

    def register(function: Check) -> Check:
        for op in ops:
            CHECKS[op] = function
        return function

    return register


@check(*overloads("convolution"))
def _convolution(
    x: Any, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any, transposed: bool, extra: Any, groups: int
) -> None:
    axes = weight.dim() - 2
    if not transposed:
        _window_fits(x, weight, *(per_axis(v, axes) for v in (padding, dilation)))
        return
    channels = x.shape[1] if x.dim() == axes + 2 else x.shape[0]
    if channels != weight.shape[0]:
        raise RuntimeError(
            f"Given transposed=1, weight of size {list(weight.shape)}, expected input{list(x.shape)} to have "
            f"{weight.shape[0]} channels, but got {channels} channels instead"
        )
    for more, step, spread in zip(*(per_axis(v, axes) for v in (extra, stride, dilation)), strict=True):
        if more >= max(step, spread):
            raise RuntimeError("output padding must be smaller than either stride or dilation")


def _window_fits(x: Any, weight: Any, padding: list[Any], dilation: list[Any]) -> None:
    """torch 2.6 does not look; later ones do."""
    axes = weight.dim() - 2
    if x.dim() not in (axes + 1, axes + 2):
        return
    sizes = [x.shape[x.dim() - axes + i] + 2 * padding[i] for i in range(axes)]
    windows = [dilation[i] * (weight.shape[2 + i] - 1) + 1 for i in range(axes)]
    if any(not size >= window for size, window in zip(sizes, windows, strict=True)):
        padded, kernel = (" x ".join(map(str, v)) for v in (sizes, windows))
        raise RuntimeError(
            f"Calculated padded input size per channel: ({padded}). Kernel size: ({kernel}). "
            "Kernel size can't be greater than actual input size"
        )


_UPSAMPLING = "upsample_nearest1d upsample_nearest2d upsample_nearest3d _upsample_nearest_exact1d"
_UPSAMPLING += " _upsample_nearest_exact2d _upsample_nearest_exact3d upsample_linear1d upsample_bilinear2d"
_UPSAMPLING += " upsample_bicubic2d upsample_trilinear3d _upsample_bilinear2d_aa _upsample_bicubic2d_aa"


@check(*overloads(_UPSAMPLING), *overloads(_UPSAMPLING, "vec"))
def _upsampled_to_nothing(x: Any, size: Any, *rest: Any, **options: Any) -> None:
    axes = x.dim() - 2
    if size is None:
        factors = next((v for v in rest if isinstance(v, list | tuple)), options.get("scale_factors"))
        if factors is None:
            return
        size = [torch.sym_int(x.shape[2 + i] * factors[i]) for i in range(axes)]
    if any(not x.shape[2 + i] > 0 or not size[i] > 0 for i in range(axes)):
        raise RuntimeError(
            f"Input and output sizes should be greater than 0, but got input {list(x.shape[2:])} output {list(size)}"
        )


@check(*overloads("_adaptive_avg_pool2d _adaptive_avg_pool3d adaptive_avg_pool2d adaptive_avg_pool3d"))
def _pooled_from_nothing(x: Any, *_: Any) -> None:
    if any(x.shape[i] == 0 for i in range(1, x.dim())):
        raise RuntimeError(
            f"adaptive_avg_pool: Expected input to have non-zero size for non-batch dimensions, but input has sizes "
            f"{list(x.shape)}"
        )


@check(*overloads("constant_pad_nd"))
def _cropped_below_nothing(x: Any, padding: Any, *_: Any) -> None:
    for i in range(min(len(padding) // 2, x.dim())):
        cropped = sum(torch.sym_min(side, 0) for side in padding[2 * i : 2 * i + 2])
        if not x.shape[x.dim() - 1 - i] + cropped >= 0:
            raise RuntimeError("narrow(): length must be non-negative.")


@check(*overloads("max min sort topk median", "dim"), *overloads("argmax argmin"))
def _reduced_from_nothing(x: Any, dim: Any = None, *_: Any, **__: Any) -> None:
    if x.dim() == 0 or dim is None:
        return
    if not -x.dim() <= dim < x.dim():
        raise IndexError(f"Dimension out of range (expected to be in range of [{-x.dim()}, {x.dim() - 1}], got {dim})")
    if x.shape[dim] == 0:
        raise IndexError(f"Expected reduction dim {dim} to have non-zero size.")
