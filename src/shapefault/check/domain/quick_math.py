"""Quick rules of what works element by element, and of means; see :mod:`quick`."""

from __future__ import annotations

from typing import Any

import torch

from shapefault.check.domain.quick import QuickFunctions as Run
from shapefault.check.domain.quick import quick, values
from shapefault.check.domain.ranges import noted
from shapefault.check.domain.sketch import Sketch, order_of, sizes_of, sketch, usual

_ACTIVATIONS = "relu relu6 sigmoid silu gelu hardswish hardsigmoid tanh hardtanh leaky_relu elu mish selu celu softplus"
_ACTIVATIONS += " hardshrink softsign logsigmoid clamp pow __pow__ square"
_FUNCTIONS = "exp neg sqrt rsqrt abs erf sin cos log"
_IN_PLACE = "relu_ sigmoid_ silu_ hardswish_ hardsigmoid_ tanh_ hardtanh_ leaky_relu_ elu_ mish_"


@quick(_ACTIVATIONS, _FUNCTIONS)
def _pointwise(run: Run, x: Any, *more: Any, inplace: bool = False, **options: Any) -> Any:
    if type(x) is not Sketch or any(isinstance(each, torch.Tensor) for each in (*more, *options.values())):
        return None
    if inplace:
        return x
    if usual(x):
        return sketch(x.sketch_sizes, x.dtype)
    # what is not dense is laid out anew, and by every such function in the same way
    return run.shaped(x.sketch_sizes, x, x.sketch_order, torch.abs, x)


@quick(_IN_PLACE)
def _in_place(run: Run, x: Any, *_: Any, **__: Any) -> Any:
    return x if type(x) is Sketch else None


@quick("dropout", on=(torch.nn.functional,))
def _dropout(run: Run, x: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    if type(x) is not Sketch or not 0.0 <= p <= 1.0:
        return None
    return _pointwise(run, x, inplace=inplace or not training)


@quick("normalize", on=(torch.nn.functional,))
def _normalize(run: Run, x: Any, p: float = 2.0, dim: int = 1, eps: float = 1e-12, out: Any = None) -> Any:
    if type(x) is not Sketch or out is not None or type(dim) is not int or not x.sketch_sizes:
        return None
    return _pointwise(run, x) if -len(x.sketch_sizes) <= dim < len(x.sketch_sizes) else None


@quick("softmax log_softmax")
def _softmax(run: Run, x: Any, dim: Any = None, _stacklevel: int = 3, dtype: Any = None) -> Any:
    if type(x) is not Sketch or type(dim) is not int or dtype is not None or type(_stacklevel) is not int:
        return None
    return sketch(x.sketch_sizes, x.dtype) if -len(x.sketch_sizes) <= dim < len(x.sketch_sizes) else None


@quick("add mul sub subtract multiply div divide true_divide __add__ __radd__ __mul__ __rmul__ __sub__ __truediv__")
def _binary(run: Run, x: Any, y: Any, *, alpha: Any = 1, rounding_mode: Any = None, out: Any = None) -> Any:
    if rounding_mode is not None or out is not None:
        return None
    if type(x) is Sketch and type(y) in (int, float):
        return _pointwise(run, x)
    if type(y) is Sketch and type(x) in (int, float):
        return _pointwise(run, y)
    if not isinstance(x, torch.Tensor) or not isinstance(y, torch.Tensor) or x.dtype != y.dtype:
        return None
    if not x.is_floating_point() or x.device.type != "meta" or y.device.type != "meta" or noted(x) or noted(y):
        return None
    a, b = sizes_of(x), sizes_of(y)
    shape = run.broadcast(a, b)
    if shape is None:
        return run.refused(torch.add, x, y)
    order = order_of(x)
    if order is not None and shape == a:  # the first operand decides, unless it is spread over the second
        return sketch(shape, x.dtype, order)
    if usual(x) and usual(y):
        return sketch(shape, x.dtype)
    return run.later(shape, x, torch.add, x, y)


@quick("addcmul", on=(torch, torch.Tensor))
def _add_product(run: Run, x: Any, y: Any, z: Any, *, value: Any = 1, out: Any = None) -> Any:
    if out is not None or not x.dtype == y.dtype == z.dtype or not x.is_floating_point():
        return None
    if any(t.device.type != "meta" for t in (x, y, z)):
        return None
    product = run.broadcast(sizes_of(y), sizes_of(z))
    shape = run.broadcast(sizes_of(x), product) if product is not None else None
    if shape is None:
        return None
    if all(map(usual, (x, y, z))):
        return sketch(shape, x.dtype)
    return run.later(shape, x, torch.addcmul, x, y, z)


@quick("masked_fill", on=(torch.Tensor,))
def _masked_fill(run: Run, x: Any, mask: Any, value: Any) -> Any:
    if type(x) is not Sketch or type(value) not in (int, float) or mask.dtype != torch.bool:
        return None
    fits = mask.device.type == "meta" and run.broadcast(x.sketch_sizes, sizes_of(mask)) == x.sketch_sizes
    return sketch(x.sketch_sizes, x.dtype) if fits else None  # laid out anew, whatever the order of x


@quick("__rsub__", on=(torch.Tensor,))
def _from_number(run: Run, x: Any, y: Any) -> Any:
    return _pointwise(run, x) if type(y) in (int, float) else None


@quick("add_ mul_ sub_ div_ __iadd__ __imul__ __isub__ __itruediv__", on=(torch.Tensor,))
def _binary_in_place(run: Run, x: Any, y: Any, *, alpha: Any = 1) -> Any:
    if type(x) is not Sketch:
        return x if x.is_meta and type(y) is int else None  # the counter of a batch normalisation
    if not isinstance(y, torch.Tensor):
        return x if type(y) in (int, float) else None
    if y.dtype != x.dtype or y.device.type != "meta":
        return None
    shape = run.broadcast(x.sketch_sizes, sizes_of(y))
    return x if shape == x.sketch_sizes else run.refused(torch.Tensor.add_, x, y)


@quick("mean sum", on=(torch.Tensor, torch))
def _mean(run: Run, x: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    if type(x) is not Sketch or dim is None or dtype is not None:
        return None
    sizes = x.sketch_sizes
    dims = values(dim) if isinstance(dim, tuple | list) else (dim,)
    if not dims or any(type(d) is not int or not -len(sizes) <= d < len(sizes) for d in dims):
        return None
    reduced = {d % len(sizes) for d in dims}
    if len(reduced) != len(dims):
        return None
    if keepdim:
        shape = tuple(1 if i in reduced else size for i, size in enumerate(sizes))
    else:
        shape = tuple(size for i, size in enumerate(sizes) if i not in reduced)
    return run.laid(shape, x, torch.mean, dims, keepdim=keepdim)


@quick("pad", on=(torch.nn.functional,))
def _pad(run: Run, x: Any, pad: Any, mode: str = "constant", value: Any = None) -> Any:
    sizes, around = sizes_of(x), values(pad)
    if type(x) is not Sketch or mode != "constant" or len(around) % 2 or len(around) > 2 * len(sizes):
        return None
    if not all(run.compare("le", 0, each) for each in around):
        return None
    shape = list(sizes)
    for i in range(len(around) // 2):
        grown = run.algebra.add(around[2 * i], around[2 * i + 1])
        shape[-1 - i] = run.algebra.add(shape[-1 - i], grown)
    pad = torch.nn.functional.pad
    return run.laid(tuple(shape), x, lambda t: pad(t, run.sizes_shown(around), "constant", value))


@quick("roll")
def _roll(run: Run, x: Any, shifts: Any, dims: Any = ()) -> Any:
    if type(x) is not Sketch or not isinstance(dims, int | tuple | list):
        return None
    axes = len(x.sketch_sizes)
    listed = (dims,) if isinstance(dims, int) else tuple(dims)
    steps = (shifts,) if not isinstance(shifts, tuple | list) else tuple(shifts)
    if len(listed) != len(steps) or not all(type(d) is int and -axes <= d < axes for d in listed):
        return None
    return run.later(x.sketch_sizes, x, lambda t: torch.roll(t, steps, listed), x)
