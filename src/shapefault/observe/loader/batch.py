"""One batch being fetched: which samples disagree, or which one raised, and how they came to their shapes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from types import FrameType
from typing import Any

from shapefault.model import Span
from shapefault.observe.loader import private
from shapefault.observe.loader.facts import LoaderFacts, Sample, Where
from shapefault.observe.loader.held import (
    code_where,
    held_transforms,
    innermost,
    length_of,
    listed_file,
    name_of,
    written_at,
)
from shapefault.observe.loader.quiet import Deadline
from shapefault.observe.loader.values import Conflict, Value, conflict_of, leaves_of
from shapefault.observe.transforms import Step, Watched, built_at, error_text, subject_of, watch
from shapefault.source.frames import frames_of

_MOST_SAMPLES = 4
MOST_SCANNED = 512
_SCAN_S = 0.3
"""Longest time spent on samples outside the failed batch: they only add to the tally."""


@dataclass(slots=True)
class Batch:
    """One batch being fetched: its data set, indices, and the samples as far as they were made."""

    entry: private.Entry
    frames: list[FrameType]
    deadline: Deadline
    dataset: Any = None
    collate_fn: Any = None
    indices: list[Any] = field(default_factory=list)
    batched: bool = True
    data: list[Any] | None = None
    map_style: bool = True

    def __post_init__(self) -> None:
        fetch = self.entry.fetch
        if fetch is None:
            return
        local = fetch.f_locals
        fetcher = local.get("self")
        self.dataset = getattr(fetcher, "dataset", None)
        self.collate_fn = getattr(fetcher, "collate_fn", None)
        self.batched = bool(getattr(fetcher, "auto_collation", True))
        self.map_style = not hasattr(fetcher, "dataset_iter")
        asked = local.get("possibly_batched_index")
        if self.map_style:
            self.indices = list(asked) if self.batched and isinstance(asked, Iterable) else [asked]
        after = self.frames[self.entry.fetch_at + 1 :]
        in_collate = bool(after) and private.is_collate_frame(after[0], self.collate_fn)
        if "data" in local and (self.map_style or in_collate or not after):
            made = local["data"]
            self.data = list(made) if self.batched and isinstance(made, list | tuple) else [made]

    def facts(self, exc: BaseException) -> LoaderFacts:
        """The facts, from the samples where all were made, else from the one that raised."""
        base = self._base(exc)
        return self._collated(base, exc) if self.data is not None else self._raised(base, exc)

    def _base(self, exc: BaseException) -> LoaderFacts:
        inner = innermost(self.dataset)
        message = message_of(exc)
        return LoaderFacts(
            "getitem",
            batch=self.entry.batch,
            worker=self.entry.worker,
            batch_size=len(self.indices) or (len(self.data) if self.data else None),
            total=length_of(self.dataset) if self.map_style else None,
            dataset_type=type(inner).__name__,
            dataset_site=built_at(inner),
            getitem_where=written_at(type(inner), "__getitem__" if self.map_style else "__iter__"),
            collate="" if private.is_default_collate(self.collate_fn) else name_of(self.collate_fn),
            collate_where=code_where(self.collate_fn),
            transforms=tuple(held_transforms(self.dataset)),
            message=message,
            misleading="storage that is not resizable" in message,
        )

    def _make(self, index: Any) -> Callable[[], Any]:
        return lambda: self.dataset[index]

    def _index(self, position: int) -> Any:
        return self.indices[position] if position < len(self.indices) else position

    def _collated(self, base: LoaderFacts, exc: BaseException) -> LoaderFacts:
        data = self.data or []
        conflict = conflict_of(data, error_text(exc) if base.collate else "")
        chosen = chosen_positions(conflict, len(data))
        half = Deadline(self.deadline.left / 2)
        samples = []
        for position in chosen:
            replayable = self.map_style and half.left
            seen = watch(self._make(self._index(position)), half) if replayable else Watched()
            samples.append(
                Sample(
                    self._index(position),
                    position,
                    seen.files or listed_file(self.dataset, self._index(position)),
                    seen.steps,
                    leaves_of(data[position]),
                    replayed=bool(seen.steps),
                )
            )
        at = None if base.collate == "" else raised_at(exc)
        if base.collate and samples:
            samples[0] = replace(samples[0], error=error_text(exc), error_at=at)
        tally = Counter(conflict.values) if conflict is not None else Counter()
        scanned = len(data)
        if conflict is not None and conflict.reason != "keys":
            scanned += self._count_leaf(conflict.path, tally)
        return replace(
            base,
            where="collate",
            samples=tuple(samples),
            conflict=conflict,
            tally=tuple(tally.most_common()),
            scanned=scanned,
        )

    def _rest(self) -> Iterable[Any]:
        """Indices of the data set that are not in the batch."""
        if not self.map_style or not self.batched:
            return ()
        taken = {i for i in self.indices if isinstance(i, int)}
        total = min(length_of(self.dataset) or 0, MOST_SCANNED)
        return (i for i in range(total) if i not in taken)

    def _count_leaf(self, path: str, tally: Counter[Value]) -> int:
        """Add the leaf of further samples to ``tally`` while there is time."""
        count = 0
        scan = Deadline(min(_SCAN_S, self.deadline.left))
        for index in self._rest():
            if not scan.left:
                break
            seen = watch(self._make(index), scan)
            if seen.error is not None or seen.timed_out:
                break
            value = next((leaf.value for leaf in leaves_of(seen.result) if leaf.path == path), None)
            if value is None:
                break
            tally[value] += 1
            count += 1
        return count

    def _raised(self, base: LoaderFacts, exc: BaseException) -> LoaderFacts:
        after = self.frames[self.entry.fetch_at + 1 :]
        index, position = self._failing(after)
        live = _live_step(after, exc)
        sample = Sample(
            index,
            position,
            listed_file(self.dataset, index),
            (live,) if live is not None else (),
            error=error_text(exc),
            error_at=raised_at(exc),
        )
        if not self.map_style or index is None:
            return replace(base, where=_where(live), samples=(sample,))
        seen = watch(self._make(index), Deadline(self.deadline.left / 2))
        sample = replace(sample, files=seen.files or sample.files)
        if seen.error is not None and type(seen.error) is type(exc):
            sample = replace(sample, steps=seen.steps, replayed=True)
        failed = sample.failed
        tally: Counter[Value] = Counter()
        scanned, failures, fine = 1, 1, None
        if failed is not None and failed.before is not None:
            tally[failed.before] += 1
        others = [i for i in self.indices if i is not index and i != index]
        scan = Deadline(min(_SCAN_S, self.deadline.left))
        for other in [*others, *self._rest()]:
            if not scan.left or scanned >= MOST_SCANNED:
                break
            seen = watch(self._make(other), scan)
            if seen.timed_out:
                break
            scanned += 1
            failures += seen.error is not None
            reached = next((s.before for s in seen.steps if failed is not None and _alike(s, failed)), None)
            if reached is not None:
                tally[reached] += 1
            if fine is None and seen.error is None:
                where = self.indices.index(other) if other in self.indices else None
                fine = Sample(other, where, seen.files, seen.steps, leaves_of(seen.result), replayed=True)
        return replace(
            base,
            where=_where(failed),
            samples=(sample,) if fine is None else (sample, fine),
            tally=tuple(tally.most_common()),
            scanned=scanned,
            failures=failures,
        )

    def _failing(self, after: list[FrameType]) -> tuple[Any, int | None]:
        """The index whose sample raised and its position in the batch."""
        if not self.map_style:
            made = self.entry.fetch.f_locals.get("data") if self.entry.fetch is not None else None
            position = len(made) if isinstance(made, list) else None
            return position, position
        if len(self.indices) == 1:
            return self.indices[0], 0
        for frame in after:
            names = frame.f_code.co_varnames[: max(frame.f_code.co_argcount, 1)]
            asked = frame.f_locals.get("idx") if frame.f_code.co_name == "<listcomp>" else None
            if asked is None and frame.f_code.co_name == "__getitem__" and len(names) > 1:
                asked = frame.f_locals.get(names[1])
            for position, index in enumerate(self.indices):
                if asked is not None and (asked is index or (isinstance(asked, int) and asked == index)):
                    return index, position
            if frame.f_code.co_name == "__getitem__":
                break
        half = Deadline(self.deadline.left / 2)
        for position, index in enumerate(self.indices):
            if not half.left:
                break
            if watch(self._make(index), half).error is not None:
                return index, position
        return None, None


def _where(step: Step | None) -> Where:
    return "transform" if step is not None and step.kind == "transform" else "getitem"


def _alike(step: Step, other: Step) -> bool:
    return step.name == other.name and step.kind == other.kind and step.site == other.site


def chosen_positions(conflict: Conflict | None, count: int) -> list[int]:
    """Positions of the samples to look at: two that disagree, then one for each further value."""
    if conflict is None:
        return list(range(min(count, 2)))
    chosen = list(dict.fromkeys(conflict.pair()))
    # another kind or number of channels tells more than one more size
    for key in (lambda v: (v.kind, v.shape and (len(v.shape), v.shape[:1])), lambda v: v):
        seen = {key(conflict.values[position]) for position in chosen}
        for position, value in enumerate(conflict.values):
            if key(value) not in seen and len(chosen) < _MOST_SAMPLES:
                seen.add(key(value))
                chosen.append(position)
    return chosen


def _live_step(after: list[FrameType], exc: BaseException) -> Step | None:
    """The innermost transform or library call among the frames of the exception itself."""
    for frame in reversed(after):
        try:
            subject = subject_of(frame)
            if subject is not None and (subject.kind == "transform" or subject.before(frame) is not None):
                return replace(subject.step(frame), error=error_text(exc))
        except Exception:
            continue
    return None


def raised_at(exc: BaseException) -> Span | None:
    """The user's own expression that ``exc`` came out of."""
    user = [frame for frame in frames_of(exc.__traceback__) if frame.is_user]
    return user[-1].site.span() if user else None


def message_of(exc: BaseException) -> str:
    """torch's own words: of a worker's exception, the last line of the traceback that it carries."""
    try:
        text = str(exc)
    except Exception:
        return ""
    if "Original Traceback" in text:
        last = [line for line in text.strip().splitlines() if line and not line.startswith((" ", "\t"))][-1:]
        text = last[0].partition(": ")[2] or last[0] if last else text
    return text
