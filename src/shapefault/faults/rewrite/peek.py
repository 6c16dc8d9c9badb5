"""What an expression of a live frame would give, worked out on tensors without memory; and the real operands."""

from __future__ import annotations

import ast
from typing import Any

from shapefault.faults.rewrite.operands import crash_argument
from shapefault.model import Shape
from shapefault.observe.expressions import detached
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import quiet
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk

_PURE = {
    "view", "reshape", "flatten", "squeeze", "unsqueeze", "permute", "transpose", "t", "contiguous", "view_as",
    "size", "dim", "float", "long", "double", "half", "int", "bool", "detach", "clone", "type_as", "expand",
    "expand_as", "repeat", "argmax", "argmin", "max", "min", "mean", "sum", "sigmoid", "softmax", "log_softmax",
    "relu", "tanh", "exp", "log", "abs", "pow", "eq", "ne", "numel", "unfold", "narrow", "select",
    "index_select", "roll", "flip", "chunk", "split", "unbind", "clamp", "sqrt", "cat", "stack", "ones",
    "zeros", "full", "ones_like", "zeros_like", "full_like", "tensor", "one_hot", "items", "get",
}  # fmt: skip
_MOVING = {"to", "cuda", "cpu", "requires_grad_"}
_BUILTINS = {"len": len, "int": int, "tuple": tuple, "list": list, "range": range, "max": max, "min": min, "sum": sum}


class _Stay(ast.NodeTransformer):
    """Moves to another device left out."""

    def visit_Call(self, node: ast.Call) -> Any:
        """A move becomes what it moves."""
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _MOVING:
            return node.func.value
        return node


def shape_in(frame: Frame, node: ast.expr) -> Shape | None:
    """The shape that ``node`` would have in ``frame``; None where evaluating it again might do something."""
    value = value_in(frame, node)
    return shape_of(value) if is_tensor(value) else None


def value_in(frame: Frame, node: ast.expr) -> Any:
    """The value of a pure expression, its tensors on the meta device; None where it cannot be told."""
    import torch

    bare = _Stay().visit(detached(node))
    if not _pure(bare):
        return None
    names = frame.names
    scope: dict[str, Any] = {"__builtins__": _BUILTINS}
    for part in walk(bare):
        if isinstance(part, ast.Name) and part.id in names:
            scope[part.id] = _weightless(names[part.id])
    try:
        code = compile(ast.fix_missing_locations(ast.Expression(bare)), "<shape>", "eval")
        with quiet(), torch.no_grad(), torch.device("meta"):
            return eval(code, scope)
    except Exception:
        return None


def _pure(node: ast.AST) -> bool:
    for part in walk(node):
        if isinstance(part, ast.Call):
            name = part.func.attr if isinstance(part.func, ast.Attribute) else getattr(part.func, "id", "")
            if isinstance(part.func, ast.Name) and name not in _BUILTINS:
                return False
            if name not in _PURE and name not in _BUILTINS:
                return False
        elif isinstance(part, ast.Lambda | ast.NamedExpr | ast.Await | ast.Yield | ast.YieldFrom | ast.JoinedStr):
            return False
    return True


def _weightless(value: Any, depth: int = 2) -> Any:
    import torch

    if is_tensor(value):
        return torch.empty(tuple(value.shape), dtype=value.dtype, device="meta")
    if depth and isinstance(value, list | tuple) and type(value) in (list, tuple) and len(value) < 64:
        return type(value)(_weightless(v, depth - 1) for v in value)
    if depth and isinstance(value, dict) and len(value) < 64:
        return {k: _weightless(v, depth - 1) for k, v in value.items()}
    return value


def real_operand(trace: Trace, mismatch: Mismatch, role: str) -> Any:
    """The operand's real tensor from the frames that are still alive; None where it is not at hand."""
    shape = mismatch.shape(role)
    if shape is None or mismatch.value(role) is not None:
        return mismatch.value(role)
    for frame in reversed(trace.crash.frames):
        value = frame.frame.f_locals.get(role)
        if is_tensor(value) and shape_of(value) == shape:
            return value
        if frame.is_user:
            break
    at = crash_argument(trace, mismatch, role)
    user = trace.crash.user
    if at is None or user is None or not isinstance(at[1], ast.Name):
        return None
    value = user.frame.f_locals.get(at[1].id, user.frame.f_globals.get(at[1].id))
    return value if is_tensor(value) and shape_of(value) == shape else None
