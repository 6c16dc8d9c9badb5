"""Exact shape rules for the ops that networks are made of, faster than torch's own on symbolic sizes.

A rule answers only where the result is plain: dense operands whose sizes agree for sure. Everything else, refusals
included, is left to torch: a rule that is not sure returns None.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch

from shapefault.check.domain.private import expression_of

aten = torch.ops.aten
Rule = Callable[..., Any]
RULES: dict[Any, Rule] = {}


def rule(*ops: Any) -> Callable[[Rule], Rule]:
    """Register a rule for some overloads."""

    def register(function: Rule) -> Rule:
        for op in ops:
            RULES[op] = function
        return function

    return register


def overloads(names: str, overload: str = "default") -> Iterator[Any]:
    """The overloads of these ops that this torch has."""
    for name in names.split():
        packet = getattr(aten, name, None)
        if packet is not None and overload in packet.overloads():
            yield getattr(packet, overload)


def same_size(a: Any, b: Any) -> bool:
    """Whether two sizes are equal for sure."""
    a, b = expression_of(a), expression_of(b)
    return a is b or (isinstance(a, int) and isinstance(b, int) and a == b)


def same(a: Sequence[Any], b: Sequence[Any]) -> bool:
    """Whether two shapes are equal for sure."""
    return len(a) == len(b) and all(map(same_size, a, b))


def dense(x: Any) -> bool:
    """Whether ``x`` is contiguous for sure."""
    shape, strides = x.shape, x.stride()
    expected: Any = 1
    for size, stride in zip(reversed(shape), reversed(strides), strict=True):
        if not same_size(stride, expected):
            return False
        # torch counts an empty axis as one element when it lays out a tensor
        expected = expected * (torch.sym_max(size, 1) if isinstance(size, torch.SymInt) else max(size, 1))
    return True


def new(x: Any, shape: Sequence[Any], dtype: Any = None) -> Any:
    """A contiguous result with the dtype of ``x``."""
    return torch.empty(tuple(shape), dtype=dtype or x.dtype, device="meta")


def like(x: Any) -> Any:
    """A result laid out as ``x``, where that is plain."""
    if dense(x):
        return new(x, x.shape)
    if _permuted(x):
        return torch.empty_strided(x.shape, x.stride(), dtype=x.dtype, device="meta")
    return None


def _permuted(x: Any) -> bool:
    """Whether ``x`` is a contiguous tensor with its axes in another order."""
    left = [(size, stride) for size, stride in zip(x.shape, x.stride(), strict=True) if not same_size(size, 1)]
    expected: Any = 1
    while left:
        at = next((i for i, (_, stride) in enumerate(left) if same_size(stride, expected)), None)
        if at is None:
            return False
        size, _ = left.pop(at)
        expected = expected * (torch.sym_max(size, 1) if isinstance(size, torch.SymInt) else max(size, 1))
    return True


_POINTWISE = "relu sigmoid silu gelu hardswish hardsigmoid tanh hardtanh leaky_relu elu mish softplus exp neg sqrt"
_POINTWISE += " rsqrt abs erf sin cos log selu celu hardshrink clone clamp threshold pow"


@rule(*overloads(_POINTWISE), *overloads("pow", "Tensor_Scalar"))
def _pointwise(x: Any, *_: Any, **options: Any) -> Any:
    if not x.is_floating_point() or options.get("memory_format") not in (None, torch.preserve_format):
        return None
    return like(x)


@rule(*overloads("relu_ sigmoid_ silu_ gelu_ hardswish_ hardsigmoid_ tanh_ hardtanh_ leaky_relu_ elu_ mish_"))
def _pointwise_in_place(x: Any, *_: Any, **__: Any) -> Any:
    return x


@rule(*overloads("add mul sub div", "Tensor"), *overloads("add mul sub div", "Scalar"))
def _binary(x: Any, y: Any, *_: Any, **options: Any) -> Any:
    if options.get("rounding_mode") is not None or not isinstance(x, torch.Tensor):
        return None
    if not isinstance(y, torch.Tensor):
        return like(x) if type(y) in (int, float) and x.is_floating_point() else None
    if x.dtype != y.dtype or not x.is_floating_point():
        return None
    if same(x.shape, y.shape):
        if same(x.stride(), y.stride()):
            return like(x)
        return new(x, x.shape) if dense(x) and dense(y) else None
    shape = _broadcast(x.shape, y.shape)
    if shape is None:
        return None
    if dense(x) and dense(y):
        return new(x, shape)
    return like(x) if y.dim() <= 1 and same(shape, x.shape) else None


def _broadcast(a: Sequence[Any], b: Sequence[Any]) -> list[Any] | None:
    """The common shape where every pair of sizes is equal, or one is the number 1."""
    shape = []
    for i in range(-max(len(a), len(b)), 0):
        left, right = (a[i] if -i <= len(a) else 1), (b[i] if -i <= len(b) else 1)
        if same_size(left, right) or same_size(right, 1):
            shape.append(left)
        elif same_size(left, 1):
            shape.append(right)
        else:
            return None
    return shape


@rule(*overloads("add_ mul_ sub_ div_", "Tensor"))
def _binary_in_place(x: Any, y: Any, *_: Any, **options: Any) -> Any:
    if options.get("rounding_mode") is not None or not x.is_floating_point():
        return None
    return x if not isinstance(y, torch.Tensor) or same(x.shape, y.shape) else None


@rule(*overloads("native_batch_norm _native_batch_norm_legit"))
def _batch_norm(x: Any, weight: Any, bias: Any, mean: Any, var: Any, training: bool, *_: Any) -> Any:
    if x.dim() < 2 or not dense(x):
        return None
    if any(t is not None and not same(t.shape, x.shape[1:2]) for t in (weight, bias, mean, var)):
        return None
    statistics = x.shape[1:2] if training else (0,)
    return new(x, x.shape), new(x, statistics), new(x, statistics)


@rule(*overloads("_native_batch_norm_legit_no_training"))
def _batch_norm_eval(x: Any, weight: Any, bias: Any, mean: Any, var: Any, *_: Any) -> Any:
    return _batch_norm(x, weight, bias, mean, var, False)


@rule(*overloads("_native_batch_norm_legit", "no_stats"))
def _instance_norm(x: Any, weight: Any, bias: Any, training: bool, *_: Any) -> Any:
    return _batch_norm(x, weight, bias, None, None, training)


@rule(*overloads("_batch_norm_impl_index"))
def _batch_norm_impl(x: Any, weight: Any, bias: Any, mean: Any, var: Any, training: bool, *_: Any) -> Any:
    found = _batch_norm(x, weight, bias, mean, var, training)
    return found and (*found, new(x, (0,), torch.uint8), 0)


@rule(*overloads("native_layer_norm"))
def _layer_norm(x: Any, shape: Sequence[Any], weight: Any, bias: Any, *_: Any) -> Any:
    axes = len(shape)
    if axes > x.dim() or not same(x.shape[-axes:], shape):
        return None
    if any(t is not None and not same(t.shape, shape) for t in (weight, bias)):
        return None
    statistics = (*x.shape[:-axes], *[1] * axes)
    return new(x, x.shape), new(x, statistics), new(x, statistics)


@rule(*overloads("addmm"))
def _addmm(bias: Any, x: Any, weight: Any, **options: Any) -> Any:
    out = None if options else _mm(x, weight)
    return out if out is not None and bias.dim() == 1 and same(bias.shape, weight.shape[1:]) else None


@rule(*overloads("mm"))
def _mm(x: Any, weight: Any) -> Any:
    if x.dim() != 2 or weight.dim() != 2 or not same_size(x.shape[1], weight.shape[0]):
        return None
    return new(x, (x.shape[0], weight.shape[1]))


@rule(*overloads("bmm"))
def _bmm(x: Any, y: Any) -> Any:
    if x.dim() != 3 or y.dim() != 3 or not same((x.shape[0], x.shape[2]), y.shape[:2]):
        return None
    return new(x, (x.shape[0], x.shape[1], y.shape[2]))


@rule(*overloads("_softmax _log_softmax"))
def _softmax(x: Any, dim: int, half: bool) -> Any:
    return None if half or not -x.dim() <= dim < x.dim() else new(x, x.shape)


@rule(*overloads("_safe_softmax"))
def _safe_softmax(x: Any, dim: int, dtype: Any = None) -> Any:
    return None if dtype is not None else _softmax(x, dim, False)


@rule(*overloads("expand"))
def _expand(x: Any, shape: Sequence[Any], **_: Any) -> Any:
    added = len(shape) - x.dim()
    if added < 0 or any(not isinstance(size, torch.SymInt) and size == -1 for size in shape[:added]):
        return None
    sizes, strides = list(shape[:added]), [0] * added
    for wanted, size, stride in zip(shape[added:], x.shape, x.stride(), strict=True):
        if same_size(wanted, -1) or same_size(wanted, size):
            sizes.append(size)
            strides.append(stride)
        elif same_size(size, 1):
            sizes.append(wanted)
            strides.append(0)
        else:
            return None
    return torch.empty_strided(sizes, strides, dtype=x.dtype, device="meta")


@rule(*overloads("pixel_unshuffle"))
def _pixel_unshuffle(x: Any, factor: int) -> Any:
    if x.dim() != 4 or factor < 1 or x.shape[2] % factor != 0 or x.shape[3] % factor != 0:
        return None
    n, c, h, w = x.shape
    return new(x, (n, c * factor * factor, h // factor, w // factor))


@rule(*overloads("pixel_shuffle"))
def _pixel_shuffle(x: Any, factor: int) -> Any:
    if x.dim() != 4 or factor < 1 or x.shape[1] % (factor * factor) != 0:
        return None
    n, c, h, w = x.shape
    return new(x, (n, c // (factor * factor), h * factor, w * factor))


@rule(*overloads("cat"))
def _cat(tensors: Sequence[Any], dim: int = 0) -> Any:
    first = tensors[0]
    if any(t.dim() != first.dim() or t.dtype != first.dtype or not dense(t) for t in tensors):
        return None
    if not -first.dim() <= dim < first.dim():
        return None
    dim %= first.dim()
    shape = list(first.shape)
    for other in tensors[1:]:
        if not all(same_size(a, b) for i, (a, b) in enumerate(zip(other.shape, shape, strict=True)) if i != dim):
            return None
    shape[dim] = sum(t.shape[dim] for t in tensors)
    return new(first, shape)


@rule(*overloads("mean", "dim"))
def _mean(x: Any, dims: Sequence[int] | None = None, keepdim: bool = False, dtype: Any = None) -> Any:
    if not dims or dtype is not None or not dense(x) or any(not -x.dim() <= d < x.dim() for d in dims):
        return None
    reduced = {d % x.dim() for d in dims}
    if len(reduced) != len(dims):
        return None
    if keepdim:
        return new(x, [1 if i in reduced else size for i, size in enumerate(x.shape)])
    return new(x, [size for i, size in enumerate(x.shape) if i not in reduced])


@rule(*overloads("view _unsafe_view"))
def _view(x: Any, shape: Sequence[Any]) -> Any:
    if not dense(x):
        return None
    sizes = list(shape)
    unknown = [i for i, size in enumerate(sizes) if not isinstance(size, torch.SymInt) and size == -1]
    if len(unknown) > 1 or any(isinstance(size, torch.SymInt) and not size >= 0 for size in sizes):
        return None
    total = _count(x.shape)
    if not unknown:
        return new(x, sizes) if total == _count(sizes) else None
    others = _count(size for i, size in enumerate(sizes) if i != unknown[0])
    if others == 0 or total % others != 0:
        return None
    sizes[unknown[0]] = total // others
    return new(x, sizes)


def _count(sizes: Any) -> Any:
    total: Any = 1
    for size in sizes:
        total = operator.mul(total, size)
    return total
