"""``b, c, h, w = x.shape``, ``x.shape[3]`` and ``x.size(3)``: more or fewer sizes are read than the tensor has axes."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shapefault.observe.crash import Crash
from shapefault.observe.values import is_tensor
from shapefault.source.files import parent, statement_of
from shapefault.source.frames import Frame


@dataclass(frozen=True)
class Unpacked:
    """What was unpacked: the tensor, whether by its shape ("shape"), along its first axis or in parts."""

    array: Any
    kind: str
    wanted: int
    """How many names there are, or the least number of axes that the index asks for."""
    got: int
    node: ast.expr
    """The expression that was unpacked or indexed."""
    base: ast.expr
    """The expression of the tensor."""


Result = Callable[[ast.expr], Any]
"""What a call in the source gave when the program was replayed."""


def unpacked(crash: Crash, result: Result = lambda _: None) -> Unpacked | None:
    """The tensor whose sizes the program tried to read; None where anything else was unpacked or indexed."""
    frame = crash.user
    if frame is None or crash.frames[-1] is not frame:
        return None
    source, position = frame.site.source(), frame.site.position()
    if source is None or position is None:
        return None
    if isinstance(crash.exc, IndexError):
        return _indexed(crash.expression, frame)
    target = source.node_at(*position)
    statement = statement_of(target) if target is not None else None
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Tuple | ast.List):
        names = statement.targets[0].elts
        if any(isinstance(n, ast.Starred) for n in names):
            return None
        return _read(statement.value, len(names), frame, result)
    return None


def _read(node: ast.expr, wanted: int, frame: Frame, result: Result) -> Unpacked | None:
    base = sized(node)
    if base is not None:
        tensor = result(base) if isinstance(base, ast.Call) else _value(base, frame)
        return Unpacked(tensor, "shape", wanted, tensor.ndim, node, base) if _sizable(tensor) else None
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        base = sized(node.value)
        tensor = _value(base, frame) if base is not None else None
        if base is not None and _sizable(tensor):
            got = len(_value(node, frame) or ())
            return Unpacked(tensor, "sizes", wanted, got, node, base)
    if isinstance(node, ast.Name | ast.Attribute | ast.Call):
        tensor = result(node) if isinstance(node, ast.Call) else _value(node, frame)
        if _sizable(tensor) and tensor.ndim:
            return Unpacked(tensor, "first axis", wanted, tensor.shape[0], node, node)
    return None


def _indexed(node: ast.expr | None, frame: Frame) -> Unpacked | None:
    read = size_of(node)
    if read is None:
        return None
    base, index = read
    negative = isinstance(index, ast.UnaryOp) and isinstance(index.op, ast.USub)
    literal = index.operand if isinstance(index, ast.UnaryOp) else index
    if not (isinstance(literal, ast.Constant) and type(literal.value) is int):
        return None
    tensor = _value(base, frame)
    wanted = literal.value if negative else literal.value + 1
    return Unpacked(tensor, "index", wanted, tensor.ndim, node, base) if node and _sizable(tensor) else None


def read_from(node: ast.expr | None) -> ast.expr | None:
    """The call whose result, or its sizes, ``node``'s names are unpacked from; ``node`` where there is none."""
    around = parent(node) if node is not None else None
    if not (isinstance(node, ast.Tuple | ast.List) and isinstance(around, ast.Assign) and node in around.targets):
        return node
    made = sized(around.value) or around.value
    return made if isinstance(made, ast.Call) else node


def size_of(node: ast.expr | None) -> tuple[ast.expr, ast.expr] | None:
    """The tensor's expression and the axis's in ``x.shape[3]`` and ``x.size(3)``; None for anything else."""
    if isinstance(node, ast.Subscript):
        base = sized(node.value)
        return (base, node.slice) if base is not None else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "size":
        return (node.func.value, node.args[0]) if len(node.args) == 1 else None
    return None


def sized(node: ast.expr) -> ast.expr | None:
    """The tensor's expression in ``x.shape``, ``x.size()``, ``list(x.size())``; None for anything else."""
    if isinstance(node, ast.Attribute) and node.attr == "shape":
        return node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "size":
        return node.func.value if not node.args else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("list", "tuple"):
        return sized(node.args[0]) if len(node.args) == 1 else None
    return None


def _value(node: ast.expr, frame: Frame) -> Any:
    """The value of names, attributes and sizes in a live frame; None for what would call anything else."""
    if not all(_plain(part) for part in ast.walk(node)):
        return None
    try:
        code = compile(ast.fix_missing_locations(ast.Expression(_bare(node))), "<shapefault>", "eval")
        return eval(code, frame.frame.f_globals, frame.frame.f_locals)
    except Exception:
        return None


def _plain(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in ("size", "detach") and not node.args
    if isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Slice | ast.Tuple | ast.Constant):
        return True
    return isinstance(node, ast.UnaryOp | ast.USub | ast.Load)


def _sizable(value: Any) -> bool:
    return is_tensor(value) or (type(value).__module__ == "numpy" and hasattr(value, "ndim"))


def _bare(node: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(node), mode="eval").body
