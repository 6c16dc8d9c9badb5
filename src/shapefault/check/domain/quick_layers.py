"""Quick rules of layers: convolution, pooling, normalisation, resizing; see :mod:`quick`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from shapefault.check.domain.algebra import Expr, Value
from shapefault.check.domain.private import expression_of
from shapefault.check.domain.quick import QuickFunctions as Run
from shapefault.check.domain.quick import quick, values
from shapefault.check.domain.rules_window import per_axis
from shapefault.check.domain.sketch import Sizes, contiguous, fits, order_of, sizes_of, sketch, usual


def _length(run: Run, size: Value, kernel: int, stride: int, padding: int, dilation: int) -> Value | None:
    """The places of a window along an axis; None where there are none."""
    room = run.algebra.add(size, 2 * padding - dilation * (kernel - 1) - 1)
    return run.algebra.add(run.algebra.floordiv(room, stride), 1) if run.compare("le", 0, room) else None


@quick("conv1d conv2d conv3d")
def _convolution(
    run: Run,
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Any:
    sizes, window = sizes_of(x), sizes_of(weight)
    axes = len(window) - 2
    if len(sizes) != axes + 2 or x.dtype != weight.dtype or isinstance(padding, str):
        return None
    if sizes[1] != window[1] * groups or not fits(bias, window[0]) or window[0] % groups:
        return None
    convolution = getattr(torch, f"conv{axes}d")
    steps, around, spread = (per_axis(v, axes) for v in (stride, padding, dilation))
    lengths = []
    for i in range(axes):
        length = _length(run, sizes[2 + i], window[2 + i], steps[i], around[i], spread[i])
        if length is None:
            return run.refused(convolution, x, weight, bias, stride, padding, dilation, groups)
        lengths.append(length)
    result = (sizes[0], window[0], *lengths)
    run.notes.work.append((result, window[1:]))
    if usual(x):
        return sketch(result, x.dtype)
    return run.later(result, x, convolution, x, weight, bias, stride, padding, dilation, groups)


@quick("conv_transpose1d conv_transpose2d conv_transpose3d")
def _transposed(
    run: Run,
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Any:
    sizes, window = sizes_of(x), sizes_of(weight)
    axes = len(window) - 2
    if len(sizes) != axes + 2 or x.dtype != weight.dtype or not contiguous(x):
        return None
    if sizes[1] != window[0] or not fits(bias, window[1] * groups) or window[0] % groups:
        return None
    stride, padding, extra, dilation = (per_axis(v, axes) for v in (stride, padding, output_padding, dilation))
    lengths = []
    for i in range(axes):
        if extra[i] >= max(stride[i], dilation[i]):
            return None
        grown = dilation[i] * (window[2 + i] - 1) + 1 + extra[i] - 2 * padding[i] - stride[i]
        length = run.algebra.add(run.algebra.scale(sizes[2 + i], stride[i]), grown)
        if not run.positive((sizes[2 + i], length)):
            return None
        lengths.append(length)
    result = (sizes[0], window[1] * groups, *lengths)
    run.notes.work.append((result, (window[0], *window[2:])))
    return sketch(result, x.dtype)


def _pooled(
    run: Run, x: Any, kernel: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool, again: Callable[[], Any]
) -> Sizes | None:
    """The sizes of the result; ``again`` refuses where there are none."""
    sizes = sizes_of(x)
    if len(sizes) != 4 or not run.positive(sizes):
        return None
    kernel, padding, dilation = (per_axis(v, 2) for v in (kernel, padding, dilation))
    stride = per_axis(stride, 2) if stride not in (None, (), []) else kernel
    if not all(type(v) is int for each in (kernel, stride, padding, dilation) for v in each):
        return None
    lengths: list[Value] = []
    for i, size in enumerate(sizes[2:]):
        if padding[i] * 2 > kernel[i] or stride[i] < 1:
            return None
        room = run.algebra.add(size, 2 * padding[i] - dilation[i] * (kernel[i] - 1) - 1)
        if ceil_mode:
            length = run.algebra.add(run.algebra.floordiv(run.algebra.add(room, stride[i] - 1), stride[i]), 1)
            start = run.algebra.scale(run.algebra.sub(length, 1), stride[i])
            if run.compare("le", run.algebra.add(size, padding[i]), start):  # it would start in the padding
                length = run.algebra.sub(length, 1)
        else:
            length = run.algebra.add(run.algebra.floordiv(room, stride[i]), 1)
        if not run.positive((length,)):
            again()
            return None
        lengths.append(length)
    return (*sizes[:2], *lengths)


@quick("max_pool2d")
def _max_pool(
    run: Run,
    x: Any,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    if return_indices:
        return None
    pool, windows = torch.nn.functional.max_pool2d, (kernel_size, stride, padding, dilation, ceil_mode)
    found = _pooled(run, x, *windows, lambda: run.refused(pool, x, *windows))
    return run.laid(found, x, pool, *windows) if found is not None else None


@quick("avg_pool2d")
def _average_pool(
    run: Run,
    x: Any,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: Any = None,
) -> Any:
    if divisor_override is not None:
        return None
    pool, windows = torch.nn.functional.avg_pool2d, (kernel_size, stride, padding, ceil_mode, count_include_pad)
    found = _pooled(run, x, *windows[:3], 1, ceil_mode, lambda: run.refused(pool, x, *windows))
    return run.laid(found, x, pool, *windows) if found is not None else None


@quick("unfold", on=(torch.nn.functional,))
def _windows(run: Run, x: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    sizes = sizes_of(x)
    kernel, spread, around, steps = (per_axis(v, 2) for v in (kernel_size, dilation, padding, stride))
    if len(sizes) != 4 or not run.positive(sizes):
        return None
    lengths = [_length(run, sizes[2 + i], kernel[i], steps[i], around[i], spread[i]) for i in range(2)]
    if None in lengths:
        return None
    return sketch((sizes[0], run.product((sizes[1], *kernel)), run.product(lengths)), x.dtype)


@quick("fold", on=(torch.nn.functional,))
def _folded(
    run: Run, x: Any, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Any:
    sizes, wanted = sizes_of(x), values(per_axis(output_size, 2))
    kernel, spread, around, steps = (per_axis(v, 2) for v in (kernel_size, dilation, padding, stride))
    if len(sizes) != 3 or not run.positive((*sizes, *wanted)):
        return None
    window = run.product(kernel)
    lengths = [_length(run, wanted[i], kernel[i], steps[i], around[i], spread[i]) for i in range(2)]
    if None in lengths or type(sizes[1]) is not int or sizes[1] % window:
        return None
    if not run.equal(sizes[2], run.product(lengths)):
        return None
    return sketch((sizes[0], sizes[1] // window, *wanted), x.dtype)


@quick("adaptive_avg_pool2d")
def _adaptive_pool(run: Run, x: Any, output_size: Any) -> Any:
    sizes = sizes_of(x)
    if len(sizes) != 4 or not run.positive(sizes):
        return None
    wanted = [have if size is None else size for size, have in zip(per_axis(output_size, 2), sizes[2:], strict=True)]
    if not all(isinstance(size, Expr) or (type(size) is int and size > 0) for size in wanted):
        return None
    pool = torch.nn.functional.adaptive_avg_pool2d
    return run.laid((*sizes[:2], *wanted), x, lambda t: pool(t, run.sizes_shown(tuple(wanted))))


@quick("batch_norm", on=(torch.nn.functional,))
def _batch_norm(
    run: Run,
    x: Any,
    running_mean: Any,
    running_var: Any,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: Any = 0.1,
    eps: float = 1e-5,
) -> Any:
    sizes = sizes_of(x)
    if len(sizes) < 2 or any(not fits(t, sizes[1]) for t in (running_mean, running_var, weight, bias)):
        return None
    if not training and (running_mean is None or running_var is None):
        return None
    run.normalised.append(sizes)
    if training and run.compare("eq", run.product((sizes[0], *sizes[2:])), 1):
        return None
    order = order_of(x)
    if usual(x) or (
        order is not None and order not in ((0, 2, 3, 1), (0, 2, 3, 4, 1))
    ):  # the one other layout that is kept
        return sketch(sizes, x.dtype)
    parts = (running_mean, running_var, weight, bias, training, momentum, eps)
    return run.later(sizes, x, torch.nn.functional.batch_norm, x, *parts)


@quick("layer_norm", on=(torch.nn.functional,))
def _layer_norm(
    run: Run, x: Any, normalized_shape: Sequence[Any], weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Any:
    sizes, normal = sizes_of(x), values(normalized_shape)
    if not normal or sizes[-len(normal) :] != normal or len(sizes) < len(normal):
        return None
    return sketch(sizes, x.dtype) if fits(weight, *normal) and fits(bias, *normal) else None


@quick("group_norm", on=(torch.nn.functional,))
def _group_norm(run: Run, x: Any, num_groups: int, weight: Any = None, bias: Any = None, eps: float = 1e-5) -> Any:
    sizes = sizes_of(x)
    if (
        len(sizes) < 2
        or type(sizes[1]) is not int
        or num_groups < 1
        or sizes[1] % num_groups
        or not run.positive(sizes)
    ):
        return None
    if not fits(weight, sizes[1]) or not fits(bias, sizes[1]):
        return None
    samples = run.algebra.floordiv(run.algebra.scale(sizes[0], sizes[1]), num_groups)
    if run.compare("eq", run.product((samples, *sizes[2:])), 1):
        return None
    return run.laid(sizes, x, torch.nn.functional.group_norm, num_groups, weight, bias, eps)


@quick("interpolate", on=(torch.nn.functional,))
def _resize(
    run: Run,
    x: Any,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: Any = None,
    recompute_scale_factor: Any = None,
    antialias: bool = False,
) -> Any:
    sizes = sizes_of(x)
    smooth = mode in ("bilinear", "bicubic")
    if len(sizes) != 4 or not (smooth or mode in ("nearest", "nearest-exact")):
        return None
    if (align_corners is not None or antialias) and not smooth:
        return None
    if (size is None) == (scale_factor is None) or not run.positive(sizes):
        return None
    if size is not None:
        wanted = [expression_of(each) for each in per_axis(size, 2)]
        if not all(isinstance(each, int | Expr) for each in wanted):
            return None
    else:
        factors = per_axis(scale_factor, 2)
        if not all(type(f) in (int, float) and f == int(f) and f > 0 for f in factors):
            return None
        wanted = [run.algebra.scale(each, int(f)) for each, f in zip(sizes[2:], factors, strict=True)]
    if len(wanted) != 2 or not run.positive(wanted):
        return None
    resize = torch.nn.functional.interpolate
    options = {"mode": mode, "align_corners": align_corners, "antialias": antialias}
    return run.laid((*sizes[:2], *wanted), x, lambda t: resize(t, run.sizes_shown(tuple(wanted)), **options))
