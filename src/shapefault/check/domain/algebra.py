"""Integer expressions over the free axes of an input, interned and kept in one normal form.

An expression is a plain ``int``, ``float`` or ``bool`` where it is constant, and an :class:`Expr` where it is not. Two
integer expressions that the normal form makes alike are one object, so that most questions which torch asks about sizes
("is this stride the product of those sizes?") are answered by identity, with nothing evaluated.

Normal form: ``affine`` is a constant plus multiples of atoms; an atom is a variable, a product of atoms, a quotient or
another function. Quotients round down, as Python's do.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from math import gcd
from typing import Any

Value = Any
"""An ``int``, ``float``, ``bool`` or :class:`Expr`."""


class Expr:
    """One node: ``op``, its operands, and the axes it depends on. Built only by :class:`Algebra`."""

    __slots__ = ("args", "axes", "id", "op")

    def __init__(self, op: str, args: tuple[Any, ...], number: int) -> None:
        self.op, self.args, self.id = op, args, number
        found: set[str] = {args[0]} if op == "var" else set()
        for operand in self.operands():
            found |= operand.axes
        self.axes: frozenset[str] = frozenset(found)

    def operands(self) -> list[Expr]:
        """The expressions that this one is made of."""
        if self.op == "affine":
            return [atom for atom, _ in self.args[1]]
        return [a for a in self.args if isinstance(a, Expr)]


def parts(value: Value) -> tuple[int, dict[Expr, int]]:
    """An integer expression as a constant and the coefficients of its atoms."""
    if not isinstance(value, Expr):
        return int(value), {}
    if value.op == "affine":
        return value.args[0], dict(value.args[1])
    return 0, {value: 1}


def _by_id(term: tuple[Expr, int]) -> int:
    return term[0].id


def factors(value: Expr) -> list[Expr]:
    """What a product is of; any other expression is of itself."""
    return list(value.args) if value.op == "product" else [value]


class Algebra:
    """Makes expressions; holds the table in which each is found again. One for each analysis."""

    def __init__(self) -> None:
        self._table: dict[tuple[Any, ...], Expr] = {}
        self._known: dict[tuple[Any, ...], Value] = {}
        self._numbers = count(1)

    def make(self, op: str, *args: Any) -> Expr:
        """The node of ``op`` and ``args``; operands must be in normal form already."""
        key = (op, *((type(a), a) if isinstance(a, bool | float) else a for a in args))
        found = self._table.get(key)
        if found is None:
            found = self._table[key] = Expr(op, args, next(self._numbers))
        return found

    def var(self, axis: str) -> Expr:
        """The size of a free axis."""
        return self.make("var", axis)

    def affine(self, constant: int, terms: dict[Expr, int]) -> Value:
        """``constant + Σ coefficient · atom``."""
        kept = [term for term in terms.items() if term[1]]
        if not kept:
            return constant
        if constant == 0 and len(kept) == 1 and kept[0][1] == 1:
            return kept[0][0]
        kept.sort(key=_by_id)
        return self.make("affine", constant, tuple(kept))

    def _remember(self, key: tuple[Any, ...], how: Callable[..., Value]) -> Value:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = how(*key[1:])
        return found

    # Integers

    def add(self, a: Value, b: Value) -> Value:
        """``a + b``."""
        if not isinstance(a, Expr) and not isinstance(b, Expr):
            return int(a) + int(b)
        return self._remember(("+", a, b), self._add)

    def _add(self, a: Value, b: Value) -> Value:
        constant, terms = parts(a)
        more, others = parts(b)
        for atom, k in others.items():
            terms[atom] = terms.get(atom, 0) + k
        return self.affine(constant + more, terms)

    def scale(self, a: Value, k: int) -> Value:
        """``k · a`` for a constant ``k``."""
        if k == 1:
            return a
        constant, terms = parts(a)
        return self.affine(constant * k, {atom: v * k for atom, v in terms.items()})

    def sub(self, a: Value, b: Value) -> Value:
        """``a - b``."""
        return self.add(a, self.scale(b, -1))

    def mul(self, a: Value, b: Value) -> Value:
        """``a · b``; common factors are pulled out, sums are not multiplied out."""
        if not isinstance(a, Expr):
            return self.scale(b, int(a))
        if not isinstance(b, Expr):
            return self.scale(a, int(b))
        return self._remember(("*", a, b), self._mul)

    def _mul(self, a: Expr, b: Expr) -> Value:
        content_a, content_b = _content(a), _content(b)
        a, b = self._shrink(a, content_a), self._shrink(b, content_b)
        both = sorted(factors(a) + factors(b), key=lambda f: f.id)
        return self.scale(self.make("product", *both), content_a * content_b)

    def _shrink(self, a: Expr, k: int) -> Expr:
        if k == 1:
            return a
        constant, terms = parts(a)
        shrunk: Expr = self.affine(constant // k, {atom: v // k for atom, v in terms.items()})
        return shrunk

    def floordiv(self, a: Value, b: Value) -> Value:
        """``a // b``. The divisor is not zero: whoever divides has made that a condition of the path."""
        if not isinstance(a, Expr) and not isinstance(b, Expr):
            return int(a) // int(b)
        return self._remember(("//", a, b), self._floordiv)

    def _floordiv(self, a: Value, b: Value) -> Value:
        if a is b:
            return 1
        if isinstance(b, Expr):
            common = _shared(a, b)
            if common:
                return self.floordiv(self._divided(a, common), self._divided(b, common))
            return self.make("floordiv", a, b) if a != 0 else 0
        if b == 1:
            return a
        if b < 0:
            return self.floordiv(self.scale(a, -1), -b)
        return self._by_constant(a, int(b))

    def _by_constant(self, a: Value, b: int) -> Value:
        """Multiples of ``b`` leave the quotient, the rest is made smallest: ``(4x + 6) // 8 = (2x + 3) // 4``."""
        constant, terms = parts(a)
        whole: dict[Expr, int] = {}
        rest: dict[Expr, int] = {}
        for atom, k in terms.items():
            q, r = divmod(k, b)
            if r > b - r:  # the remainder nearest to zero, so that equal quotients look alike
                q, r = q + 1, r - b
            if q:
                whole[atom] = q
            if r:
                rest[atom] = r
        q, constant = divmod(constant, b)
        if not rest:
            return self.affine(q, whole)
        common = b
        for k in rest.values():
            common = gcd(common, abs(k))
        rest, constant, b = {atom: k // common for atom, k in rest.items()}, constant // common, b // common
        if b == 1:
            inner = self.affine(constant, rest)
        elif min(rest.items(), key=_by_id)[1] < 0:  # floor((c - x) / b) = -floor((x - c + b - 1) / b)
            flipped = self.affine(b - 1 - constant, {atom: -k for atom, k in rest.items()})
            inner = self.scale(self.floordiv(flipped, b), -1)
        else:
            inner = self._nested(constant, rest, b)
        return self.add(self.affine(q, whole), inner)

    def _nested(self, constant: int, rest: dict[Expr, int], b: int) -> Value:
        """``(x // a + c) // b = (x + a·c) // (a·b)``: a stride after a stride is one stride."""
        (atom, k), *others = rest.items()
        if not others and k == 1 and atom.op == "floordiv" and isinstance(atom.args[1], int):
            inner, a = atom.args
            return self.floordiv(self.add(inner, a * constant), a * b)
        return self.make("floordiv", self.affine(constant, rest), b)

    def _divided(self, a: Value, common: list[Expr]) -> Value:
        """``a`` without the factors in ``common``, which every term of it has."""
        constant, terms = parts(a)
        quotient: Value = constant
        for atom, k in terms.items():
            left = factors(atom)
            for factor in common:
                left.remove(factor)
            term: Value = k
            for factor in left:
                term = self.mul(term, factor)
            quotient = self.add(quotient, term)
        return quotient

    def mod(self, a: Value, b: Value) -> Value:
        """``a % b``, with the sign of ``b``."""
        if isinstance(b, Expr):
            common = _shared(a, b)
            rest: Value = 0
            if common:
                rest = self.mod(self._divided(a, common), self._divided(b, common))
            elif a != 0 and a is not b:
                rest = self.make("mod", a, b)
            for factor in common:
                rest = self.mul(rest, factor)
            return rest
        return self.sub(a, self.scale(self.floordiv(a, b), int(b)))

    # Conditions

    def compare(self, op: str, a: Value, b: Value) -> Value:
        """``a op b`` for ``eq``, ``ne``, ``lt`` or ``le``; all become ``difference == 0`` or ``difference <= 0``."""
        difference = self.sub(a, b)
        if not isinstance(difference, Expr):
            return {"eq": difference == 0, "ne": difference != 0, "lt": difference < 0, "le": difference <= 0}[op]
        if op == "lt":
            op, difference = "le", self.add(difference, 1)
        constant, terms = parts(difference)
        common = 0
        for k in terms.values():
            common = gcd(common, abs(k))
        if op != "le" and constant % common:
            return op == "ne"
        difference = self.affine(-((-constant) // common), {atom: k // common for atom, k in terms.items()})
        if op == "le":
            return self.make("le", difference)
        if shared := _shared(difference):
            zero = self._divided(difference, shared)
            equal = self.compare("eq", zero, 0) if isinstance(zero, Expr) else zero == 0
            for factor in shared:
                equal = self.either(self.compare("eq", factor, 0), equal)
            return equal if op == "eq" else self.negate(equal)
        if min(parts(difference)[1].items(), key=_by_id)[1] < 0:
            difference = self.scale(difference, -1)
        equal = self.make("eq", difference)
        return equal if op == "eq" else self.negate(equal)

    def negate(self, a: Value) -> Value:
        """Not ``a``."""
        if not isinstance(a, Expr):
            return not a
        return a.args[0] if a.op == "not" else self.make("not", a)

    def both(self, a: Value, b: Value) -> Value:
        """``a and b``."""
        if a is False or b is False:
            return False
        if a is True or a is b:
            return b
        return a if b is True else self.make("and", a, b)

    def either(self, a: Value, b: Value) -> Value:
        """``a or b``."""
        if a is True or b is True:
            return True
        if a is False or a is b:
            return b
        return a if b is False else self.make("or", a, b)


def _shared(*values: Value) -> list[Expr]:
    """The factors that every term of every value has."""
    common: list[Expr] | None = None
    for value in values:
        constant, terms = parts(value)
        if constant:
            return []
        for atom in terms:
            left = factors(atom)
            if common is None:
                common = left
                continue
            kept = []
            for factor in common:
                if factor in left:
                    left.remove(factor)
                    kept.append(factor)
            common = kept
    # one atom alone shares everything with itself: only what makes it smaller is of use
    if common and len(values) == 1 and all(len(factors(atom)) == len(common) for atom in parts(values[0])[1]):
        return common if len(common) > 1 else []
    return common or []


def _content(a: Expr) -> int:
    """The greatest number that divides every term, with the sign that makes the first one positive."""
    constant, terms = parts(a)
    common = abs(constant)
    for k in terms.values():
        common = gcd(common, abs(k))
    return -common if min(terms.items(), key=_by_id)[1] < 0 else common
