"""One run of a model with symbolic sizes: which points take the same path through its code, and which leave it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapefault.check.domain.algebra import Algebra, Expr, Value, factors, parts
from shapefault.check.domain.equalities import Equalities
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
        self._equal = Equalities(algebra)
        self._seen: set[tuple[Expr, type, Value]] = set()

    def _bound(self) -> None:
        ranges = self.points.bounds()
        self.bounds = Bounding(ranges)
        self.pinned = any(low == high for low, high in ranges.values())
        self._sharp = Bounding(ranges, self._along)
        self._members: dict[str, Any] = {}

    def _values(self, value: Expr) -> Any:
        """An expression of one axis at the sizes that the axis still has."""
        (axis,) = value.axes
        members = self._members.get(axis)
        if members is None:
            members = self._members[axis] = self.points.along(axis)
        return self._evaluate(value).ravel()[members]

    def _along(self, value: Expr) -> tuple[float, float]:
        found = self._values(value)
        return found.min().item(), found.max().item()

    def guard(self, value: Value, answer: int | float | bool) -> None:
        """Make ``value == answer`` a condition of the path."""
        if not isinstance(value, Expr) or self._met(value, answer):
            return
        if len(value.axes) > 1:
            simpler = self._equal.applied(value)
            if simpler is not value and (not isinstance(simpler, Expr) or self._met(simpler, answer)):
                return
            value = simpler
        if isinstance(answer, bool):
            self._condition(value, answer)
            if answer:
                self._equal.learn(value, self._values)
        else:
            self._split(value, self._everywhere(value) == answer)

    def _met(self, value: Expr, answer: int | float | bool) -> bool:
        """Whether a condition says nothing new: it is on the path already, or bounds tell that it holds."""
        key = (value, type(answer), answer)
        if key in self._seen:
            return True
        self._seen.add(key)
        low, high = self.bounds(value)
        if not low == high == answer and len(value.axes) > 1:
            low, high = self._sharp(value)
        return low == high == answer

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
        elif (apart := self._by_factors(value) or self._by_axes(value)) is not None:
            self.guard(apart, answer)
        else:
            holds = self._everywhere(value)
            self._split(value, holds if answer else ~holds)

    def _by_factors(self, value: Expr) -> Expr | None:
        """A condition on a product of sizes as one on its factors, of which none is negative; None for other ones."""
        op = value.op
        constant, terms = parts(value.args[0]) if op in ("eq", "le") else (0, {})
        if len(terms) != 1 or abs(constant) > 2:
            return None
        ((atom, k),) = terms.items()
        if atom.op != "product" or any(self._sharp(f)[0] < 0 for f in atom.args):
            return None
        none: Value = False
        ones: Value = True
        for factor in atom.args:
            none = self.algebra.either(none, self.algebra.compare("eq", factor, 0))
            ones = self.algebra.both(ones, self.algebra.compare("eq", factor, 1))
        least = self.algebra.either(none, ones)  # the product is 0 or 1
        return {
            ("eq", 1, -1): ones,
            ("le", 1, 0): none,
            ("le", 1, -1): least,
            ("le", -1, 1): self.algebra.negate(none),
            ("le", -1, 2): self.algebra.negate(least),
        }.get((op, k, constant))

    def _by_axes(self, value: Expr) -> Expr | None:
        """``p · q == k · r · s`` as ``p == i · r and q == j · s`` where ``p ≥ i · r``, ``q ≥ j · s`` and ``k = i · j``.

        So a map is cut into windows: both of its sides are multiples of theirs, or something is lost. Products that are
        zero are equal, too. None where the sides, each over axes of its own, do not bound each other like that.
        """
        constant, terms = parts(value.args[0]) if value.op == "eq" else (0, {})
        if constant or len(terms) != 2 or sorted(map(abs, terms.values()))[0] != 1 or sum(terms.values()) in (-2, 2):
            return None
        (larger, k), (smaller, m) = sorted(terms.items(), key=lambda term: abs(term[1]))
        sides, others = _by_axis(larger), _by_axis(smaller)
        if k * m > 0 or sides is None or others is None or len(sides) < 2 or sides.keys() != others.keys():
            return None
        times, equal, nothing = 1, True, False
        for axis, own in sides.items():
            side, other = self._product(own), self._product(others[axis])
            factor = self._ratio(side, other)
            if not factor:
                return None
            times *= factor
            equal = self.algebra.both(equal, self.algebra.compare("eq", side, self.algebra.scale(other, factor)))
            nothing = self.algebra.either(nothing, self.algebra.compare("eq", side, 0))
        return self.algebra.either(nothing, equal) if times == abs(m) else None

    def _product(self, sizes: list[Expr]) -> Value:
        total: Value = 1
        for factor in sizes:
            total = self.algebra.mul(total, factor)
        return total

    def _ratio(self, side: Value, other: Value) -> int:
        """The greatest ``k`` with ``side ≥ k · other`` at every size of their axis, where neither is negative."""
        sizes, others = self._values(side), self._values(other)
        if sizes.min() < 0 or others.min() < 0 or not others.any():
            return 0
        return int((sizes[others > 0] // others[others > 0]).min())

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


def _by_axis(value: Expr) -> dict[str, list[Expr]] | None:
    """The factors of a product by their axis; None where one has several."""
    found: dict[str, list[Expr]] = {}
    for factor in factors(value):
        if len(factor.axes) != 1:
            return None
        found.setdefault(next(iter(factor.axes)), []).append(factor)
    return found


def _apart(conditions: tuple[Value, ...]) -> bool:
    """Whether conditions depend on different axes."""
    together = frozenset().union(*(c.axes for c in conditions if isinstance(c, Expr)))
    return any(isinstance(c, Expr) and c.axes != together for c in conditions)
