"""The outermost call with inputs of other sizes."""

from __future__ import annotations

from shapefault.faults.rewrite.shapes import meta, on_meta
from shapefault.model import Shape
from shapefault.observe.crash import ModuleCall
from shapefault.observe.recorder import quiet
from shapefault.observe.replay import Replay, replay_call
from shapefault.observe.values import shape_of


def resized(root: ModuleCall, shapes: dict[int, Shape]) -> Replay:
    """How the call ends, on tensors without memory, with arguments of these shapes; several rules ask for the same."""
    key = tuple(shapes.get(place, shape_of(value)) for place, value in enumerate(root.args))
    known: Replay | None = root.resized.get(key)
    if known is None:
        import torch

        with quiet(), torch.no_grad():
            args = list(on_meta(list(root.args)))
            for place, shape in shapes.items():
                args[place] = meta(shape, root.args[place])
        ended = replay_call(root.module, tuple(args), root.kwargs)
        error = ended.error.with_traceback(None) if ended.error is not None else None
        known = root.resized[key] = Replay(result=ended.result, error=error)  # without what was called on the way
    return known
