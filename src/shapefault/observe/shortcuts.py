"""Results on meta tensors that need no kernel: torch decomposes some layers into dozens of calls there.

A rule answers only where it is certain that torch would accept the call, else ``None``: then torch is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shapefault.observe import recurrent


def shortcut(name: str, args: tuple[Any, ...], kwargs: dict[str, Any], meta: bool = True) -> Any | None:
    """The result of the call of ``torch.nn.functional`` called ``name``; None where torch has to decide.

    Without ``meta`` only the rules are asked that take fake tensors, too.
    """
    rule = (_RULES if meta else recurrent.RULES).get(name)
    if rule is None:
        return None
    try:
        return rule(*args, **kwargs)
    except (TypeError, ValueError, IndexError):  # called otherwise than the function in torch.nn.functional is
        return None


def _batch_norm(
    input: Any,
    running_mean: Any,
    running_var: Any,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any | None:

    if input.device.type != "meta" or input.dim() < 2 or input.requires_grad:
        return None
    channels = input.shape[1]
    several = input.numel() > channels > 0
    state = (running_mean, running_var, weight, bias)
    fit = all(t is None or (t.shape == (channels,) and t.dtype == input.dtype) for t in state)
    statistics = training or (running_mean is not None and running_var is not None)
    return _like(input) if several and fit and statistics else None


def _layer_norm(
    input: Any, normalized_shape: Any, weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Any | None:

    sizes = tuple(normalized_shape)
    fits = len(sizes) > 0 and tuple(input.shape[-len(sizes) :]) == sizes and input.is_contiguous()
    state = (weight, bias)
    alike = all(t is None or (tuple(t.shape) == sizes and t.dtype == input.dtype) for t in state)
    return _like(input) if fits and alike and _plain(input) else None


def _elementwise(input: Any, *args: Any, inplace: bool = False, **kwargs: Any) -> Any | None:
    """An activation: any sizes, and the same ones come out."""
    import torch

    if not _plain(input) or any(isinstance(value, torch.Tensor) for value in (*args, *kwargs.values())):
        return None
    return input if inplace or True in args else _like(input)


def _like(tensor: Any) -> Any:
    """An empty tensor of the same sizes, order of axes and type."""
    import torch

    if tensor.is_contiguous():  # told directly, since torch derives it in Python for the meta device
        return torch.empty(tensor.shape, dtype=tensor.dtype, device="meta")
    return torch.empty_like(tensor)


def _plain(tensor: Any) -> bool:
    return bool(tensor.device.type == "meta" and tensor.is_floating_point() and not tensor.requires_grad)


def _sum(input: Any, other: Any) -> Any | None:
    """A sum or product of two tensors of one shape."""
    import torch

    if not (isinstance(other, torch.Tensor) and _plain(input) and _plain(other)):
        return None
    alike = input.shape == other.shape and input.dtype == other.dtype
    return _like(input) if alike and input.is_contiguous() and other.is_contiguous() else None


def _sum_in_place(input: Any, other: Any) -> Any | None:
    return input if _sum(input, other) is not None else None


def _convolution(n: int) -> Callable[..., Any]:
    """The rule of a convolution over ``n`` spatial axes."""

    def rule(
        input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
    ) -> Any | None:
        import torch

        shape, kernel = tuple(input.shape), tuple(weight.shape)
        if not (_plain(input) and input.is_contiguous() and len(shape) == len(kernel) == n + 2):
            return None
        if weight.dtype != input.dtype or isinstance(padding, str) or shape[1] != kernel[1] * groups:
            return None
        if (bias is not None and (tuple(bias.shape) != kernel[:1] or bias.dtype != input.dtype)) or kernel[0] % groups:
            return None
        sizes = []
        for i in range(n):
            step, pad, spread = (_nth(value, i) for value in (stride, padding, dilation))
            room = shape[i + 2] + 2 * pad - spread * (kernel[i + 2] - 1) - 1
            if room < 0 or min(step, spread, shape[i + 2]) < 1 or pad < 0:
                return None
            sizes.append(room // step + 1)
        return torch.empty((shape[0], kernel[0], *sizes), dtype=input.dtype, device="meta")

    return rule


def _nth(value: Any, index: int) -> int:
    """The entry of an int or tuple for one axis."""
    if isinstance(value, int):
        return value
    return int(value[index] if len(value) > 1 else value[0])


_RULES: dict[str, Callable[..., Any]] = {
    "batch_norm": _batch_norm,
    "layer_norm": _layer_norm,
    **dict.fromkeys(("add", "__add__", "mul", "__mul__"), _sum),
    **dict.fromkeys(("add_", "__iadd__", "mul_", "__imul__"), _sum_in_place),
    **{f"conv{n}d": _convolution(n) for n in (1, 2, 3)},
    **dict.fromkeys(
        ("relu", "relu6", "sigmoid", "tanh", "silu", "mish", "gelu", "hardswish", "hardsigmoid", "leaky_relu", "elu"),
        _elementwise,
    ),
    **recurrent.RULES,
}
