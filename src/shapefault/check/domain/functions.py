"""Functions that torch only runs on concrete sizes, or step by step, with their shapes over symbolic ones.

They are replaced before dispatch: a pooling whose window is a size of its input, and recurrent layers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.nn import functional

from shapefault.check.domain.rules_window import per_axis
from shapefault.observe.deadly import deadly

REPLACED: dict[Any, Callable[..., Any]] = {}
"""What stands in for a function; None from it means that torch is asked."""


def _symbolic(*values: Any) -> bool:
    flat = [v for value in values for v in (value if isinstance(value, list | tuple) else [value])]
    return any(isinstance(v, torch.SymInt) for v in flat)


def _average_pool(axes: int) -> Callable[..., Any]:
    def pool(
        x: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False, *_: Any, **__: Any
    ) -> Any:
        if not _symbolic(kernel_size, stride, padding) or ceil_mode or x.dim() not in (axes + 1, axes + 2):
            return None
        kernel, around = per_axis(kernel_size, axes), per_axis(padding, axes)
        step = per_axis(stride, axes) if stride not in (None, ()) else kernel
        shape = list(x.shape[:-axes])
        for i in range(axes):
            size = x.shape[x.dim() - axes + i]
            if not kernel[i] > 0 or not step[i] > 0:
                raise RuntimeError("kernel size and stride should be greater than zero")
            if not around[i] * 2 <= kernel[i]:
                raise RuntimeError("pad should be at most half of effective kernel size")
            if not size + 2 * around[i] >= kernel[i] or not size > 0:
                raise RuntimeError(f"Given input size: {tuple(x.shape)}. Calculated output size is too small")
            shape.append((size + 2 * around[i] - kernel[i]) // step[i] + 1)
        return x.new_empty(shape)

    return pool


def _adaptive_max_pool(axes: int, both: bool) -> Callable[..., Any]:
    def pool(x: Any, output_size: Any, return_indices: bool = False) -> Any:
        if not _symbolic(output_size):
            return None
        wanted = per_axis(output_size, axes)
        shape = list(x.shape[:-axes])
        for i, size in enumerate(wanted):
            have = x.shape[x.dim() - axes + i]
            if size is not None and not size >= 0:
                raise RuntimeError("adaptive max pooling: output sizes must be non-negative")
            if not have > 0:
                raise RuntimeError("adaptive max pooling: expected input to have non-zero size")
            shape.append(have if size is None else size)
        pooled = x.new_empty(shape)
        return (pooled, x.new_empty(shape, dtype=torch.int64)) if return_indices or both else pooled

    return pool


def _recurrent(
    x: Any, state: Any, weights: Any, biased: Any, layers: Any, dropout: Any, training: Any, both_ways: Any, first: Any
) -> Any:
    """LSTM, GRU and RNN of a batch of sequences; the packed form has other arguments and is left to torch."""
    if not isinstance(x, torch.Tensor) or not isinstance(layers, int) or x.dim() != 3:
        return None
    hidden = state[0] if isinstance(state, tuple | list) else state
    batch, steps = (x.shape[0], x.shape[1]) if first else (x.shape[1], x.shape[0])
    if x.shape[2] != weights[0].shape[1]:
        raise RuntimeError(
            f"input.size(-1) must be equal to input_size. Expected {weights[0].shape[1]}, got {x.shape[2]}"
        )
    if not steps > 0:
        raise RuntimeError("Expected sequence length to be larger than 0 in RNN")
    features = hidden.shape[-1] * (2 if both_ways else 1)
    out = x.new_empty((batch, steps, features) if first else (steps, batch, features))
    if isinstance(state, tuple | list):
        return (out, *(s.new_empty(s.shape) for s in state))
    return out, hidden.new_empty(hidden.shape)


def _surviving_cell(*args: Any, **_: Any) -> None:
    """An LSTM cell is left to torch, but where it would end the process."""
    if (reason := deadly(torch.lstm_cell, args)) is not None:
        raise RuntimeError(reason)


for _axes, _function in ((1, functional.avg_pool1d), (2, functional.avg_pool2d), (3, functional.avg_pool3d)):
    REPLACED[_function] = _average_pool(_axes)
REPLACED[functional.adaptive_max_pool2d] = _adaptive_max_pool(2, False)
REPLACED[functional.adaptive_max_pool1d] = _adaptive_max_pool(1, False)
REPLACED[torch.adaptive_max_pool1d] = _adaptive_max_pool(1, True)
for _name in ("lstm", "gru", "rnn_tanh", "rnn_relu"):
    REPLACED[getattr(torch._VF, _name)] = _recurrent
REPLACED[torch.lstm_cell] = _surviving_cell
