"""What einops was given when its pattern did not fit: the tensor, the pattern, the lengths of its names.

Read from the arguments of its public functions and layers, so that a fault is told before any of torch's ops has run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shapefault.observe.crash import Crash, type_name
from shapefault.observe.values import is_tensor


@dataclass(frozen=True)
class Patterned:
    """One call of ``rearrange``, ``reduce``, ``repeat``, or of a layer that does the same."""

    tensor: Any
    pattern: str
    lengths: dict[str, int]
    layer: Any = None


def refused(crash: Crash) -> bool:
    """Whether einops refused a tensor; its layers look a tensor's rank up in a table."""
    path = crash.frames[-1].file.replace("\\", "/") if crash.frames else ""
    return type_name(crash.exc) == "EinopsError" or (isinstance(crash.exc, KeyError) and "/einops/" in path)


def patterned(crash: Crash) -> Patterned | None:
    """The call whose pattern einops refused; None for another exception."""
    if not refused(crash):
        return None
    for frame in reversed(crash.frames):
        if frame.is_user:
            return None
        values = frame.frame.f_locals
        layer = values.get("self")
        pattern, lengths = values.get("pattern"), values.get("axes_lengths")
        tensor = values.get("tensor")
        if layer is not None and isinstance(getattr(layer, "pattern", None), str):
            pattern, lengths = layer.pattern, getattr(layer, "axes_lengths", {})
            tensor = next((v for v in values.values() if is_tensor(v)), None)
        if not isinstance(pattern, str) or not isinstance(lengths, dict) or not is_tensor(tensor):
            continue
        known = {str(n): int(v) for n, v in lengths.items() if isinstance(v, int)}
        return Patterned(tensor, pattern, known, layer)
    return None
