"""Which expressions of a dead frame may be evaluated again, and the functions that its frames belong to."""

from __future__ import annotations

import ast
import sys
from typing import Any

from shapefault.observe.pure import CHANGING, PURE_BUILTINS, of_numpy, pure
from shapefault.observe.values import is_module, is_tensor
from shapefault.source.files import assigned_to
from shapefault.source.frames import Frame

_LARGE = 1 << 28
"""Bytes of arrays up to which an expression is evaluated once more."""


def detached(node: ast.expr) -> ast.expr:
    """A copy of an expression without the tree around it."""
    import copy

    around = getattr(node, "_shapefault_parent", None)
    return copy.deepcopy(node, {} if around is None else {id(around): None})


def loaded(node: ast.expr) -> ast.expr:
    """A copy that can be evaluated; ``x[i]`` that is assigned to becomes ``x.__setitem__(i, value)``."""
    copied = detached(node)
    if not (isinstance(copied, ast.Subscript) and isinstance(copied.ctx, ast.Store)):
        return copied
    copied.ctx = ast.Load()
    value = assigned_to(node)
    if value is None:
        return copied
    function = ast.Attribute(copied.value, "__setitem__", ast.Load())
    index = copied.slice
    if isinstance(index, ast.Slice) or (
        isinstance(index, ast.Tuple) and any(isinstance(e, ast.Slice) for e in index.elts)
    ):
        index = ast.Subscript(ast.Name("_shapefault_index", ast.Load()), index, ast.Load())
    call = ast.Call(function, [index, detached(value)], [])
    return ast.fix_missing_locations(ast.copy_location(call, copied))


class Index:
    """Gives back what it is indexed with: the slices of an assignment as a value."""

    def __getitem__(self, index: Any) -> Any:
        return index


def function_of(entry: Frame) -> Any:
    """The module-level function whose code a frame was running; None for anything else."""
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) == entry.file:
            found = getattr(module, entry.name, None)
            if getattr(found, "__code__", None) is entry.site.code:
                return found
    return None


def evaluable(node: ast.expr, frame: Frame) -> bool:
    """Whether evaluating ``node`` again in ``frame`` can have no effect that outlives it."""
    names = frame.names
    if not _is_little(node, names):
        return False
    for part in ast.walk(node):
        if isinstance(part, ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr):
            return False
        if isinstance(part, ast.Call):
            function = part.func
            if any(keyword.arg == "out" for keyword in part.keywords):
                return False  # it writes to what it is given
            if isinstance(function, ast.Name):
                value = names.get(function.id)
                if function.id in PURE_BUILTINS or _harmless(value) or pure(value):
                    continue
                return False
            if isinstance(function, ast.Attribute):
                if function.attr in CHANGING:
                    return False
                base = _static_value(function.value, names)
                if base is _UNKNOWN:
                    continue  # a method of a tensor expression
                value = getattr(base, function.attr, None) if not is_tensor(base) else None
                if is_tensor(base) or _harmless(value) or pure(value):
                    continue
                return False
            if isinstance(function, ast.Call) and _is_layer(_static_value(function.func, names)):
                continue  # ``nn.Linear(3, 4)(x)``
            return False
    return True


def _is_little(node: ast.expr, names: dict[str, Any]) -> bool:
    """Whether the arrays that it reads are small: stand-ins take no time, NumPy computes anew."""
    read = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} & set(names)
    values = [names[name] for name in read]
    listed = [one for value in values for one in (value if type(value) in (list, tuple) else (value,))]
    sizes: list[int] = [one.nbytes for one in listed if type(one).__module__ == "numpy" and hasattr(one, "nbytes")]
    return sum(sizes) <= _LARGE


def _is_layer(value: Any) -> bool:
    """Whether it is one of torch's own classes of modules."""
    return isinstance(value, type) and value.__module__.startswith("torch.nn.modules.")


_UNKNOWN = object()


def _static_value(node: ast.expr, names: dict[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return names.get(node.id, _UNKNOWN)
    if isinstance(node, ast.Attribute):
        base = _static_value(node.value, names)
        if base is _UNKNOWN:
            return _UNKNOWN
        try:
            return getattr(base, node.attr, _UNKNOWN)
        except Exception:
            return _UNKNOWN
    return _UNKNOWN


def _harmless(value: Any) -> bool:
    if value is None:
        return False
    if is_module(value) or of_numpy(value):
        return True
    origin = getattr(value, "__module__", None) or type(value).__module__
    return str(origin).split(".")[0] in ("torch", "math", "builtins") and getattr(value, "__name__", "") not in (
        "open",
        "print",
        "input",
        "exec",
        "eval",
        "next",
        "__import__",
        "setattr",
        "delattr",
    )
