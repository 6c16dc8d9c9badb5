"""The protocol by which torch asks a symbolic size for arithmetic, answered by :mod:`algebra`. Private to torch.

``torch.SymInt`` takes any object with these methods. Seen on torch 2.6, 2.13 and 2.14; ``private.symbolic_size`` says
whether it works on the torch at hand, and the analysis falls back to concrete sizes where it does not.
"""

# ruff: noqa: D102 - the names are torch's, and so is what they mean

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from shapefault.check.domain.algebra import Expr, Value
from shapefault.check.domain.path import Path


class SizeNode:
    """A symbolic int, float or bool: its expression, and its value at the point that the path follows (``hint``)."""

    __slots__ = ("expression", "hint", "path", "type")

    constant = None
    shape_env = None

    def __init__(self, path: Path, kind: type, expression: Value, hint: Any) -> None:
        self.path, self.type, self.expression, self.hint = path, kind, expression, hint

    @classmethod
    def of(cls, path: Path, size: Expr) -> SizeNode:
        """The node of an integer expression."""
        hint = int(path.at_point(size))
        return cls(path, int, size, hint)._new(int, size, hint)

    # What it is

    pytype = property(lambda self: self.type)
    fx_node = property(lambda self: None)
    _hint = property(lambda self: None)

    @property
    def expr(self) -> Any:
        """What torch compares where it wants to know without a guard: equal names for equal expressions."""
        import sympy

        if isinstance(self.expression, Expr):
            return sympy.Symbol(f"s{self.expression.id}", integer=True)
        return sympy.sympify(self.expression)

    def has_hint(self) -> bool:
        return True

    def is_int(self) -> bool:
        return self.type is int

    def is_float(self) -> bool:
        return self.type is float

    def is_bool(self) -> bool:
        return self.type is bool

    def is_nested_int(self) -> bool:
        return False

    def nested_int(self) -> None:
        return None

    def is_symbolic(self) -> bool:
        return isinstance(self.expression, Expr)

    def is_constant(self) -> bool:  # torch 2.6 takes what says so for a bool
        return self.type is bool and not isinstance(self.expression, Expr)

    def maybe_as_int(self) -> int | None:
        return self.expression if type(self.expression) is int else None

    def maybe_as_float(self) -> float | None:
        return self.expression if type(self.expression) is float else None

    def maybe_as_bool(self) -> bool | None:
        return self.expression if type(self.expression) is bool else None

    constant_int = maybe_as_int
    constant_bool = maybe_as_bool

    def clone(self) -> SizeNode:
        return self

    def _text(self) -> str:
        """How torch writes the size into its messages: as it is at the point of the path."""
        return f"{self.hint}"

    def _value_eq(self, other: SizeNode) -> bool:
        return self.expression is other.expression

    def _value_hash(self) -> int:
        return hash(self.expression)

    def _new(self, kind: type, expression: Value, hint: Any) -> SizeNode:
        if self.path.pinned and kind is not float and isinstance(expression, Expr):
            low, high = self.path.bounds(expression)
            if low == high:  # an axis has one size on this path, and so does whatever depends on it alone
                expression = hint
        return SizeNode(self.path, kind, expression, hint)

    def wrap_int(self, number: int) -> SizeNode:
        return self._new(int, number, number)

    def wrap_float(self, number: float) -> SizeNode:
        return self._new(float, float(number), float(number))

    def wrap_bool(self, answer: bool) -> SizeNode:
        return self._new(bool, answer, answer)

    # Where a value is wanted, the path splits

    def _decide(self, *_: Any) -> Any:
        self.path.guard(self.expression, self.hint)
        return self.hint

    guard_int = guard_float = guard_bool = _decide
    guard_size_oblivious = guard_or_false = guard_or_true = expect_true = _decide
    int_ = bool_ = evaluate = _decide

    def expect_size(self, *_: Any) -> bool:
        """Whether this can be a size; torch 2.6 asks each."""
        answer: bool = self.ge(self.wrap_int(0))._decide()
        return answer

    def statically_known_true(self, *_: Any) -> bool:
        return self.expression is True

    # Integers and floats

    def _function(self, op: str, kind: type, hint: Any, *operands: SizeNode) -> SizeNode:
        values = [operand.expression for operand in operands]
        symbolic = any(isinstance(value, Expr) for value in values)
        return self._new(kind, self.path.algebra.make(op, *values) if symbolic else hint, hint)

    def _arithmetic(self, other: SizeNode, exact: Callable[..., Value], rounded: str, hint: Any) -> SizeNode:
        if self.type is float or other.type is float:
            return self._function(rounded, float, hint, self, other)
        return self._new(int, exact(self.expression, other.expression), hint)

    def add(self, other: SizeNode) -> SizeNode:
        return self._arithmetic(other, self.path.algebra.add, "fadd", self.hint + other.hint)

    def sub(self, other: SizeNode) -> SizeNode:
        return self._arithmetic(other, self.path.algebra.sub, "fsub", self.hint - other.hint)

    def mul(self, other: SizeNode) -> SizeNode:
        return self._arithmetic(other, self.path.algebra.mul, "fmul", self.hint * other.hint)

    def _by(self, divisor: SizeNode) -> None:
        """A symbolic divisor is a condition of its own: the algebra cancels it as if it were never zero."""
        if isinstance(divisor.expression, Expr):
            divisor.eq(divisor.wrap_int(0) if divisor.type is int else divisor.wrap_float(0.0))._decide()

    def mod(self, other: SizeNode) -> SizeNode:
        self._by(other)
        return self._arithmetic(other, self.path.algebra.mod, "fmod", self.hint % other.hint)

    def floordiv(self, other: SizeNode) -> SizeNode:
        self._by(other)
        return self._arithmetic(other, self.path.algebra.floordiv, "ffloordiv", self.hint // other.hint)

    int_floordiv = floordiv

    def truediv(self, other: SizeNode) -> SizeNode:
        self._by(other)
        return self._function("fdiv", float, self.hint / other.hint, self, other)

    int_truediv = float_truediv = truediv

    def pow(self, other: SizeNode) -> SizeNode:
        if self.type is not int or other.type is not int or other.hint < 0:
            return self.float_pow(other)
        return self.pow_by_natural(other)

    def pow_by_natural(self, other: SizeNode) -> SizeNode:
        exponent = other._decide()
        result = self.wrap_int(1)
        for _ in range(exponent):
            result = result.mul(self)
        return result

    def float_pow(self, other: SizeNode) -> SizeNode:
        return self._function("fpow", float, float(self.hint) ** other.hint, self, other)

    def neg(self) -> SizeNode:
        if self.type is float:
            return self._function("fneg", float, -self.hint, self)
        return self._new(int, self.path.algebra.scale(self.expression, -1), -self.hint)

    def pos(self) -> SizeNode:
        return self

    def abs(self) -> SizeNode:
        return self._function("abs", self.type, abs(self.hint), self)

    def _extreme(self, op: str, other: SizeNode, hint: Any) -> SizeNode:
        if self.expression is other.expression:
            return self
        mine, others = self.path.bounds(self.expression), self.path.bounds(other.expression)
        if mine[0] >= others[1] or others[0] >= mine[1]:  # one is never the smaller on this path
            return self if (mine[0] >= others[1]) == (op == "max") else other
        return self._function(op, self.type, hint, *sorted((self, other), key=_order))

    def sym_sqrt(self) -> SizeNode:
        return self.sym_float()._function("sqrt", float, math.sqrt(self.hint), self)

    def sym_log2(self) -> SizeNode:
        return self.sym_float()._function("log2", float, math.log2(self.hint), self)

    def sym_min(self, other: SizeNode) -> SizeNode:
        return self._extreme("min", other, min(self.hint, other.hint))

    def sym_max(self, other: SizeNode) -> SizeNode:
        return self._extreme("max", other, max(self.hint, other.hint))

    def sym_float(self) -> SizeNode:
        return self if self.type is float else self._function("float", float, float(self.hint), self)

    def _whole(self, op: str, hint: int) -> SizeNode:
        if self.type is int:
            return self
        exact = self._multiple()
        return self._new(int, exact, hint) if exact is not None else self._function(op, int, hint, self)

    def _multiple(self) -> Value | None:
        """The integer that this float is for sure: a size, or a size times a whole number."""
        value = self.expression
        if isinstance(value, Expr) and value.op == "float":
            return value.args[0]
        if isinstance(value, Expr) and value.op == "fmul":
            for size, factor in (value.args, value.args[::-1]):
                whole = not isinstance(factor, Expr) and float(factor).is_integer()
                if whole and isinstance(size, Expr) and size.op == "float":
                    return self.path.algebra.scale(size.args[0], int(factor))
        return None

    def sym_int(self) -> SizeNode:
        return self.trunc()

    def floor(self) -> SizeNode:
        return self._whole("floor", math.floor(self.hint))

    def ceil(self) -> SizeNode:
        return self._whole("ceil", math.ceil(self.hint))

    def trunc(self) -> SizeNode:
        return self._whole("trunc", math.trunc(self.hint))

    def round(self, digits: int | None = None) -> SizeNode:
        if digits is None:
            return self._whole("round", round(self.hint))
        if self.type is int:
            return self
        return self._function("round_to", float, round(self.hint, digits), self, self.wrap_int(digits))

    def is_integer(self) -> SizeNode:
        if self.type is int:
            return self.wrap_bool(True)
        return self._function("is_integer", bool, float(self.hint).is_integer(), self)

    def sym_sum(self, terms: Sequence[SizeNode]) -> SizeNode:
        total = terms[0]
        for term in terms[1:]:
            total = total.add(term)
        return total

    def bitwise_and(self, other: SizeNode) -> SizeNode:
        return self._function("bitand", self.type, self.hint & other.hint, self, other)

    def bitwise_or(self, other: SizeNode) -> SizeNode:
        return self._function("bitor", self.type, self.hint | other.hint, self, other)

    def bitwise_xor(self, other: SizeNode) -> SizeNode:
        return self._function("bitxor", self.type, self.hint ^ other.hint, self, other)

    xor = bitwise_xor

    def lshift(self, other: SizeNode) -> SizeNode:
        return self.mul(self.wrap_int(1 << other._decide()))

    def rshift(self, other: SizeNode) -> SizeNode:
        return self.floordiv(self.wrap_int(1 << other._decide()))

    # Conditions

    def _compare(self, other: SizeNode, op: str, hint: bool) -> SizeNode:
        if self.type is int and other.type is int:
            return self._new(bool, self.path.algebra.compare(op, self.expression, other.expression), hint)
        return self._function("f" + op, bool, hint, self, other)

    def eq(self, other: SizeNode) -> SizeNode:
        return self._compare(other, "eq", self.hint == other.hint)

    def ne(self, other: SizeNode) -> SizeNode:
        return self._compare(other, "ne", self.hint != other.hint)

    def lt(self, other: SizeNode) -> SizeNode:
        return self._compare(other, "lt", self.hint < other.hint)

    def le(self, other: SizeNode) -> SizeNode:
        return self._compare(other, "le", self.hint <= other.hint)

    def gt(self, other: SizeNode) -> SizeNode:
        return other.lt(self)

    def ge(self, other: SizeNode) -> SizeNode:
        return other.le(self)

    def sym_and(self, other: SizeNode) -> SizeNode:
        both = self.path.algebra.both(self.expression, other.expression)
        return self._new(bool, both, bool(self.hint and other.hint))

    def sym_or(self, other: SizeNode) -> SizeNode:
        either = self.path.algebra.either(self.expression, other.expression)
        return self._new(bool, either, bool(self.hint or other.hint))

    and_, or_ = sym_and, sym_or

    def sym_not(self) -> SizeNode:
        return self._new(bool, self.path.algebra.negate(self.expression), not self.hint)

    def sym_ite(self, then: SizeNode, other: SizeNode) -> SizeNode:
        return self._function("ite", then.type, then.hint if self.hint else other.hint, self, then, other)

    # Strides

    def is_contiguous(self, sizes: Sequence[SizeNode], strides: Sequence[SizeNode]) -> SizeNode:
        return self._dense_in(sizes, strides, range(len(sizes) - 1, -1, -1))

    def is_channels_last_contiguous_2d(self, sizes: Sequence[SizeNode], strides: Sequence[SizeNode]) -> SizeNode:
        return self._dense_in(sizes, strides, (1, 3, 2, 0))

    def is_channels_last_contiguous_3d(self, sizes: Sequence[SizeNode], strides: Sequence[SizeNode]) -> SizeNode:
        return self._dense_in(sizes, strides, (1, 4, 3, 2, 0))

    def is_channels_last_strides_2d(self, sizes: Sequence[SizeNode], strides: Sequence[SizeNode]) -> SizeNode:
        return self._strided_in(sizes, strides, (1, 3, 2, 0))

    def is_channels_last_strides_3d(self, sizes: Sequence[SizeNode], strides: Sequence[SizeNode]) -> SizeNode:
        return self._strided_in(sizes, strides, (1, 4, 3, 2, 0))

    def is_non_overlapping_and_dense(self, sizes: Sequence[SizeNode], strides: Sequence[SizeNode]) -> SizeNode:
        order = sorted(range(len(sizes)), key=lambda i: (strides[i].hint, sizes[i].hint))
        return self._dense_in(sizes, strides, order, empty=False)

    def is_non_overlapping_and_dense_indicator(
        self, sizes: Sequence[SizeNode], strides: Sequence[SizeNode]
    ) -> SizeNode:
        dense = self.is_non_overlapping_and_dense(sizes, strides)
        return dense._function("ite", int, int(dense.hint), dense, self.wrap_int(1), self.wrap_int(0))

    def _dense_in(
        self, sizes: Sequence[SizeNode], strides: Sequence[SizeNode], order: Sequence[int], empty: bool = True
    ) -> SizeNode:
        one, zero = self.wrap_int(1), self.wrap_int(0)
        dense, nothing, expected = self.wrap_bool(True), self.wrap_bool(False), one
        for axis in order:
            dense = dense.sym_and(strides[axis].eq(expected).sym_or(sizes[axis].eq(one)))
            nothing = nothing.sym_or(sizes[axis].eq(zero))
            expected = expected.mul(sizes[axis])
        return dense.sym_or(nothing) if empty else dense

    def _strided_in(self, sizes: Sequence[SizeNode], strides: Sequence[SizeNode], order: Sequence[int]) -> SizeNode:
        least, zero, one = self.wrap_int(0), self.wrap_int(0), self.wrap_int(1)
        strided = strides[1].ne(zero)
        for axis in order:
            strided = strided.sym_and(sizes[axis].ne(zero)).sym_and(strides[axis].ge(least))
            if axis == 0:  # a batch of which the stride is that of the channels is not channels-last
                strided = strided.sym_and(least.ne(strides[1]))
            least = strides[axis].mul(sizes[axis].sym_max(one))
        return strided


SizeNode.str = SizeNode.__str__ = SizeNode.__repr__ = SizeNode._graph_repr = SizeNode._text  # type: ignore


def _order(node: SizeNode) -> tuple[int, float]:
    return (1, node.expression.id) if isinstance(node.expression, Expr) else (0, node.expression)
