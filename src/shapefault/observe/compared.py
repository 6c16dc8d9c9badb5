"""A check of the program's own, or of a library's, that compares sizes of a tensor with others: ``x.shape[1] == dim``.

``assert a == b``, ``if a != b: raise`` and ``torch._assert(a == b, ...)`` look like it. What the text of the exception
says is not looked at: the comparison is evaluated again in the live frame; only one that does not hold is a fault.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapefault.observe.crash import Crash
from shapefault.observe.expressions import detached
from shapefault.observe.unpacked import size_of, sized
from shapefault.observe.values import is_tensor
from shapefault.source.files import Source, parent
from shapefault.source.frames import Frame, function_node
from shapefault.source.project import callee


@dataclass(frozen=True)
class Side:
    """One side of the comparison: its expression, its size, and the tensor and axis that the size was read off."""

    node: ast.expr
    value: int
    tensor: Any = None
    axis: int = 0
    base: ast.expr | None = None
    """The tensor's expression."""


@dataclass(frozen=True)
class Compared:
    """Two sizes that a check wants to be equal: the one that came, and the one that is wanted."""

    frame: Frame
    source: Source
    got: Side
    want: Side


def compared(crash: Crash) -> Compared | None:
    """The sizes on which a check failed; None where no check of sizes can be seen.

    A size that is compared with a number written in the check itself is none: of that the program's own words say all.
    """
    if type(crash.exc) not in (AssertionError, ValueError, RuntimeError):
        return None
    frame = _checking(crash)
    source = frame.site.source() if frame is not None else None
    if frame is None or source is None:
        return None
    for left, right in _failed(frame, source):
        pair = _sizes(left, right, frame, source)
        if pair is not None:
            return Compared(frame, source, *pair)
    return None


def _checking(crash: Crash) -> Frame | None:
    """The frame of the check: the last one, or the caller of torch's own ``_assert``."""
    if len(crash.frames) > 1 and crash.frames[-1].name == "_assert" and "torch" in crash.frames[-1].file:
        return crash.frames[-2]
    return crash.frames[-1] if crash.frames else None


def _failed(frame: Frame, source: Source) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The comparisons of the check that are not as it wants them."""
    position = frame.site.position()
    if position is None:
        return
    for node in source.around(*position):
        if isinstance(node, ast.Assert):
            yield from _unequal(node.test, True, frame)
        elif isinstance(node, ast.Raise):
            around = parent(node)
            if isinstance(around, ast.If) and around.body[-1] is node:
                yield from _unequal(around.test, False, frame)
        elif isinstance(node, ast.Call) and node.args and callee(node) == "_assert":
            yield from _unequal(node.args[0], True, frame)


def _unequal(test: ast.expr, wanted: bool, frame: Frame) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The pairs in a condition that should be equal, where the condition has to be ``wanted``."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield from _unequal(test.operand, not wanted, frame)
    elif isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And if wanted else ast.Or):
        for value in test.values:
            yield from _unequal(value, wanted, frame)
    elif isinstance(test, ast.BoolOp) and not wanted:
        yield from _unequal(test.values[-1], wanted, frame)  # ``if given and sizes differ``
    elif (
        isinstance(test, ast.Compare)
        and len(test.ops) == 1
        and isinstance(test.ops[0], ast.Eq if wanted else ast.NotEq)
    ):
        yield test.left, test.comparators[0]


def _sizes(left: ast.expr, right: ast.expr, frame: Frame, source: Source) -> tuple[Side, Side] | None:
    one, two = _value(left, frame), _value(right, frame)
    if isinstance(one, int) and isinstance(two, int):
        pairs = [(left, right, one, two, 0)]
    elif isinstance(one, tuple) and isinstance(two, tuple | list) and len(one) == len(two):
        pairs = [(left, right, a, b, i) for i, (a, b) in enumerate(zip(one, two, strict=True))]
    else:
        return None
    for a, b, size, other, index in pairs:
        if size == other or type(size) is not int or type(other) is not int:
            continue
        first, second = _side(a, size, index, frame, source), _side(b, other, index, frame, source)
        if first.tensor is None or (second.tensor is not None and _is_parameter(first.tensor)):
            first, second = second, first
        written = all(isinstance(part, ast.Constant | ast.Tuple | ast.Load) for part in ast.walk(second.node))
        return None if first.tensor is None or written else (first, second)
    return None


def _side(node: ast.expr, value: int, index: int, frame: Frame, source: Source) -> Side:
    """One side; of a tuple that is written out its entry ``index``."""
    if isinstance(node, ast.Tuple):
        node, index = node.elts[index], 0
    read = _axis(node, index) or _assigned(node, index, frame, source)
    tensor: Any = _value(read[0], frame) if read is not None else None
    if read is None or not is_tensor(tensor):
        return Side(node, value)
    base, axis = read
    axis = axis if axis >= 0 else axis + tensor.ndim
    if not 0 <= axis < tensor.ndim or tensor.shape[axis] != value:
        return Side(node, value)  # the name stands for another tensor by now
    return Side(node, value, tensor, axis, base)


def _axis(node: ast.expr, index: int) -> tuple[ast.expr, int] | None:
    """The tensor's expression and the axis in ``x.shape[2]``, ``x.size(2)``, and entry ``index`` of ``x.shape[1:]``."""
    if (base := sized(node)) is not None:
        return base, index
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("tuple", "list")
        and node.args
    ):
        return _axis(node.args[0], index)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        base, first = sized(node.value), _number(node.slice.lower) if node.slice.lower is not None else 0
        return (base, first + index) if base is not None and first is not None and node.slice.step is None else None
    read = size_of(node)
    axis = _number(read[1]) if read is not None else None
    return (read[0], axis) if read is not None and axis is not None else None


def _number(node: ast.expr) -> int | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        number = _number(node.operand)
        return -number if number is not None else None
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else None


def _assigned(node: ast.expr, index: int, frame: Frame, source: Source) -> tuple[ast.expr, int] | None:
    """The same for a name that the function reads off a shape: ``b, c, h, w = x.shape``, ``dim = x.shape[-1]``."""
    function = function_node(source, frame.site.code)
    if not isinstance(node, ast.Name) or function is None:
        return None
    found = None
    for part in ast.walk(function):
        if not isinstance(part, ast.Assign) or part.lineno > frame.lineno:
            continue
        target, value = part.targets[0], part.value
        if isinstance(target, ast.Name) and target.id == node.id:
            found = _axis(value, index)
        elif isinstance(target, ast.Tuple) and not any(isinstance(e, ast.Starred) for e in target.elts):
            names = [e.id if isinstance(e, ast.Name) else "" for e in target.elts]
            if node.id in names:
                at = names.index(node.id)
                found = _axis(value.elts[at], 0) if isinstance(value, ast.Tuple) else _axis(value, at)
    return found


def _is_parameter(tensor: Any) -> bool:
    return type(tensor).__name__ == "Parameter"


def _value(node: ast.expr, frame: Frame) -> Any:
    """What an expression is in a live frame; None for what could do more than read."""
    if not all(_reads(part) for part in ast.walk(node)):
        return None
    try:
        code = compile(ast.Expression(detached(node)), "<shapefault>", "eval")
        return eval(code, frame.frame.f_globals, frame.frame.f_locals)
    except Exception:
        return None


def _reads(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        function, plain = node.func, not node.keywords
        if isinstance(function, ast.Attribute):
            return plain and function.attr in ("size", "numel", "dim")
        return plain and isinstance(function, ast.Name) and function.id in ("len", "int", "tuple", "list")
    return isinstance(
        node,
        ast.Name | ast.Attribute | ast.Subscript | ast.Slice | ast.Tuple | ast.Constant | ast.BinOp | ast.UnaryOp
        | ast.operator | ast.unaryop | ast.expr_context,
    )  # fmt: skip
