"""The side of the pictures at which a model gives as many rows as its anchors, its positions or its targets are.

A detector for 260×260 has 5972 anchors; at 160×160 it predicts 2152 boxes.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from shapefault.faults.rewrite.images.sizes import resize_literals
from shapefault.faults.rewrite.shapes import meta
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.replay import replay_call
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_module, is_tensor, shape_of, tensors_in
from shapefault.source.nodes import walk

_LEAST_COUNT, _LEAST_SIDE, _MOST_SIDE = 32, 16, 1024
_ROUND = (64, 32, 16, 10, 8, 5, 4, 2, 1)
"""What sides are multiples of, those that people choose first."""


def side_for_count(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Square pictures of another side, where the model has been called in a running function and gave ``got`` rows."""
    if min(got, want) < _LEAST_COUNT:
        return
    for model, picture in _calls(trace):
        shape = shape_of(picture) or ()
        if len(shape) != 4 or shape[-1] != shape[-2]:
            continue
        counted = _counter(model, picture, got)
        side = _search(counted, shape[-1], want) if counted is not None else None
        if side is not None:
            now = (shape[-2], shape[-1])
            why = f"at {now[0]}×{now[1]} the model gives {got} rows, at {side}×{side} the {want} that it meets"
            yield from resize_literals(trace, now, (side, side), prior, why=why, stage=Stage.LAYER_CONFIG)
            return


def _calls(trace: Trace) -> Iterator[tuple[Any, Any]]:
    """The modules that the running functions have called with a tensor that is still there."""
    for frame in trace.user_frames():
        function = frame.function()
        for call in walk(function) if function is not None else ():
            if isinstance(call, ast.Call) and call.args and call.lineno <= frame.lineno:
                model, picture = frame.held(call.func), frame.held(call.args[0])
                if is_module(model) and is_tensor(picture):
                    yield model, picture


def _counter(model: Any, picture: Any, got: int) -> Callable[[int], int | None] | None:
    """How many rows come for a side: the axis that has ``got`` now; None where no axis has."""

    def outputs(side: int) -> list[Shape]:
        replay = replay_call(model, (meta((*picture.shape[:2], side, side), picture),), {})
        return [tuple(t.shape) for t in tensors_in(replay.result)] if replay.error is None else []

    found = [(i, axis) for i, s in enumerate(outputs(picture.shape[-1])) for axis, n in enumerate(s) if n == got]
    if not found:
        return None
    index, axis = found[0]

    def counted(side: int) -> int | None:
        shapes = outputs(side)
        return shapes[index][axis] if index < len(shapes) and axis < len(shapes[index]) else None

    return counted


def _search(counted: Callable[[int], int | None], now: int, want: int) -> int | None:
    """The roundest side with ``want`` rows; more of them come of larger pictures."""
    low, high = _LEAST_SIDE, _MOST_SIDE
    hit: int | None = None
    while low <= high:
        middle = (low + high) // 2
        count = counted(middle)
        if count is None:
            return None
        if count == want:
            hit = middle
            break
        low, high = (middle + 1, high) if count < want else (low, middle - 1)
    if hit is None or hit == now:
        return None
    for step in _ROUND:
        for side in sorted({hit // step * step, -(-hit // step) * step}, key=lambda s: abs(s - hit)):
            if side and counted(side) == want:
                return side
    return hit
