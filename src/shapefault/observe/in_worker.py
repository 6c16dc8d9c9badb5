"""A crash in a DataLoader's worker, as it would have been in the program's own process.

What a worker sends back has no frames. The batch is made once more here, quietly and within a time budget: where that
fails in the program's own code, its frames and their tensors are alive.
"""

from __future__ import annotations

from typing import Any

from shapefault.observe.crash import Crash
from shapefault.observe.loader import private
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.observe.loader.fetch import observe_loader
from shapefault.observe.loader.quiet import Deadline, OutOfTime, quiet, same_randomness
from shapefault.source.frames import frames_of

_SECONDS = 1.0


def in_process(crash: Crash) -> tuple[Crash, LoaderFacts | None]:
    """The crash of the same batch without workers, else ``crash`` itself; and what the worker told of it."""
    entry = private.entry_of([frame.frame for frame in crash.frames])
    if entry is None or entry.wrapper is None or not private.is_map_style(entry.iterator):
        return crash, None
    facts = observe_loader(crash.frames, crash.exc)
    if facts is None or (facts.where == "collate" and not facts.collate):
        return crash, facts
    raised = _again(entry, facts)
    if raised is None or type(raised).__name__ != type(crash.exc).__name__:
        return crash, facts
    return Crash(raised, [*crash.frames[: entry.at], *frames_of(raised.__traceback__)[1:]]), facts


def _again(entry: private.Entry, facts: LoaderFacts) -> Exception | None:
    """The exception of the program's data set or collate function, with its traceback."""
    iterator = entry.iterator
    dataset, collate = iterator._dataset, iterator._collate_fn
    known = private.batch_indices(iterator, entry.batch) if facts.where == "collate" else None
    placed = sorted(facts.samples, key=lambda sample: sample.position or 0)
    indices: list[Any] = known or [sample.index for sample in placed]
    deadline = Deadline(_SECONDS)
    try:
        with quiet(), same_randomness():
            made = []
            for index in indices:
                deadline.check()
                made.append(dataset[index])
            if facts.where == "collate":
                collate(made)
    except (OutOfTime, SystemExit):
        return None
    except Exception as raised:
        return raised
    return None
