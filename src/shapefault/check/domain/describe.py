"""From the parts of a domain to statements about its axes, each with the layer and the line that imposes it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from shapefault.check.domain.evaluate import Evaluator
from shapefault.check.domain.grid import Grid
from shapefault.check.domain.result import Limit, Part
from shapefault.check.domain.sites import Site
from shapefault.check.domain.words import Wording, describe

MOST_CLASSES = 4


class Describer:
    """Statements about the accepted points of some parts."""

    def __init__(self, grid: Grid, parts: Sequence[Part], names: Mapping[str, tuple[str, ...]]) -> None:
        self._grid, self._parts, self._names = grid, parts, names

    def limits(self) -> list[Limit]:
        """All statements, the axes without a limit first. What is undecided is counted and not described."""
        unknown = sum(len(part.points) for part in self._parts if part.accepted is None)
        if unknown:
            known = sum(len(part.points) for part in self._parts if part.accepted)
            total = self._grid.extent(self._grid.axes)
            return [Limit((), f"{unknown:,} of {total:,} inputs undecided, {known:,} accepted")]
        if not any(part.accepted for part in self._parts):
            return list(self._nothing())
        active = [a for a in self._grid.axes if self._matters(a)]
        found = [self._limit(group, "any size") for group in self._inactive(active)]
        corner = {axis: low for axis, (low, _) in self._grid.ranges.items()}
        return found + self._over(active, corner)

    def _inactive(self, active: Sequence[str]) -> list[list[str]]:
        """The axes without a limit, the batch by itself."""
        free = [axis for axis in self._grid.axes if axis not in active]
        batch = [axis for axis in free if axis == "N"]
        return [group for group in (batch, [axis for axis in free if axis != "N"]) if group]

    def _matters(self, axis: str) -> bool:
        return any(axis in group for part in self._parts for group in part.points.coupled())

    def _nothing(self) -> Iterator[Limit]:
        """No size is accepted: each reason once, the one that most sizes meet first."""
        told: set[tuple[str | None, int | None]] = set()
        for part in sorted(self._parts, key=lambda p: -len(p.points)):
            if part.accepted is False and (part.layer, part.line) not in told and len(told) < MOST_CLASSES:
                told.add((part.layer, part.line))
                yield self._because(Limit((), "no size is accepted"), part, None)

    def _over(self, axes: Sequence[str], at: dict[str, int]) -> list[Limit]:
        if not axes:
            return []
        if len(axes) == 1:
            return self._line(axes[0], at)
        if len(axes) == 2 and "N" not in axes:
            return self._plane(axes[0], axes[1], at)
        return self._by_class(axes[0], axes[1:], at)

    def _by_class(self, axis: str, others: Sequence[str], at: dict[str, int]) -> list[Limit]:
        """Sizes of one axis that make no difference among themselves are described together."""
        low, high = self._grid.ranges[axis]
        classes: dict[tuple[bytes, ...], list[int]] = {}
        for size in range(low, high + 1):
            classes.setdefault(tuple(part.points.trace(axis, size) for part in self._parts), []).append(size)
        if len(classes) > MOST_CLASSES:
            return [self._limit((axis, *others), "the sizes depend on each other: ask for single ones")]
        told = [(sizes, self._over(others, {**at, axis: sizes[0]})) for sizes in classes.values()]
        if all([str(s) for s in lines] == [str(s) for s in told[0][1]] for _, lines in told):
            return [self._limit((axis,), "any size"), *told[0][1]]
        told.sort(key=lambda pair: -len(pair[0]))
        found = []
        for sizes, lines in told:
            chosen = [size in sizes for size in range(low, high + 1)]
            which = describe(_array(chosen), low).text.removeprefix("only ")
            prefix = f"{self._label((axis,))} {which}: " if not which.isdigit() else f"{axis} = {which}: "
            nothing = Limit((axis,), "refused")
            found += [replace(line, text=f"{prefix}{line}", axes=()) for line in lines or [nothing]]
        return found

    # One axis, two axes

    def _line(self, axis: str, at: dict[str, int]) -> list[Limit]:
        owners = self._owners((axis,), at)
        accepted = self._accepted(owners)
        wording = describe(accepted, self._grid.ranges[axis][0])
        return [self._worded((axis,), wording, (axis,), owners, accepted, at)]

    def _plane(self, a: str, b: str, at: dict[str, int]) -> list[Limit]:
        import numpy as np

        owners = self._owners((a, b), at)
        accepted = self._accepted(owners)
        rows, columns = accepted.any(axis=1), accepted.any(axis=0)
        if not accepted.any():
            return [self._limit((a, b), "no size")]
        if np.array_equal(accepted, rows[:, None] & columns[None, :]):
            return self._product(a, b, rows, columns, owners, accepted, at)
        low_a, low_b = self._grid.ranges[a][0], self._grid.ranges[b][0]
        inside = np.argwhere(accepted) + np.array((low_a, low_b))
        if (inside[:, 0] == inside[:, 1]).all():
            diagonal: Any = np.zeros(len(rows), bool)
            diagonal[inside[:, 0] - low_a] = True
            wording = describe(diagonal, low_a)
            return [self._limit((a, b), f"{a} = {b}"), self._limit((a, b), wording.text)]
        count = int(accepted.sum())
        found = [self._limit((a, b), f"{count:,} of {accepted.size:,} pairs; the sizes depend on each other")]
        if low_a == low_b and len(rows) == len(columns):
            wording = describe(np.diagonal(accepted), low_a)
            found.append(Limit((), f"{a} = {b}: {wording.text}"))
        return found

    def _product(
        self, a: str, b: str, rows: Any, columns: Any, owners: Any, accepted: Any, at: dict[str, int]
    ) -> list[Limit]:
        import numpy as np

        first = describe(rows, self._grid.ranges[a][0])
        second = describe(columns, self._grid.ranges[b][0])
        along_a = owners[:, int(np.flatnonzero(columns)[-1])]
        limit = self._worded((a,), first, (a,), along_a, accepted, at | self._inside(b, columns))
        if first == second:
            return [replace(limit, axes=self._named((a, b)))]
        along_b = owners[int(np.flatnonzero(rows)[-1]), :]
        other = self._worded((b,), second, (b,), along_b, accepted, at | self._inside(a, rows))
        return [limit, other]

    def _inside(self, axis: str, accepted: Any) -> dict[str, int]:
        import numpy as np

        return {axis: int(np.flatnonzero(accepted)[-1]) + self._grid.ranges[axis][0]}

    def _owners(self, axes: tuple[str, ...], at: dict[str, int]) -> Any:
        """The number of the part that each point belongs to, -1 for none."""
        import numpy as np

        owners = np.full([self._grid.sizes[axis].size for axis in axes], -1)
        for number, part in enumerate(self._parts):
            owners[part.points.on(axes, at)] = number
        return owners

    def _accepted(self, owners: Any) -> Any:
        import numpy as np

        yes = np.array([part.accepted is True for part in self._parts] + [False])
        return yes[owners]

    # Statements

    def _worded(
        self, axes: tuple[str, ...], wording: Wording, along: tuple[str], owners: Any, accepted: Any, at: dict[str, int]
    ) -> Limit:
        """The statement with the refusal that stands at the edge of the set."""
        import numpy as np

        limit = self._limit(axes, wording.text)
        low = self._grid.ranges[along[0]][0]
        if wording.outside is None:
            return limit
        owner = int(owners[wording.outside - low])
        part = self._parts[owner] if owner >= 0 else None
        if part is None or part.accepted is not False:
            return limit
        line = self._accepted(owners)
        ends = np.flatnonzero(line)
        points = [{**at, along[0]: int(i) + low} for i in (ends[0], ends[-1])]
        return self._because(limit, part, _needed(part, points))

    def _because(self, limit: Limit, part: Part, needed: str | None) -> Limit:
        where = Site(part.layer, part.layer_type, part.file, part.line)
        why = f"because {part.layer or part.layer_type} takes a map of {needed}" if needed else _short(part.reason)
        text = f"{limit.text}, {why} [{where}]" if needed else f"{limit.text} [{where}: {why}]"
        return replace(limit, text=text, reason=part.reason, layer=part.layer, file=part.file, line=part.line)

    def _limit(self, axes: Sequence[str], text: str) -> Limit:
        return Limit(self._named(axes), text)

    def _named(self, axes: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for axis in axes for name in self._names[axis])

    def _label(self, axes: Sequence[str]) -> str:
        return ", ".join(self._named(axes))


def _array(values: Sequence[bool]) -> Any:
    import numpy as np

    return np.array(values)


def _needed(part: Part, accepted: Sequence[Mapping[str, int]]) -> str | None:
    """The map that a matrix product takes, where it is one and the same at both ends of the accepted sizes."""
    if part.needs is None:
        return None
    found = {tuple(int(Evaluator(point)(size)) for size in part.needs[1:]) for point in accepted}
    if len(found) != 1:
        return None
    (shape,) = found
    return " × ".join(map(str, shape)) if math.prod(shape) > 1 else None


def _short(reason: str | None) -> str:
    text = reason or "refused"
    return text if len(text) <= 160 else text[:157] + "…"
