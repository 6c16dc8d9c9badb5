"""What :func:`domain_of` returns: the set of input shapes that a model accepts, as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapefault.check.domain.algebra import Value
from shapefault.check.domain.evaluate import Evaluator
from shapefault.check.domain.grid import PointSet
from shapefault.check.inputs import InputSpec

Shape = tuple[int, ...]
MOST_NEAREST = 8


@dataclass(frozen=True, slots=True)
class Part:
    """Sizes with one outcome: ``accepted`` is True, False, or None where it is undecided.

    ``reason`` is the error of a refusal, or why nothing was decided; ``layer``, ``file`` and ``line`` where that is.
    """

    points: PointSet
    accepted: bool | None
    outputs: tuple[tuple[Value, ...], ...] = ()
    reason: str | None = None
    layer: str | None = None
    layer_type: str | None = None
    file: str | None = None
    line: int | None = None
    needs: tuple[Value, ...] | None = None
    """For a refused matrix product: the shape that was reshaped into its operand."""

    def to_json(self) -> dict[str, Any]:
        """The part without its points: how many there are, and between which sizes."""
        return {
            "accepted": self.accepted,
            "points": len(self.points),
            "bounds": {axis: list(pair) for axis, pair in self.points.bounds().items()},
            "reason": self.reason,
            "layer": self.layer,
            "layer_type": self.layer_type,
            "file": self.file,
            "line": self.line,
        }


@dataclass(frozen=True, slots=True)
class Limit:
    """One statement about the accepted sizes of some axes, and what imposes it."""

    axes: tuple[str, ...]
    text: str
    reason: str | None = None
    layer: str | None = None
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        return f"{', '.join(self.axes)}: {self.text}" if self.axes else self.text

    def to_json(self) -> dict[str, Any]:
        """The fields, by name."""
        fields: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        return {**fields, "axes": list(self.axes)}


@dataclass(frozen=True, slots=True)
class Domain:
    """The input shapes that a model accepts, within ``limits``.

    ``axes`` are the free axes of the input spec; ``ties`` gives for each the axis whose size it has (itself, mostly).
    ``facts`` are what ``words`` says, as data. ``diagonal`` is the domain with the spatial axes tied, where the whole
    was too much to decide.
    """

    spec: InputSpec
    axes: tuple[str, ...]
    limits: Mapping[str, tuple[int, int]]
    ties: Mapping[str, str]
    parts: tuple[Part, ...]
    facts: tuple[Limit, ...] = ()
    undecided: tuple[str, ...] = ()
    diagonal: Domain | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """One line for each statement."""
        return tuple(map(str, self.facts))

    def accepts(self, shape: Mapping[str, int] | Sequence[Any]) -> bool | None:
        """Whether the model takes these sizes; None where that is undecided or beyond ``limits``.

        ``shape`` gives the size of each free axis by name, or is the shape of the input (a sequence of shapes where the
        spec has several tensors). Raises ValueError where it does not fit the spec.
        """
        sizes = self._sizes(shape)
        part = self._part(sizes) if sizes is not None else None
        if part is not None and part.accepted is not None:
            return part.accepted
        return self.diagonal.accepts(sizes) if self.diagonal is not None and sizes is not None else None

    def output(self, shape: Mapping[str, int] | Sequence[Any]) -> tuple[Shape, ...] | None:
        """The shapes of the output's tensors, in order; None where the input is not known to be accepted."""
        sizes = self._sizes(shape)
        part = self._part(sizes) if sizes is not None else None
        if sizes is None or part is None or part.accepted is False:
            return None
        if part.accepted is None:
            return self.diagonal.output(sizes) if self.diagonal is not None else None
        value = Evaluator(sizes)
        return tuple(tuple(int(value(size)) for size in tensor) for tensor in part.outputs)

    def nearest(self, shape: Mapping[str, int] | Sequence[Any]) -> tuple[Any, ...]:
        """The accepted shapes next to ``shape``, in the form it was given in: equal axes stay equal where they can."""
        sizes = self._sizes(shape, fixed=False)
        assert sizes is not None
        best: list[dict[str, int]] = []
        least: tuple[int, int] | None = None
        for point in self._candidates(sizes):
            alike = sum(1 for a in point for b in point if sizes[a] == sizes[b] and point[a] != point[b])
            cost = (sum(abs(point[a] - sizes[a]) for a in point), alike)
            if least is None or cost < least:
                least, best = cost, []
            if cost == least and point not in best:
                best.append(point)
        if not best and self.diagonal is not None:
            return self.diagonal.nearest(shape)
        full = [{axis: point[self.ties[axis]] for axis in self.axes} for point in best[:MOST_NEAREST]]
        return tuple(point if isinstance(shape, Mapping) else self._shape(point) for point in full)

    def _candidates(self, sizes: Mapping[str, int]) -> Iterator[dict[str, int]]:
        for part in self.parts:
            if part.accepted:
                yield from part.points.closest(sizes)

    def to_json(self) -> dict[str, Any]:
        """Everything but the point sets, in types that JSON has."""
        return {
            "axes": list(self.axes),
            "limits": {axis: list(pair) for axis, pair in self.limits.items()},
            "ties": dict(self.ties),
            "words": list(self.words),
            "facts": [fact.to_json() for fact in self.facts],
            "parts": [part.to_json() for part in self.parts],
            "undecided": list(self.undecided),
            "diagonal": self.diagonal.to_json() if self.diagonal is not None else None,
        }

    # From what the caller gives to a point of the grid

    def _part(self, sizes: Mapping[str, int]) -> Part | None:
        for axis, (low, high) in self.limits.items():
            if not low <= sizes[axis] <= high:
                return None
        return next((part for part in self.parts if sizes in part.points), None)

    def _sizes(self, shape: Mapping[str, int] | Sequence[Any], fixed: bool = True) -> dict[str, int] | None:
        """Every axis of the grid with its size; None where the shape is of another family than the spec."""
        given = dict(shape) if isinstance(shape, Mapping) else self._by_axis(shape, fixed)
        if given is None:
            return None
        missing = [axis for axis in self.axes if axis not in given and self.ties[axis] not in given]
        if missing:
            raise ValueError(f"expected a size for each of {', '.join(self.axes)}, got none for {', '.join(missing)}")
        sizes: dict[str, int] = {}
        for axis in self.axes:
            size = int(given[axis] if axis in given else given[self.ties[axis]])
            if sizes.setdefault(self.ties[axis], size) != size and fixed:
                return None
        return sizes

    def _by_axis(self, shape: Sequence[Any], fixed: bool) -> dict[str, int] | None:
        shapes: Iterable[Any] = [shape] if all(isinstance(size, int) for size in shape) else shape
        tensors = self.spec.tensors
        shapes = [tuple(s) for s in shapes]
        if len(shapes) != len(tensors) or any(len(s) != len(t.axes) for s, t in zip(shapes, tensors, strict=True)):
            wanted = "; ".join(",".join(map(str, t.axes)) for t in tensors)
            raise ValueError(f"expected a shape of the form {wanted}, got {shape}")
        sizes: dict[str, int] = {}
        for given, tensor in zip(shapes, tensors, strict=True):
            for size, axis in zip(given, tensor.axes, strict=True):
                if isinstance(axis, int):
                    if fixed and size != axis:
                        return None
                elif sizes.setdefault(axis, size) != size and fixed:
                    return None
        return sizes

    def _shape(self, point: Mapping[str, int]) -> Any:
        shapes = [tuple(point[a] if isinstance(a, str) else a for a in t.axes) for t in self.spec.tensors]
        return shapes[0] if len(shapes) == 1 else tuple(shapes)
