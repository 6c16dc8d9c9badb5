"""What :func:`independence_of` returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """An op of the forward: its name, the layer it ran in, and the line of source."""

    op: str
    layer: str | None = None
    layer_type: str | None = None
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        layer = f" in {self.layer} ({self.layer_type})" if self.layer else ""
        return f"{self.op}{layer}" + (f" at {self.file}:{self.line}" if self.file else "")


@dataclass(frozen=True, slots=True)
class Independence:
    """The answer, with what was run for it.

    ``mixes``: the output for one sample changes with another; None where that could not be run, see ``undecided``.
    ``first``: the first op with a result that two samples change. ``transpose``: a reshape whose sizes are those of its
    input in another order, with ``transpose_proof``, what a labelled tensor shows. ``outputs``: for each size of the
    batch, the shapes of the outputs or the error. ``changes``: outputs whose rank or meaning changes with the batch.
    """

    mixes: bool | None
    first: Place | None = None
    transpose: Place | None = None
    transpose_proof: str | None = None
    outputs: Mapping[int, tuple[tuple[int, ...], ...] | str] = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)

    @property
    def words(self) -> tuple[str, ...]:
        """One line for each finding."""
        found = list(self.changes)
        if self.mixes:
            where = f": {self.first}" if self.first else ""
            found.append(f"the output for one sample changes with the others{where}")
        elif self.mixes is False:
            found.append("each sample by itself: no output changes with another sample")
        if self.transpose is not None:
            found.append(f"a transpose belongs here: {self.transpose}; {self.transpose_proof}")
        return (*found, *(f"undecided: {reason}" for reason in self.undecided))

    def to_json(self) -> dict[str, Any]:
        """The fields, in types that JSON has."""
        places = {
            name: {key: getattr(place, key) for key in Place.__slots__} if place is not None else None
            for name, place in (("first", self.first), ("transpose", self.transpose))
        }
        outputs = {
            str(n): found if isinstance(found, str) else [list(shape) for shape in found]
            for n, found in self.outputs.items()
        }
        return {
            "mixes": self.mixes,
            **places,
            "transpose_proof": self.transpose_proof,
            "outputs": outputs,
            "changes": list(self.changes),
            "undecided": list(self.undecided),
            "sizes": dict(self.sizes),
            "words": list(self.words),
        }
