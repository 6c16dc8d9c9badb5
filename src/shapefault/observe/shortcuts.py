"""Results on meta tensors that need no kernel: torch decomposes some layers into dozens of calls there.

A rule answers only where it is certain that torch would accept the call, else ``None``: then torch is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def shortcut(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any | None:
    """The result of the call of ``torch.nn.functional`` called ``name``; None where torch has to decide."""
    rule = _RULES.get(name)
    if rule is None:
        return None
    try:
        return rule(*args, **kwargs)
    except TypeError:  # called otherwise than the function in torch.nn.functional is
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
    import torch

    if input.device.type != "meta" or input.dim() < 2 or input.requires_grad:
        return None
    channels = input.shape[1]
    several = input.numel() > channels > 0
    state = (running_mean, running_var, weight, bias)
    fit = all(t is None or (t.shape == (channels,) and t.dtype == input.dtype) for t in state)
    statistics = training or (running_mean is not None and running_var is not None)
    return torch.empty_like(input) if several and fit and statistics else None


def _layer_norm(
    input: Any, normalized_shape: Any, weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Any | None:
    import torch

    sizes = tuple(normalized_shape)
    fits = len(sizes) > 0 and tuple(input.shape[-len(sizes) :]) == sizes and input.is_contiguous()
    state = (weight, bias)
    alike = all(t is None or (tuple(t.shape) == sizes and t.dtype == input.dtype) for t in state)
    return torch.empty_like(input) if fits and alike and _plain(input) else None


def _elementwise(input: Any, *args: Any, inplace: bool = False, **kwargs: Any) -> Any | None:
    """An activation: any sizes, and the same ones come out."""
    import torch

    if not _plain(input) or any(isinstance(value, torch.Tensor) for value in (*args, *kwargs.values())):
        return None
    return input if inplace or True in args else torch.empty_like(input)


def _plain(tensor: Any) -> bool:
    return bool(tensor.device.type == "meta" and tensor.is_floating_point() and not tensor.requires_grad)


_RULES: dict[str, Callable[..., Any]] = {
    "batch_norm": _batch_norm,
    "layer_norm": _layer_norm,
    **dict.fromkeys(
        ("relu", "relu6", "sigmoid", "tanh", "silu", "mish", "gelu", "hardswish", "hardsigmoid", "leaky_relu", "elu"),
        _elementwise,
    ),
}
