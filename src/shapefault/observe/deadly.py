"""Calls that end the whole process inside torch, refused before they are made.

``lstm_cell`` of a batch with states of three axes does, on CPU and on tensors without memory: so ``LSTMCell`` dies of
one sample with a batch of states, to which it adds an axis. Now and then it raises a senseless error instead, for it
reads memory that is not there. Seen on torch 2.6.0, 2.13.0 and 2.14.1. So do recurrent layers that are given packed
steps with states of other sizes, or without knowing (on tensors without memory) how many samples each step has; seen on
torch 2.13.0 and 2.14.1.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

_ARGUMENTS = 9
_PACKED = ("lstm", "gru", "rnn_tanh", "rnn_relu")


def deadly(func: Any, args: tuple[Any, ...]) -> str | None:
    """Why the call would end the process; None for any other call.

    ``torch.lstm_cell(input, (h_0, c_0), ...)`` takes states of two axes, (N, H_out); ``torch.lstm``, ``torch.gru`` and
    ``torch.rnn_tanh`` of packed steps, (sum of lengths, H_in), take how many samples there are at each.
    """
    if getattr(func, "__name__", "") in _PACKED and len(args) == _ARGUMENTS and hasattr(args[1], "dim"):
        return _packed(*args)
    if getattr(func, "__name__", "") != "lstm_cell" or len(args) < 2:
        return None
    ranks = [state.dim() for state in args[1] if hasattr(state, "dim")]
    wrong = next((rank for rank in ranks if rank != 2), None)
    return f"lstm_cell: Expected hidden to be 2D (N, H_out), got {wrong}D" if wrong is not None else None


def _packed(data: Any, steps: Any, states: Any, _: Any, biases: bool, layers: int, *flags: Any) -> str | None:
    """The checks of ``torch.lstm(data, batch_sizes, (h_0, c_0), params, has_biases, num_layers, dropout, ...)``."""
    if steps.dim() != 1 or steps.is_floating_point() or not steps.numel():
        return None  # a state stands there: the layer is given no packed steps
    if steps.device.type == "meta":
        return "the samples at each step are read, which a meta tensor does not hold"
    missing = int(steps.sum()) - data.shape[0]
    if missing > 0:
        return f"start ({data.shape[0]}) + length ({missing}) exceeds dimension size ({data.shape[0]})."
    expected = (layers * (2 if flags[-1] else 1), int(steps[0]))
    for state in states if isinstance(states, list | tuple) else [states]:
        if tuple(state.shape[:2]) != expected:
            return f"Expected hidden size ({expected[0]}, {expected[1]}, H), got {list(state.shape)}"
    return None


def surviving() -> AbstractContextManager[Any]:
    """Within it, such a call raises RuntimeError."""
    from torch.overrides import TorchFunctionMode

    class Surviving(TorchFunctionMode):  # type: ignore[misc]
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            reason = deadly(func, args)
            if reason is not None:
                raise RuntimeError(reason)
            return func(*args, **(kwargs or {}))

    return Surviving()
