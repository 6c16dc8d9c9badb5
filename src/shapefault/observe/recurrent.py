"""Results of recurrent layers on tensors without memory: torch runs them there step by step, layer by layer.

A rule answers only where it is certain that torch takes the call: weights, states and input of one type, each with
the sizes that the layer has. Everything else, every error included, is torch's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

from shapefault.observe.private import bare

GATES = {"lstm": 4, "gru": 3, "rnn_tanh": 1, "rnn_relu": 1}


def recurrent(gates: int) -> Callable[..., Any]:
    """The rule of a layer with so many gates; an LSTM has 4, and a state of two tensors."""

    def rule(input: Any, *rest: Any) -> Any | None:
        """The arguments are those of ``torch._VF.lstm``, which for a packed input are in another order."""
        if isinstance(rest[1], Sequence):
            state, weights, biased, layers, dropout, _, both_ways, first = rest
            steps = None
        else:
            steps, state, weights, biased, layers, dropout, _, both_ways = rest
            first = False
        states = [state] if gates != 4 else list(state)
        if not (0 <= dropout <= 1 and _alike([input, *states, *weights])):
            return None
        directions = 2 if both_ways else 1
        batch = _packed(input, steps) if steps is not None else _batch(input, first)
        hidden = _hidden(states, (layers * directions, batch), gates)
        if batch is None or hidden is None:
            return None
        size, given = hidden
        wanted = _weights(gates, size, given, input.shape[-1], layers, directions, biased)
        if [tuple(w.shape) for w in weights] != wanted:
            return None
        # The steps of a batch lie in the order of time in memory, whichever axis comes first.
        out = input.new_empty((*_in_time(input, first), given * directions))
        return (out.transpose(0, 1) if first else out, *(s.new_empty(s.shape) for s in states))

    return rule


def cell(gates: int) -> Callable[..., Any]:
    """The rule of one step of a layer."""

    def rule(
        input: Any, state: Any, weight_ih: Any, weight_hh: Any, bias_ih: Any = None, bias_hh: Any = None
    ) -> Any | None:
        states = [state] if gates != 4 else list(state)
        biases = [b for b in (bias_ih, bias_hh) if b is not None]
        size = weight_hh.shape[1]
        if not _alike([input, *states, weight_ih, weight_hh, *biases]) or len(biases) == 1 or input.dim() != 2:
            return None
        wanted = [(gates * size, input.shape[1]), (gates * size, size), *[(gates * size,)] * len(biases)]
        if [tuple(w.shape) for w in (weight_ih, weight_hh, *biases)] != wanted:
            return None
        if len(states) != (2 if gates == 4 else 1) or any(s.shape != (input.shape[0], size) for s in states):
            return None
        found = tuple(input.new_empty((input.shape[0], size)) for _ in states)
        return found if gates == 4 else found[0]

    return rule


def _alike(tensors: list[Any]) -> bool:
    """Whether the tensors are without memory, of one type, not empty, and no gradient is to be kept."""
    import torch

    dtype, device = tensors[0].dtype, tensors[0].device
    if dtype not in (torch.float32, torch.float64, torch.float16, torch.bfloat16):
        return False
    if device.type != "meta" and torch.is_autocast_enabled(device.type):  # which may take another type
        return False
    keeps = torch.is_grad_enabled()
    return all(
        t.dtype == dtype and t.device == device and t.numel() and bare(t) and not (keeps and t.requires_grad)
        for t in tensors
    )


def _batch(input: Any, first: bool) -> int | None:
    return int(input.shape[0 if first else 1]) if input.dim() == 3 else None


def _packed(input: Any, steps: Any) -> int | None:
    """The samples of a packed batch, where its steps are known: so many at each, never more than at the one before."""
    if steps.device.type != "cpu" or bare(steps) or steps.dim() != 1 or input.dim() != 2:
        return None
    sizes = steps.tolist()
    falling = all(a >= b > 0 for a, b in zip(sizes, [*sizes[1:], 1], strict=True))
    return sizes[0] if sizes and falling and sum(sizes) == input.shape[0] else None


def _hidden(states: list[Any], lead: tuple[int, int | None], gates: int) -> tuple[int, int] | None:
    """The size of the cell, and that of the state that is given on (another one where it is projected)."""
    if len(states) != (2 if gates == 4 else 1) or any(s.dim() != 3 or tuple(s.shape[:2]) != lead for s in states):
        return None
    return int(states[-1].shape[2]), int(states[0].shape[2])


def _weights(
    gates: int, size: int, given: int, features: int, layers: int, directions: int, biased: bool
) -> list[tuple[int, ...]]:
    """The sizes of all weights, in the order of the layer's flat list."""
    found: list[tuple[int, ...]] = []
    for layer, _ in product(range(layers), range(directions)):
        found += [(gates * size, features if not layer else given * directions), (gates * size, given)]
        found += [(gates * size,)] * 2 if biased else []
        found += [(given, size)] if given != size else []
    return found


def _in_time(input: Any, first: bool) -> tuple[int, ...]:
    """All axes but the last one, steps before samples."""
    lead = tuple(input.shape[:-1])
    return lead[::-1] if first else lead


RULES: dict[str, Callable[..., Any]] = {
    **{name: recurrent(gates) for name, gates in GATES.items()},
    **{f"{name}_cell": cell(gates) for name, gates in GATES.items()},
}
