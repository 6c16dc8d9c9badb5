"""The inputs a model is checked with, as plain data; imports no torch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """One tensor given to ``forward``: each axis is a size, or the name of a free axis ("N", "H")."""

    axes: tuple[int | str, ...]
    dtype: str = "float32"
    name: str | None = None
    """The keyword it is passed by; None for a positional argument."""


@dataclass(frozen=True, slots=True)
class InputSpec:
    """All tensors of one call of ``forward``; a free axis has one size wherever its name occurs."""

    tensors: tuple[TensorSpec, ...]

    @property
    def free(self) -> tuple[str, ...]:
        """The names of the free axes, in order of first appearance."""
        return tuple(dict.fromkeys(a for t in self.tensors for a in t.axes if isinstance(a, str)))
