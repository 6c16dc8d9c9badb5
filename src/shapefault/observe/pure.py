"""Functions of the program that may run once more: they change nothing but what they make themselves."""

from __future__ import annotations

import ast
import builtins
import inspect
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from shapefault.observe.values import is_module, is_tensor
from shapefault.source.files import is_user_file, source_of
from shapefault.source.frames import function_node

PURE_BUILTINS = frozenset([
    "len", "int", "float", "range", "tuple", "list", "dict", "set", "max", "min", "sum", "abs", "slice", "zip",
    "enumerate", "reversed", "sorted", "isinstance", "bool", "str", "round", "any", "all", "divmod",
])  # fmt: skip

CHANGING = frozenset(["step", "backward", "zero_grad", "load_state_dict", "train", "eval", "requires_grad_", "apply"])
"""Methods of torch's own that change what they are called on, weights and optimizers among it."""

_CHANGES = (ast.Global, ast.Nonlocal, ast.Delete, ast.Await, ast.Yield, ast.YieldFrom)
_LIBRARIES = ("torch", "math", "einops", "functools", "itertools")
_NOT_OF_NUMPY = frozenset([
    "save", "savez", "savez_compressed", "savetxt", "load", "loadtxt", "genfromtxt", "fromfile", "memmap", "tofile",
    "copyto", "put", "place", "putmask", "fill_diagonal", "put_along_axis", "seterr", "set_printoptions",
])  # fmt: skip
"""Functions of NumPy that read or write files, or change an array that they are given."""
_DEPTH = 3


def pure(value: Any, depth: int = 0) -> bool:
    """Whether a function, or a method of an object, has no effect but its result, as far as its source tells.

    It may call torch, modules and methods of what it is given; nothing that it finds in the program changes.
    """
    function = _function(value)
    node = _node(function.__code__) if function is not None and depth <= _DEPTH else None
    if function is None or not isinstance(node, ast.FunctionDef | ast.Lambda):
        return False
    scope = _Scope(function, getattr(value, "__self__", None))
    return all(_leaves_alone(part, scope, depth) for part in ast.walk(node))


def modules_in(value: Any) -> list[Any]:
    """The modules that a function names, or that a method's object holds; they stand on stand-ins while it runs."""
    function = _function(value)
    if function is None:
        return []
    bound = getattr(value, "__self__", None)
    held = [] if bound is None or is_module(bound) else list(getattr(bound, "__dict__", {}).values())
    named = [function.__globals__.get(name) for name in function.__code__.co_names]
    modules = [m for m in (*held, *named) if is_module(m)]
    return modules + [m for other in named if pure(other) for m in modules_in(other)]


def _function(value: Any) -> FunctionType | None:
    """The program's function behind a method, or behind ``torch.no_grad`` over one."""
    function = value.__func__ if type(value) is MethodType else value
    if type(function) is not FunctionType:  # nothing is asked of other objects: their attributes may be code
        return None
    by_torch = "/torch/" in function.__code__.co_filename.replace("\\", "/")
    within: Any = getattr(function, "__wrapped__", None) if by_torch else function
    user = isinstance(within, FunctionType) and is_user_file(within.__code__.co_filename)
    return within if user else None


class _Scope:
    """What the names in a function stand for."""

    def __init__(self, function: FunctionType, bound: Any) -> None:
        code = function.__code__
        self.own = {*code.co_varnames, *code.co_cellvars}
        self._function, self._bound = function, bound
        self._self = code.co_varnames[0] if bound is not None and code.co_varnames else None

    def value(self, node: ast.expr) -> Any:
        """What a name or a chain of attributes stands for; None for what the function is given or makes."""
        if isinstance(node, ast.Name):
            if node.id == self._self:
                return self._bound
            return None if node.id in self.own else self._outer(node.id)
        if not isinstance(node, ast.Attribute):
            return None
        base = self.value(node.value)
        return _attribute(base, node.attr) if base is not None else None

    def _outer(self, name: str) -> Any:
        function = self._function
        free = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=False))
        try:
            built_in = getattr(builtins, name, None)
            return free[name].cell_contents if name in free else function.__globals__.get(name, built_in)
        except ValueError:
            return None


def _attribute(base: Any, name: str) -> Any:
    """An attribute, without running code of the program: a property stays one."""
    if isinstance(base, ModuleType):
        return getattr(base, name, None)
    if is_module(base) and (part := getattr(base, "_modules", {}).get(name)) is not None:
        return part
    found = inspect.getattr_static(base, name, None)
    if isinstance(found, staticmethod):
        return found.__func__
    return MethodType(found, base) if isinstance(found, FunctionType) and not isinstance(base, type) else found


def _node(code: CodeType) -> ast.AST | None:
    source = source_of(code.co_filename)
    return function_node(source, code) if source is not None else None


def _leaves_alone(part: ast.AST, scope: _Scope, depth: int) -> bool:
    if isinstance(part, _CHANGES):
        return False
    if isinstance(part, ast.Attribute | ast.Subscript) and not isinstance(part.ctx, ast.Load):
        own = isinstance(part.value, ast.Name) and part.value.id in scope.own
        return own and isinstance(part, ast.Subscript)
    if isinstance(part, ast.Name | ast.Attribute) and isinstance(part.ctx, ast.Load):
        return not is_tensor(scope.value(part))  # it has memory, the stand-ins have none
    if isinstance(part, ast.keyword) and part.arg == "out":
        return False  # a call writes to what it is given
    return _callable(part.func, scope, depth) if isinstance(part, ast.Call) else True


def _callable(called: ast.expr, scope: _Scope, depth: int) -> bool:
    if isinstance(called, ast.Attribute) and called.attr in CHANGING:
        return False
    value = scope.value(called)
    if value is None:
        return isinstance(called, ast.Attribute)  # a method of what was given or made
    if isinstance(called, ast.Name) and called.id in PURE_BUILTINS:
        return True
    return is_module(value) or _of_library(value) or pure(value, depth + 1)


def _of_library(value: Any) -> bool:
    named = getattr(value, "__module__", None) or type(value).__module__
    return str(named).split(".")[0] in _LIBRARIES or of_numpy(value)


def of_numpy(value: Any) -> bool:
    """Whether it is a function of NumPy that only computes: its random numbers come from a state that they change."""
    parts = str(getattr(value, "__module__", None) or type(value).__module__).split(".")
    return parts[0] == "numpy" and "random" not in parts and getattr(value, "__name__", "") not in _NOT_OF_NUMPY
