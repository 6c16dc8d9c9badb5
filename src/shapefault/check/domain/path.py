"""One run of a model with symbolic sizes: which points take the same path through its code, and which leave it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapefault.check.domain.algebra import Algebra, Expr, Value, parts
from shapefault.check.domain.evaluate import Bounding, Evaluator
from shapefault.check.domain.grid import MOST_POINTS, PointSet, TooManyPoints


class Path:
    """The condition of a path, as it grows: the points that still follow it, and those that left at each guard.

    ``point`` decides every guard, so the run follows the code that this point takes. What PyTorch or the model asks
    about sizes is a condition of the path and not yet of validity: the other side is a set of points to run next.
    """

    def __init__(self, algebra: Algebra, evaluate: Evaluator, points: PointSet, point: Mapping[str, int]) -> None:
        self.algebra = algebra
        self.points = points
        self.point = point
        self.left: list[PointSet] = []
        self.failed: str | None = None
        """Why the condition could not be followed to its end; what the run came to is then true of its point alone."""
        self._evaluate = evaluate
        self._bound()
        self._here = Evaluator(point)
        self._seen: set[tuple[Expr, type, Value]] = set()

    def _bound(self) -> None:
        ranges = self.points.bounds()
        self.bounds = Bounding(ranges)
        self.pinned = any(low == high for low, high in ranges.values())

    def guard(self, value: Value, answer: int | float | bool) -> None:
        """Make ``value == answer`` a condition of the path."""
        if not isinstance(value, Expr):
            return
        key = (value, type(answer), answer)
        if key in self._seen:
            return
        self._seen.add(key)
        low, high = self.bounds(value)
        if low == high == answer:
            return
        if isinstance(answer, bool):
            self._condition(value, answer)
        else:
            self._split(value, self._everywhere(value) == answer)

    def _condition(self, value: Expr, answer: bool) -> None:
        """Conditions that are made of conditions are split one by one: so axes stay apart where they can."""
        op = value.op
        if op == "not":
            self.guard(value.args[0], not answer)
        elif (op == "and" and answer) or (op == "or" and not answer):
            for part in value.args:
                self.guard(part, answer)
        elif op in ("and", "or") and _apart(value.args):
            # One part decides at the point: as a condition it says more than needed, but it keeps axes apart.
            self.guard(next(part for part in value.args if bool(self.at_point(part)) == answer), answer)
        elif op == "eq" and (factors := self._positive_factors(value, -1)):
            together: Value = True  # a product is 1 where every factor is
            for factor in factors:
                together = self.algebra.both(together, self.algebra.compare("eq", factor, 1))
            self.guard(together, answer)
        elif op == "le" and (factors := self._positive_factors(value, 0)):
            one: Value = False  # and 0 where one factor is
            for factor in factors:
                one = self.algebra.either(one, self.algebra.compare("eq", factor, 0))
            self.guard(one, answer)
        else:
            holds = self._everywhere(value)
            self._split(value, holds if answer else ~holds)

    def _positive_factors(self, value: Expr, wanted: int) -> tuple[Expr, ...]:
        """The factors of ``f · g · … + wanted`` compared with 0, where none of them is negative."""
        constant, terms = parts(value.args[0])
        if len(terms) != 1 or constant != wanted:
            return ()
        ((atom, k),) = terms.items()
        if atom.op != "product" or k != 1 or any(self.bounds(f)[0] < 0 for f in atom.args):
            return ()
        return atom.args

    def _everywhere(self, value: Expr) -> Any:
        """The value at all points: an array over its axes, or the end of the path where there are too many."""
        if self.points.grid.extent(value.axes) > MOST_POINTS:
            self.failed = f"{', '.join(sorted(value.axes))} depend on each other"
            raise TooManyPoints(self.failed)
        return self._evaluate(value)

    def at_point(self, value: Value) -> Any:
        """The value at the point of the path."""
        return self._here(value)

    def _split(self, value: Expr, holds: object) -> None:
        try:
            inside, outside = self.points.split(value.axes, holds)
        except TooManyPoints as limit:
            self.failed = str(limit)
            raise
        if len(outside):
            self.points = inside
            self._bound()
            self.left.append(outside)


def _apart(conditions: tuple[Value, ...]) -> bool:
    """Whether conditions depend on different axes."""
    together = frozenset().union(*(c.axes for c in conditions if isinstance(c, Expr)))
    return any(isinstance(c, Expr) and c.axes != together for c in conditions)
