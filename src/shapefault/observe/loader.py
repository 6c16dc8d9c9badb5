"""Facts about a crash in a DataLoader: which samples, which step of theirs, which leaf and axes disagree.

Shapes come from the batch that is still alive in the frames; only the steps between a file and its shape
need the samples to be made once more, which is done quietly and within a time budget.
"""

from __future__ import annotations

import ast
import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from types import FrameType
from typing import Any, Literal

from shapefault.model import Shape, Span
from shapefault.observe import loader_private as private
from shapefault.observe.hooks import site_of
from shapefault.observe.loader_quiet import Deadline, OutOfTime, quiet, same_randomness
from shapefault.observe.loader_values import Conflict, Leaf, Value, conflict_of, leaves_of
from shapefault.observe.transforms import (
    Step,
    Watched,
    built_at,
    error_text,
    is_container,
    is_library_transform,
    subject_of,
    watch,
)
from shapefault.source.files import is_user_file
from shapefault.source.frames import Frame, Site, frames_of

_MOST_SAMPLES = 4
_MOST_SCANNED = 512
_SCAN_S = 0.3
"""Longest time spent on samples outside the failed batch: they only add to the tally."""

Where = Literal["getitem", "transform", "collate"]


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample of the batch, with its way from the file to its leaves."""

    index: Any
    """The index that the loader asked its data set for; the position, for an iterable data set."""
    position: int | None
    """Where it stands in the batch."""
    files: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    error: str = ""
    error_at: Span | None = None
    """The expression of the user's own code that raised."""
    replayed: bool = False
    """Whether ``steps`` come from a replay; random transforms may have drawn other numbers in it."""

    @property
    def file(self) -> str | None:
        """The file that it was read from, where one was."""
        return self.files[0] if self.files else None

    @property
    def failed(self) -> Step | None:
        """The innermost step that raised."""
        return next((step for step in reversed(self.steps) if step.error), None)

    def leaf(self, path: str) -> Value | None:
        """The value at ``path``."""
        return next((leaf.value for leaf in self.leaves if leaf.path == path), None)


@dataclass(frozen=True, slots=True)
class LoaderFacts:
    """What is known about one failed batch."""

    where: Where
    name: str | None = None
    """What the user's code calls the loader: ``train``, ``self.loader``, ``loaders['val']``."""
    batch: int | None = None
    worker: int | None = None
    batch_size: int | None = None
    samples: tuple[Sample, ...] = ()
    """The offending ones first; for collate the first two disagree."""
    tally: tuple[tuple[Value, int], ...] = ()
    """Values at the leaf that differs, or those that reach the step that raised; most frequent first."""
    scanned: int = 0
    """How many samples ``tally`` counts."""
    failures: int = 0
    """How many of those raised."""
    total: int | None = None
    """The length of the data set."""
    loader_site: Span | None = None
    loop: Span | None = None
    """What the user's code iterates over when the loader is not bound to a name."""
    dataset_type: str = ""
    dataset_site: Span | None = None
    getitem_where: tuple[str, int] | None = None
    """File and first line of the ``__getitem__`` (or ``__iter__``) that the user wrote."""
    collate: str = ""
    """The name of the user's own collate function; "" for torch's."""
    collate_where: tuple[str, int] | None = None
    transforms: tuple[Step, ...] = ()
    """The transforms that the data set holds, as they are written; nothing of them was run."""
    conflict: Conflict | None = None
    message: str = ""
    misleading: bool = False
    """Whether torch's message does not say what is wrong."""

    @property
    def leaf(self) -> str:
        """The path of the leaf that differs."""
        return self.conflict.path if self.conflict is not None else ""

    @property
    def differing(self) -> tuple[int, ...]:
        """The axes that differ."""
        return self.conflict.axes if self.conflict is not None else ()

    @property
    def about_shapes(self) -> bool:
        """Whether samples disagree, or a transform raised on something that has a shape."""
        failed = self.samples[0].failed if self.samples else None
        return self.conflict is not None or (
            failed is not None and failed.kind == "transform" and failed.before is not None
        )

    @property
    def shapes(self) -> tuple[tuple[Shape, int], ...]:
        """``tally`` with shapes only."""
        counts: Counter[Shape] = Counter()
        for value, n in self.tally:
            if value.shape is not None:
                counts[value.shape] += n
        return tuple(counts.most_common())


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
        return _named(_Batch(entry, frames, deadline).facts(exc), frames, entry)
    if entry.wrapper is None or entry.worker is None:
        return None
    sent = getattr(entry.wrapper, private.FACTS, None)
    facts: LoaderFacts | None = pickle.loads(sent) if isinstance(sent, bytes) else _replayed(entry, exc, deadline)
    if facts is None:
        return None
    facts = replace(facts, worker=entry.worker, batch=facts.batch if facts.batch is not None else entry.batch)
    facts = _with_sites(facts, getattr(entry.iterator, "_dataset", None))
    return _named(facts, frames, entry)


@dataclass(slots=True)
class _Batch:
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
        message = _message(exc)
        return LoaderFacts(
            "getitem",
            batch=self.entry.batch,
            worker=self.entry.worker,
            batch_size=len(self.indices) or (len(self.data) if self.data else None),
            total=_length(self.dataset) if self.map_style else None,
            dataset_type=type(inner).__name__,
            dataset_site=built_at(inner),
            getitem_where=_written(type(inner), "__getitem__" if self.map_style else "__iter__"),
            collate="" if private.is_default_collate(self.collate_fn) else _name(self.collate_fn),
            collate_where=_code_where(self.collate_fn),
            transforms=tuple(_held(self.dataset)),
            message=message,
            misleading="storage that is not resizable" in message,
        )

    def _make(self, index: Any) -> Callable[[], Any]:
        return lambda: self.dataset[index]

    def _index(self, position: int) -> Any:
        return self.indices[position] if position < len(self.indices) else position

    def _collated(self, base: LoaderFacts, exc: BaseException) -> LoaderFacts:
        data = self.data or []
        conflict = conflict_of(data)
        chosen = _chosen(conflict, len(data))
        half = Deadline(self.deadline.left / 2)
        samples = []
        for position in chosen:
            replayable = self.map_style and half.left
            seen = watch(self._make(self._index(position)), half) if replayable else Watched()
            samples.append(
                Sample(
                    self._index(position),
                    position,
                    seen.files or _listed_file(self.dataset, self._index(position)),
                    seen.steps,
                    leaves_of(data[position]),
                    replayed=bool(seen.steps),
                )
            )
        at = None if base.collate == "" else _error_at(exc)
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
        total = min(_length(self.dataset) or 0, _MOST_SCANNED)
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
            _listed_file(self.dataset, index),
            (live,) if live is not None else (),
            error=error_text(exc),
            error_at=_error_at(exc),
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
            if not scan.left or scanned >= _MOST_SCANNED:
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


def _chosen(conflict: Conflict | None, count: int) -> list[int]:
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


def _replayed(entry: private.Entry, exc: BaseException, deadline: Deadline) -> LoaderFacts | None:
    """The facts of a worker that told nothing: its batch is made once more in this process."""
    iterator = entry.iterator
    if not private.is_map_style(iterator):
        return None
    batch = _Batch(entry, [], deadline, iterator._dataset, iterator._collate_fn)
    batch.batched = bool(getattr(iterator, "_auto_collation", True))
    total = _length(batch.dataset) or 0
    known = private.batch_indices(iterator, entry.batch)
    batch.indices = known or list(range(min(total, _MOST_SCANNED)))
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
    message = _message(exc)
    if known is None:
        facts = replace(facts, batch_size=None)
    return replace(facts, message=message, misleading="storage that is not resizable" in message)


def _disagreeing(made: list[Any], indices: list[Any]) -> tuple[list[Any], list[Any]]:
    """Of many samples the two that disagree, and their indices."""
    conflict = conflict_of(made)
    if conflict is None:
        return made[:2], indices[:2]
    chosen = _chosen(conflict, len(made))
    return [made[i] for i in chosen], [indices[i] for i in chosen]


def innermost(dataset: Any) -> Any:
    """The data set behind torch's own wrappers (``Subset``, ``ConcatDataset``)."""
    for _ in range(6):
        if not type(dataset).__module__.startswith("torch.utils.data"):
            break
        inner = getattr(dataset, "dataset", None)
        if inner is None:
            several = getattr(dataset, "datasets", None)
            inner = several[0] if isinstance(several, list | tuple) and several else None
        if inner is None:
            break
        dataset = inner
    return dataset


def _length(dataset: Any) -> int | None:
    try:
        return len(dataset)
    except Exception:
        return None


def _name(function: Any) -> str:
    return str(getattr(function, "__name__", None) or type(function).__name__)


def _code_where(function: Any) -> tuple[str, int] | None:
    code = private.code_of(function)
    known = code is not None and is_user_file(code.co_filename)
    return (code.co_filename, code.co_firstlineno) if code is not None and known else None


def _written(cls: type, method: str) -> tuple[str, int] | None:
    for base in cls.__mro__:
        code = getattr(vars(base).get(method), "__code__", None)
        if code is not None and is_user_file(code.co_filename):
            return code.co_filename, code.co_firstlineno
    return None


def _listed_file(dataset: Any, index: Any) -> tuple[str, ...]:
    """The file of ``dataset.samples[index]`` or ``.imgs[index]``, as torchvision's folders list them."""
    if not isinstance(index, int):
        return ()
    try:
        while type(dataset).__name__ == "Subset":
            dataset, index = dataset.dataset, int(dataset.indices[index])
        for name in ("samples", "imgs"):
            listed = getattr(dataset, name, None)
            entry = listed[index] if isinstance(listed, list) else None
            if isinstance(entry, tuple) and isinstance(entry[0], str):
                return (entry[0],)
    except Exception:
        return ()
    return ()


def _error_at(exc: BaseException) -> Span | None:
    user = [frame for frame in frames_of(exc.__traceback__) if frame.is_user]
    return user[-1].site.span() if user else None


def _message(exc: BaseException) -> str:
    """torch's own words: of a worker's exception, the last line of the traceback that it carries."""
    try:
        text = str(exc)
    except Exception:
        return ""
    if "Original Traceback" in text:
        last = [line for line in text.strip().splitlines() if line and not line.startswith((" ", "\t"))][-1:]
        text = last[0].partition(": ")[2] or last[0] if last else text
    return text


def _named(facts: LoaderFacts, frames: list[FrameType], entry: private.Entry) -> LoaderFacts:
    """Add what the user's frames know: the loader's name, where it was built, what the loop iterates over."""
    users = [frame for frame in frames[: entry.at] if is_user_file(frame.f_code.co_filename)][::-1]
    named: list[tuple[str, Any]] = []
    for frame in users:
        for scope in (frame.f_locals, frame.f_globals):
            named += list(_loaders_in(scope))
    loader = private.loader_of(entry.iterator, [obj for _, obj in named])
    name = next((name for name, obj in named if obj is loader), None) if loader is not None else None
    site = site_of(loader) if loader is not None else None
    loop = None
    if users:
        loop = _stopped_at(users[0])
    batch_size = getattr(loader, "batch_size", None) or facts.batch_size
    return replace(
        facts,
        name=name or facts.name,
        loader_site=site.span() if site is not None else facts.loader_site,
        loop=loop,
        batch_size=batch_size,
    )


def _stopped_at(frame: FrameType) -> Span | None:
    """The expression that ``frame`` is evaluating; of a ``for`` statement, what it goes over."""
    site = Site(frame.f_code, frame.f_lasti)
    source, position = site.source(), site.position()
    if source is not None and position is not None:
        for node in source.nodes:
            if isinstance(node, ast.For | ast.AsyncFor) and (node.lineno, node.col_offset) == position[:2]:
                return source.span(node.iter)
    return site.span()


def _loaders_in(scope: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    for name, value in list(scope.items()):
        if private.is_loader(value):
            yield name, value
        elif isinstance(value, dict) and name != "__builtins__" and len(value) <= 32:
            for key, item in list(value.items()):
                if private.is_loader(item):
                    yield f"{name}[{key!r}]", item
        elif name == "self":
            for key, item in list(getattr(value, "__dict__", {}).items()):
                if private.is_loader(item):
                    yield f"self.{key}", item


def _with_sites(facts: LoaderFacts, dataset: Any) -> LoaderFacts:
    """Fill in where transforms were built, for a worker that got them pickled and could not know."""
    if facts.dataset_site is None:
        facts = replace(facts, dataset_site=built_at(innermost(dataset)))
    if not any(step.site is None for s in facts.samples for step in s.steps if step.kind == "transform"):
        return facts
    sites: dict[tuple[str, str], tuple[Span | None, Span | None]] = {}
    for obj, holder in transforms_in(dataset):
        try:
            key = (type(obj).__name__, repr(obj).replace("\n", " ")[:120])
        except Exception:
            continue
        sites.setdefault(key, (built_at(obj), built_at(holder) if holder is not None else None))

    def known(step: Step) -> Step:
        site, holder = sites.get((step.name, step.text), (None, None))
        if step.site is not None or site is None:
            return step
        return replace(step, site=site, container=step.container or holder, text=site.text or step.text)

    samples = tuple(replace(s, steps=tuple(map(known, s.steps))) for s in facts.samples)
    return replace(facts, samples=samples)


def _globals_used(dataset: Any) -> Iterable[Any]:
    """Transforms that a data set's ``__getitem__`` takes from its module rather than from itself."""
    function = getattr(type(dataset), "__getitem__", None)
    code = getattr(function, "__code__", None)
    if code is None or not is_user_file(code.co_filename):
        return
    for name in code.co_names:
        value = function.__globals__.get(name)  # type: ignore[union-attr]
        if hasattr(value, "__dict__") and (is_container(value) or is_library_transform(value)):
            yield value


def _held(dataset: Any) -> Iterable[Step]:
    """The transforms of a data set as steps that were not taken."""
    for obj, holder in transforms_in(dataset):
        if obj is dataset or is_container(obj) or not (holder is not None or is_library_transform(obj)):
            continue
        site = built_at(obj)
        name = getattr(obj, "__name__", None) or type(obj).__name__
        container = built_at(holder) if holder is not None else None
        text = site.text if site is not None else str(name)
        yield Step(str(name), text, "transform", site, None, container, None, None)


def transforms_in(obj: Any, depth: int = 6) -> Iterable[tuple[Any, Any]]:
    """Each transform that a data set holds in its attributes, with the container it is in."""
    seen: set[int] = set()
    stack: list[tuple[Any, Any, int]] = [(obj, None, 0)]
    while stack:
        current, holder, level = stack.pop()
        if id(current) in seen or level > depth:
            continue
        seen.add(id(current))
        held = getattr(current, "__dict__", None)
        if not isinstance(held, dict):
            continue
        if callable(current) and not isinstance(current, type):
            yield current, holder
        inside = current if is_container(current) else None
        found: list[tuple[Any, Any, int]] = []
        for value in [*held.values(), *_globals_used(current)]:
            several = value if isinstance(value, list | tuple) and len(value) <= 64 else [value]
            nested = [(item, inside, level + 1) for item in several if hasattr(item, "__dict__")]
            found += nested
        stack += reversed(found)
