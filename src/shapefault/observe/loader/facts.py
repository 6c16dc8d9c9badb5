"""What is known about a batch that failed: its samples, their steps, and the leaf and axes that disagree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from shapefault.model import Shape, Span
from shapefault.observe.loader.values import Conflict, Leaf, Value
from shapefault.observe.transforms import Step

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
