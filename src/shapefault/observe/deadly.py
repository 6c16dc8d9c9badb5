"""Calls that end the whole process inside torch, refused before they are made.

``lstm_cell`` of a batch with states of three axes does, on CPU and on tensors without memory: so ``LSTMCell`` dies of
one sample with a batch of states, to which it adds an axis. Now and then it raises a senseless error instead, for it
reads memory that is not there. Seen on torch 2.6.0, 2.13.0 and 2.14.1.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any


def deadly(func: Any, args: tuple[Any, ...]) -> str | None:
    """Why the call would end the process; None for any other call.

    ``torch.lstm_cell(input, (h_0, c_0), ...)`` takes states of two axes, (N, H_out).
    """
    if getattr(func, "__name__", "") != "lstm_cell" or len(args) < 2:
        return None
    ranks = [state.dim() for state in args[1] if hasattr(state, "dim")]
    wrong = next((rank for rank in ranks if rank != 2), None)
    return f"lstm_cell: Expected hidden to be 2D (N, H_out), got {wrong}D" if wrong is not None else None


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
