"""Expressions on a whole grid of sizes at once, and bounds of them without one.

numpy is imported when a domain is computed, never with the package: it comes with torch.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from shapefault.check.domain.algebra import Expr, Value

Bounds = tuple[float, float]
LARGE = 1 << 16
ANY: Bounds = (-math.inf, math.inf)


def _product(*values: Any) -> Any:
    result = values[0]
    for value in values[1:]:
        result = result * value
    return result


def _operations() -> dict[str, Callable[..., Any]]:
    import numpy as np

    def whole(rounded: Callable[..., Any]) -> Callable[..., Any]:
        return lambda a: rounded(np.asarray(a, float)).astype(np.int64)

    return {
        "product": _product,
        "floordiv": np.floor_divide,
        "mod": np.mod,
        "abs": np.abs,
        "min": np.minimum,
        "max": np.maximum,
        "eq": lambda a: np.equal(a, 0),
        "le": lambda a: np.less_equal(a, 0),
        "not": np.logical_not,
        "and": np.logical_and,
        "or": np.logical_or,
        "ite": np.where,
        "pow": np.power,
        "sqrt": np.sqrt,
        "log2": np.log2,
        "float": lambda a: np.asarray(a, float),
        "floor": whole(np.floor),
        "ceil": whole(np.ceil),
        "trunc": whole(np.trunc),
        "round": whole(np.rint),
        "round_to": np.round,
        "is_integer": lambda a: np.floor(a) == a,
        "fadd": np.add,
        "fsub": np.subtract,
        "fmul": np.multiply,
        "fneg": np.negative,
        "fmod": np.mod,
        "ffloordiv": np.floor_divide,
        "fdiv": np.true_divide,
        "fpow": lambda a, b: np.power(np.asarray(a, float), b),
        "feq": np.equal,
        "fne": np.not_equal,
        "flt": np.less,
        "fle": np.less_equal,
        "fgt": np.greater,
        "fge": np.greater_equal,
        "bitand": np.bitwise_and,
        "bitor": np.bitwise_or,
        "bitxor": np.bitwise_xor,
        "lshift": np.left_shift,
        "rshift": np.right_shift,
    }


class Evaluator:
    """Values of expressions where each axis has the value, or the array of values, that ``sizes`` gives it.

    Arrays must broadcast against each other: an expression of one axis is evaluated on that axis alone.
    """

    def __init__(self, sizes: Mapping[str, Any]) -> None:
        self._sizes = sizes
        self._known: dict[Expr, Any] = {}
        self._large: list[Expr] = []
        self._operations = _operations()

    def __call__(self, value: Value) -> Any:
        """The value, or the array of values, of ``value``."""
        if not isinstance(value, Expr):
            return value
        result = bottom_up(value, self._known, self._compute)
        while self._large:  # arrays over several axes are not kept: they would fill the memory
            del self._known[self._large.pop()]
        return result

    def _compute(self, node: Expr) -> Any:
        result = self._step(node)
        if getattr(result, "size", 1) > LARGE:
            self._large.append(node)
        return result

    def _step(self, node: Expr) -> Any:
        import numpy as np

        if node.op == "var":
            return self._sizes[node.args[0]]
        if node.op == "affine":
            result: Any = node.args[0]
            for atom, k in node.args[1]:
                result = result + self._known[atom] * k
            return result
        operands = [self._known[a] if isinstance(a, Expr) else a for a in node.args]
        with np.errstate(all="ignore"):
            return self._operations[node.op](*operands)


class Bounding:
    """Bounds of expressions where each axis lies in a range; conditions have bounds too (0 false, 1 true).

    ``exact`` gives those of an expression of one axis, where they are to be no wider than need be.
    """

    def __init__(self, ranges: Mapping[str, tuple[int, int]], exact: Callable[[Expr], Bounds] | None = None) -> None:
        self._ranges, self._exact = ranges, exact
        self._known: dict[Expr, Bounds] = {}

    def __call__(self, value: Value) -> Bounds:
        """Least and greatest value, or wider."""
        if not isinstance(value, Expr):
            return (value, value)
        found: Bounds = bottom_up(value, self._known, self._step)
        return found

    def _step(self, node: Expr) -> Bounds:
        op = node.op
        if self._exact is not None and len(node.axes) == 1:
            return self._exact(node)
        if op == "var":
            return self._ranges[node.args[0]]
        if op == "affine":
            low = high = node.args[0]
            for atom, k in node.args[1]:
                a, b = self._known[atom]
                low, high = (low + k * a, high + k * b) if k > 0 else (low + k * b, high + k * a)
            return low, high
        operands = [self._known[a] if isinstance(a, Expr) else (a, a) for a in node.args]
        if op in _BOUNDS and not any(math.isinf(x) for pair in operands for x in pair):
            return _BOUNDS[op](*operands)
        return (0, 1) if op in ("eq", "le", "not", "and", "or") else ANY


def _corners(function: Callable[[float, float], float], a: Bounds, b: Bounds) -> Bounds:
    values = [function(x, y) for x in a for y in b]
    return min(values), max(values)


def _product_bounds(*operands: Bounds) -> Bounds:
    result = operands[0]
    for operand in operands[1:]:
        result = _corners(lambda x, y: x * y, result, operand)
    return result


def _floordiv_bounds(a: Bounds, b: Bounds) -> Bounds:
    return ANY if b[0] <= 0 <= b[1] else _corners(lambda x, y: x // y, a, b)


def _mod_bounds(a: Bounds, b: Bounds) -> Bounds:
    return (0, b[1] - 1) if b[0] > 0 else ANY


_BOUNDS: dict[str, Callable[..., Bounds]] = {
    "product": _product_bounds,
    "floordiv": _floordiv_bounds,
    "mod": _mod_bounds,
    "min": lambda a, b: (min(a[0], b[0]), min(a[1], b[1])),
    "max": lambda a, b: (max(a[0], b[0]), max(a[1], b[1])),
    "eq": lambda a: (int(a == (0, 0)), int(a[0] <= 0 <= a[1])),
    "le": lambda a: (int(a[1] <= 0), int(a[0] <= 0)),
    "not": lambda a: (1 - a[1], 1 - a[0]),
    "and": lambda a, b: (min(a[0], b[0]), min(a[1], b[1])),
    "or": lambda a, b: (max(a[0], b[0]), max(a[1], b[1])),
}


def bottom_up(node: Expr, known: dict[Expr, Any], step: Callable[[Expr], Any]) -> Any:
    """``step`` on every operand before its parent, without recursion: networks are deep."""
    found = known.get(node)
    if found is not None:
        return found
    stack = [node]
    while stack:
        top = stack[-1]
        missing = [o for o in top.operands() if o not in known]
        if missing:
            stack += missing
            continue
        stack.pop()
        if top not in known:
            known[top] = step(top)
    return known[node]
