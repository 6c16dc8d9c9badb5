"""One label for a whole sequence: the last step of what a recurrent layer gives, taken where the head reads it."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.facts import RECURRENT, in_shape, is_reshape, out_shape
from shapefault.faults.rewrite.axes.reshapes import call_at, receiver, replaced, without_copy
from shapefault.faults.rewrite.bench import atom, fix, wrapped
from shapefault.faults.rewrite.losses.outputs import model_run
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, tensors_in

_FLAT = 0.1
"""What it adds that the steps were laid flat in a view: the labels say that nobody wanted a row for each."""


def _last_layer(recurrent: Record, behind: list[Record], prior: float) -> Iterator[Fix]:
    """``self.fc(h)`` of the states of all layers, (layers, N, H): ``self.fc(h[-1])``."""
    states = {shape for t in tensors_in(recurrent.out)[1:] if (shape := shape_of(t)) is not None and len(shape) == 3}
    head = next((r for r in behind if r.name == "linear" and in_shape(r) in states), None)
    call = call_at(head.site) if head is not None else None
    if call is not None and call.node.args:
        yield fix("take the state of the last layer", wrapped(call.source, call.node.args[0], "{}[-1]"), prior + 0.12,
                  stage=Stage.RESHAPE, why="there is a state for each layer, one label a sample")  # fmt: skip


def _laid_flat(behind: list[Record], steps: Shape, batch: int, prior: float) -> Iterator[Fix]:
    """``out.view(-1, H)`` of (N, L, H), which makes a row of each step: ``out[:, -1]``."""
    for record in behind:
        call = call_at(record.site) if is_reshape(record) and in_shape(record) == steps else None
        found = receiver(call) if call is not None else None
        if call is None or found is None or out_shape(record) != (steps[0] * steps[1], steps[2]):
            continue
        text = atom(call.source, without_copy(found[0]))
        yield fix(
            "take the last step", replaced(call, f"{text}{_last(steps, batch)}"), prior, stage=Stage.RESHAPE,
            why=f"one label for a whole sequence, {call.source.span(call.node).text} makes a row of each step",
        )  # fmt: skip


def _last(steps: Shape, batch: int) -> str:
    return "[:, -1]" if steps[0] == batch else "[-1]"


def last_step(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``self.fc(out)`` of a prediction (N, L, C), or (N·L, C), for N labels: ``self.fc(out[:, -1])``."""
    first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
    several = len(first) == 3 or (bool(first) and bool(second) and first[0] > second[0])
    run = model_run(trace, mismatch, "input") if several and len(second) == 1 else None
    records = run.replay.records if run is not None else []
    at = max((i for i, record in enumerate(records) if record.name in RECURRENT), default=None)
    steps = out_shape(records[at]) if at is not None else None
    if at is None or steps is None or len(steps) != 3 or second[0] not in steps[:2]:
        return
    if len(first) < 3:
        yield from _laid_flat(records[at + 1 :], steps, second[0], prior + _FLAT)
        return
    yield from _last_layer(records[at], records[at + 1 :], prior)
    head = next((r for r in records[at + 1 :] if r.name == "linear" and in_shape(r) == steps), None)
    call = call_at(head.site) if head is not None else None
    if call is not None and call.node.args:
        last = _last(steps, second[0])
        yield fix(
            "take the last step", wrapped(call.source, call.node.args[0], "{}" + last), prior,
            stage=Stage.RESHAPE, why="one label for a whole sequence, the head gives one for each step",
        )  # fmt: skip
