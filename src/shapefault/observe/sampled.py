"""``dist.log_prob(value)``: the value's shape does not go with what the distribution draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shapefault.model import Shape
from shapefault.observe.crash import Crash
from shapefault.observe.values import is_tensor, shape_of


@dataclass(frozen=True)
class Sampled:
    """The value that a distribution refused, and the shapes of the distribution."""

    value: Any
    batch: Shape
    event: Shape


def sampled(crash: Crash) -> Sampled | None:
    """The innermost check of a value by one of ``torch.distributions``; None where anything else raised."""
    frame = crash.frames[-1] if crash.frames else None
    if frame is None or frame.name != "_validate_sample" or not frame.within("torch/distributions/"):
        return None
    values = frame.frame.f_locals
    dist, value = values.get("self"), values.get("value")
    batch, event = getattr(dist, "_batch_shape", None), getattr(dist, "_event_shape", None)
    if not is_tensor(value) or shape_of(value) is None or batch is None or event is None:
        return None
    return Sampled(value, tuple(batch), tuple(event))
