"""The recorded calls that any operand of the failing call came through, also inside a model called earlier."""

from __future__ import annotations

import ast
from typing import Any

from shapefault import ops
from shapefault.faults.rewrite.losses.outputs import model_run
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.peek import value_in
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.replay import replay_call
from shapefault.observe.trace import Trace
from shapefault.observe.values import tensors_in
from shapefault.source.nodes import walk

_LIMIT = 80


def ancestors(records: list[Record], tensor: Any) -> list[Record]:
    """The calls that ``tensor`` was made from, newest first, along all their tensor arguments."""
    wanted, found = {id(tensor)}, []
    for record in reversed(records):
        if not record.done or not any(id(out) in wanted for out in tensors_in(record.out)):
            continue
        found.append(record)
        wanted.update(id(t) for t in tensors_in([*record.args, *record.kwargs.values()]))
        if len(found) >= _LIMIT:
            break
    return found


def calls_behind(trace: Trace, mismatch: Mismatch) -> list[Record]:
    """The calls behind the operands, newest first; those of a model that the crashed frame had called come last."""
    found: dict[int, Record] = {}
    for role in mismatch.operands:
        tensor = mismatch.tensor(role)
        if tensor is not None:
            found.update({id(r): r for r in ancestors(trace.records, tensor)})
    if trace.root is None or trace.crash.module is None:
        for role in list(mismatch.operands)[:2]:
            run = model_run(trace, mismatch, role)
            if run is not None:
                found.update({id(r): r for r in ancestors(run.replay.records, run.output)})
                break
    if mismatch.op == "backward":
        found.update({id(r): r for r in _models_of(trace, mismatch)})
    return list(found.values())


def _models_of(trace: Trace, mismatch: Mismatch) -> list[Record]:
    """The calls of the model that the loss was computed from, newest first."""
    for place in places(trace, mismatch, next(iter(mismatch.operands), "input")):
        if place.kind != "definition" or place.frame is None:
            continue
        for node in walk(place.node):
            module = value_in(place.frame, node.func) if isinstance(node, ast.Call) else None
            if not isinstance(node, ast.Call) or not hasattr(module, "_parameters") or node.keywords:
                continue
            args = tuple(value_in(place.frame, a) for a in node.args)
            replay = replay_call(module, args, {}) if args and all(a is not None for a in args) else None
            if replay is not None and replay.error is None and len(replay.records) > 1:
                return [r for r in reversed(replay.records) if r.done][:_LIMIT]
    return []


_UNBATCHED = {
    "conv1d": 2, "conv2d": 3, "conv3d": 4, "max_pool1d": 2, "max_pool2d": 3, "avg_pool2d": 3, "adaptive_avg_pool2d": 3,
    "embedding": 1,
}  # fmt: skip
_ADD_BATCH = ("LSTM", "GRU", "RNN", "MultiheadAttention")
"""Layers that add the batch axis of one sequence themselves."""


def without_batch(records: list[Record]) -> bool:
    """Whether a layer on the way was given one sample: an image (C, H, W), a sequence (L, C), tokens (L)."""
    for record in records:
        if record.name == "unsqueeze" and type(record.module).__name__ in _ADD_BATCH:
            return True
        rank = _UNBATCHED.get(ops.canonical(record.name))
        tensors = tensors_in(record.args)
        shape = record.in_shapes.get(id(tensors[0])) if rank is not None and tensors else None
        if rank is not None and shape is not None and len(shape) == rank:
            return True
    return False
