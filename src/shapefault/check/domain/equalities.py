"""What a path knows to be equal, put into the conditions that come after.

A model that has made sure that ``H`` is a multiple of 7 goes on with ``H // 7``: ``H`` and ``7 · (H // 7)`` are one
number then. Without that, a product of sizes and what is left of it look unlike, and a condition on both of them holds
axes together that have nothing to do with each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shapefault.check.domain.algebra import Algebra, Expr, Value, factors, parts
from shapefault.check.domain.evaluate import bottom_up


class Equalities:
    """Expressions that are multiples of others at every point of a path."""

    def __init__(self, algebra: Algebra) -> None:
        self._algebra = algebra
        self._known: list[_Equality] = []

    def learn(self, condition: Expr, values: Callable[[Expr], Any]) -> None:
        """Take what ``k · a + m · b == 0`` says of ``a`` and ``b``, or of their factors; other conditions say less.

        ``values`` gives an expression of one axis at every size that the path still has.
        """
        constant, terms = parts(condition.args[0]) if condition.op == "eq" else (0, {})
        if constant or len(terms) != 2:
            return
        (a, k), (b, m) = sorted(terms.items(), key=lambda term: (abs(term[1]), -term[0].id))
        if a.op != "product" and m % k == 0:
            self._add(a, self._algebra.scale(b, -m // k))
            return
        for factor in dict.fromkeys(factors(a)):
            for other in dict.fromkeys(factors(b)):
                if factor is not other and factor.axes == other.axes and len(factor.axes) == 1:
                    times = _times(values(factor), values(other))
                    if times:
                        self._add(factor, self._algebra.scale(other, times))

    def _add(self, replaced: Expr, equal: Value) -> None:
        found = _Equality(self._algebra, replaced, equal)
        if isinstance(equal, Expr) and found.applied(equal) is equal:  # or it would go on for ever
            self._known.append(found)

    def applied(self, value: Expr) -> Value:
        """``value`` with everything that is known put into it, once."""
        result: Value = value
        for equality in self._known:
            if isinstance(result, Expr):
                result = equality.applied(result)
        return result


def _times(sizes: Any, others: Any) -> int:
    """How many times ``others`` the ``sizes`` are, one by one; 0 where that is no number."""
    if others.min() < 1:
        return 0
    times = int(sizes[0] // others[0])
    return times if (sizes == times * others).all() else 0


class _Equality:
    """One expression and what is put in its place."""

    def __init__(self, algebra: Algebra, replaced: Expr, equal: Value) -> None:
        self._algebra, self._replaced, self._equal = algebra, replaced, equal
        self._done: dict[Expr, Value] = {}

    def applied(self, value: Expr) -> Value:
        return bottom_up(value, self._done, self._step)

    def _step(self, node: Expr) -> Value:
        if node is self._replaced:
            return self._equal
        algebra, op = self._algebra, node.op
        if op == "affine":
            total: Value = node.args[0]
            for atom, k in node.args[1]:
                total = algebra.add(total, algebra.scale(self._done[atom], k))
            return total
        operands = [self._done[a] if isinstance(a, Expr) else a for a in node.args]
        if all(new is old for new, old in zip(operands, node.args, strict=True)):
            return node
        if op == "product":
            product: Value = 1
            for factor in operands:
                product = algebra.mul(product, factor)
            return product
        if op in ("eq", "le"):
            return algebra.compare(op, operands[0], 0)
        if op == "not":
            return algebra.negate(operands[0])
        plain = {"floordiv": algebra.floordiv, "mod": algebra.mod, "and": algebra.both, "or": algebra.either}.get(op)
        if plain is not None:
            return plain(*operands)
        return algebra.make(op, *operands) if any(isinstance(a, Expr) for a in operands) else node
