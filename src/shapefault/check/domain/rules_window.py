"""Shape rules of convolution and pooling; the same contract as in :mod:`rules`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from shapefault.check.domain.rules import dense, new, overloads, rule, same_size


def per_axis(values: Sequence[Any] | Any, axes: int) -> list[Any]:
    """An argument that may be given once for all axes, written out."""
    if not isinstance(values, list | tuple):
        return [values] * axes
    return list(values) * (axes if len(values) == 1 else 1)


@rule(*overloads("convolution"))
def _convolution(
    x: Any, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any, transposed: bool, extra: Any, groups: int
) -> Any:
    axes = weight.dim() - 2
    if x.dim() != weight.dim() or x.dtype != weight.dtype or not dense(x):
        return None
    into = weight.shape[0] if transposed else weight.shape[1] * groups
    out = weight.shape[1] * groups if transposed else weight.shape[0]
    if not same_size(x.shape[1], into) or (bias is not None and bias.shape[0] != out):
        return None
    stride, padding, dilation, extra = (per_axis(v, axes) for v in (stride, padding, dilation, extra))
    shape = [x.shape[0], out]
    for i in range(axes):
        size, window = x.shape[2 + i], dilation[i] * (weight.shape[2 + i] - 1) + 1
        if transposed:
            length = (size - 1) * stride[i] - 2 * padding[i] + window + extra[i]
            if not length >= 1 or not size >= 1:
                return None
        else:
            room = size + 2 * padding[i] - window
            if not room >= 0:
                return None
            length = room // stride[i] + 1
        shape.append(length)
    return new(x, shape)


def _pooled(x: Any, kernel: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool) -> list[Any] | None:
    if x.dim() != 4 or not dense(x) or not x.shape[0] >= 1:
        return None
    kernel, padding, dilation = (per_axis(v, 2) for v in (kernel, padding, dilation))
    stride = per_axis(stride, 2) if len(stride) else kernel
    shape = list(x.shape[:2])
    for i in range(2):
        size = x.shape[2 + i]
        if isinstance(kernel[i], torch.SymInt) or padding[i] * 2 > kernel[i] or not size >= 1:
            return None
        room = size + 2 * padding[i] - dilation[i] * (kernel[i] - 1) - 1
        if ceil_mode:
            length = (room + stride[i] - 1) // stride[i] + 1
            if (length - 1) * stride[i] >= size + padding[i]:  # the last window would start in the padding
                length = length - 1
        else:
            length = room // stride[i] + 1
        if not length >= 1:
            return None
        shape.append(length)
    return shape


@rule(*overloads("max_pool2d_with_indices"))
def _max_pool(
    x: Any, kernel: Any, stride: Any = (), padding: Any = (0,), dilation: Any = (1,), ceil_mode: bool = False
) -> Any:
    shape = _pooled(x, kernel, stride, padding, dilation, ceil_mode)
    return None if shape is None else (new(x, shape), new(x, shape, torch.int64))


@rule(*overloads("avg_pool2d"))
def _average_pool(
    x: Any, kernel: Any, stride: Any = (), padding: Any = (0,), ceil_mode: bool = False, *_: Any, **__: Any
) -> Any:
    shape = _pooled(x, kernel, stride, padding, (1,), ceil_mode)
    return None if shape is None else new(x, shape)
