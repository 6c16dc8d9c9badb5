"""Facts about a crash in a DataLoader: which samples, which step of theirs, which leaf and axes disagree.

Shapes come from the batch that is still alive in the frames; only the steps between a file and its shape
need the samples to be made once more, which is done quietly and within a time budget.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import replace
from types import FrameType
from typing import Any

from shapefault.observe.loader import private
from shapefault.observe.loader.batch import MOST_SCANNED, Batch, chosen_positions, message_of
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.observe.loader.held import length_of
from shapefault.observe.loader.names import with_names, with_sites
from shapefault.observe.loader.quiet import Deadline, OutOfTime, quiet, same_randomness
from shapefault.observe.loader.values import conflict_of
from shapefault.source.frames import Frame, frames_of


def observe_loader(
    frames: Sequence[Frame | FrameType], exc: BaseException, *, budget_s: float = 1.0
) -> LoaderFacts | None:
    """What happened in the DataLoader that ``exc`` came through; None when it came through none."""
    try:
        live = [f.frame if isinstance(f, Frame) else f for f in frames]
        entry = private.entry_of(live)
        if entry is None:
            return None
        with quiet(), same_randomness():
            return _observe(live, entry, exc, Deadline(budget_s))
    except (Exception, OutOfTime, SystemExit):
        return None


def observe_in_worker(exc: BaseException, budget_s: float = 1.0) -> bytes | None:
    """The facts about ``exc`` as bytes, from inside the worker that it was raised in."""
    facts = observe_loader(frames_of(exc.__traceback__), exc, budget_s=budget_s)
    try:
        return pickle.dumps(facts) if facts is not None else None
    except Exception:
        return None


def _observe(
    frames: list[FrameType], entry: private.Entry, exc: BaseException, deadline: Deadline
) -> LoaderFacts | None:
    if entry.fetch is not None:
        return with_names(Batch(entry, frames, deadline).facts(exc), frames, entry)
    if entry.wrapper is None or entry.worker is None:
        return None
    sent = getattr(entry.wrapper, private.FACTS, None)
    facts: LoaderFacts | None = pickle.loads(sent) if isinstance(sent, bytes) else _replayed(entry, exc, deadline)
    if facts is None:
        return None
    facts = replace(facts, worker=entry.worker, batch=facts.batch if facts.batch is not None else entry.batch)
    facts = with_sites(facts, getattr(entry.iterator, "_dataset", None))
    return with_names(facts, frames, entry)


def _replayed(entry: private.Entry, exc: BaseException, deadline: Deadline) -> LoaderFacts | None:
    """The facts of a worker that told nothing: its batch is made once more in this process."""
    iterator = entry.iterator
    if not private.is_map_style(iterator):
        return None
    batch = Batch(entry, [], deadline, iterator._dataset, iterator._collate_fn)
    batch.batched = bool(getattr(iterator, "_auto_collation", True))
    total = length_of(batch.dataset) or 0
    known = private.batch_indices(iterator, entry.batch)
    batch.indices = known or list(range(min(total, MOST_SCANNED)))
    half = Deadline(deadline.left / 2)
    made: list[Any] = []
    error: BaseException | None = None
    for position, index in enumerate(batch.indices):
        if not half.left:
            batch.indices = batch.indices[:position]
            break
        try:
            made.append(batch.dataset[index])
        except Exception as raised:
            error = raised
            if known is None:
                batch.indices = [index]
            break
    if error is None:
        if known is None:
            made, batch.indices = _disagreeing(made, batch.indices)
        batch.data = made
        facts = batch.facts(exc)
        facts = facts if facts.conflict is not None or facts.collate else replace(facts, samples=())
    else:
        frames = frames_of(error.__traceback__)
        batch.frames = [f.frame for f in frames]
        batch.entry.fetch_at = 0
        facts = batch.facts(error)
    message = message_of(exc)
    if known is None:
        facts = replace(facts, batch_size=None)
    return replace(facts, message=message, misleading="storage that is not resizable" in message)


def _disagreeing(made: list[Any], indices: list[Any]) -> tuple[list[Any], list[Any]]:
    """Of many samples the two that disagree, and their indices."""
    conflict = conflict_of(made)
    if conflict is None:
        return made[:2], indices[:2]
    chosen = chosen_positions(conflict, len(made))
    return [made[i] for i in chosen], [indices[i] for i in chosen]
