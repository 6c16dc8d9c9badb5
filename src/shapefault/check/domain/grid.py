"""Sets of points on the grid of all sizes, kept as a product for as long as the axes do not depend on each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

MOST_POINTS = 1 << 22
"""More coupled points than this are not enumerated."""


class TooManyPoints(BaseException):
    """Axes depend on each other over more points than are enumerated."""


class Grid:
    """The axes and the sizes each may have."""

    def __init__(self, ranges: Mapping[str, tuple[int, int]]) -> None:
        import numpy as np

        self.ranges = dict(ranges)
        self.axes = tuple(ranges)
        self.sizes: dict[str, Any] = {}
        for at, (axis, (low, high)) in enumerate(ranges.items()):
            shape = [1] * len(ranges)
            shape[at] = high - low + 1
            self.sizes[axis] = np.arange(low, high + 1, dtype=np.int64).reshape(shape)

    def extent(self, axes: Iterable[str]) -> int:
        """The number of points over ``axes``."""
        return math.prod(self.sizes[axis].size for axis in axes)

    def index(self, point: Mapping[str, int]) -> tuple[int, ...]:
        """Where a point stands in an array over all axes."""
        return tuple(point[axis] - self.ranges[axis][0] for axis in self.axes)

    def everything(self) -> PointSet:
        """All points."""
        import numpy as np

        return PointSet(self, {(axis,): np.ones(self.sizes[axis].shape, bool) for axis in self.axes})

    def points(self, members: Iterable[Mapping[str, int]]) -> PointSet:
        """The set of these points, none of which is missing from the grid."""
        import numpy as np

        mask: Any = np.zeros([self.sizes[axis].size for axis in self.axes], bool)
        for member in members:
            mask[self.index(member)] = True
        return PointSet(self, {self.axes: mask})


class PointSet:
    """A product of masks, each over some of the axes; arrays are of full rank, with 1 for every other axis."""

    def __init__(self, grid: Grid, masks: Mapping[tuple[str, ...], Any]) -> None:
        self.grid = grid
        self.masks = dict(masks)
        self._counts = {axes: int(mask.sum()) for axes, mask in self.masks.items()}

    def __len__(self) -> int:
        return math.prod(self._counts.values())

    def __iter__(self) -> Iterator[dict[str, int]]:
        """The points, in order of their sizes."""
        import numpy as np

        groups = []
        for axes, mask in self.masks.items():
            columns = np.nonzero(mask)
            chosen: list[Any] = [columns[self.grid.axes.index(a)] + self.grid.ranges[a][0] for a in axes]
            groups.append([dict(zip(axes, map(int, row), strict=True)) for row in zip(*chosen, strict=True)])
        for parts in product(*groups):
            point = {axis: size for part in parts for axis, size in part.items()}
            yield {axis: point[axis] for axis in self.grid.axes}

    def __contains__(self, point: object) -> bool:
        assert isinstance(point, Mapping)
        at = dict(zip(self.grid.axes, self.grid.index(point), strict=True))
        return all(mask[tuple(at[a] if a in axes else 0 for a in self.grid.axes)] for axes, mask in self.masks.items())

    def split(self, axes: frozenset[str], holds: Any) -> tuple[PointSet, PointSet]:
        """The points where a condition over ``axes`` holds, and the others."""
        import numpy as np

        touched = [key for key in self.masks if not axes.isdisjoint(key)]
        merged = tuple(axis for axis in self.grid.axes if any(axis in key for key in touched))
        if self.grid.extent(merged) > MOST_POINTS:
            raise TooManyPoints(f"{', '.join(merged)} depend on each other")
        mask: Any = True
        for key in touched:
            mask = mask & self.masks[key]
        rest = {key: kept for key, kept in self.masks.items() if key not in touched}
        inside, outside = mask & holds, mask & np.logical_not(holds)
        return PointSet(self.grid, {**rest, merged: inside}), PointSet(self.grid, {**rest, merged: outside})

    def bounds(self) -> dict[str, tuple[int, int]]:
        """Least and greatest size of each axis over the set, which is not empty."""
        import numpy as np

        found = {}
        for axes in self.masks:
            for axis in axes:
                where = np.flatnonzero(self.along(axis))
                low = self.grid.ranges[axis][0]
                found[axis] = (low + int(where[0]), low + int(where[-1]))
        return found

    def along(self, axis: str) -> Any:
        """Which sizes of an axis are in the set with any sizes of the others."""
        key = next(key for key in self.masks if axis in key)
        mask, at = self.masks[key], self.grid.axes.index(axis)
        return mask.any(axis=tuple(i for i in range(mask.ndim) if i != at))

    def nearest(self, wanted: Mapping[str, int]) -> dict[str, int]:
        """The point with the least sum of distances from ``wanted``; the set is not empty."""
        point = self.closest(wanted)[0]
        return {axis: point[axis] for axis in self.grid.axes}

    def closest(self, wanted: Mapping[str, int]) -> list[dict[str, int]]:
        """The points with the least sum of distances from ``wanted``: a few, where there are many."""
        import numpy as np

        groups = []
        for axes, mask in self.masks.items():
            columns: list[Any] = [np.nonzero(mask)[self.grid.axes.index(a)] + self.grid.ranges[a][0] for a in axes]
            distance = sum(np.abs(column - wanted[a]) for a, column in zip(axes, columns, strict=True))
            best = np.flatnonzero(distance == distance.min())[:4]
            groups.append([{a: int(c[i]) for a, c in zip(axes, columns, strict=True)} for i in best])
        return [{axis: size for part in parts for axis, size in part.items()} for parts in islice(product(*groups), 16)]

    def coupled(self) -> Iterator[tuple[str, ...]]:
        """The groups of axes on which the set is not all of the grid."""
        for axes in self.masks:
            if self._counts[axes] != self.grid.extent(axes):
                yield axes

    def on(self, axes: Sequence[str], at: Mapping[str, int]) -> Any:
        """The mask over ``axes``, in the grid's order, where each other axis has the size that ``at`` gives it."""
        import numpy as np

        whole: Any = np.ones([self.grid.sizes[axis].size for axis in axes], bool)
        for key, mask in self.masks.items():
            where = [
                slice(None) if a in axes else at[a] - self.grid.ranges[a][0] if a in key else 0 for a in self.grid.axes
            ]
            whole = whole & mask[tuple(where)]
        return whole

    def trace(self, axis: str, size: int) -> bytes:
        """What the set looks like where ``axis`` has ``size``: equal for sizes that make no difference to it."""
        at = self.grid.axes.index(axis)
        index = size - self.grid.ranges[axis][0]
        return b"".join(mask.take([index], axis=at).tobytes() for key, mask in self.masks.items() if axis in key)
