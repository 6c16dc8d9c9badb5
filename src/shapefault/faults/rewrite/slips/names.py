"""A name for another: ``BatchNorm2d(in_ch)`` behind a convolution to ``out_ch``, a mask as long as ``tokens``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.meeting import Pairs, turns
from shapefault.faults.rewrite.slips.places import Scope, stage_of_call
from shapefault.model import Edit, Fix
from shapefault.observe.trace import Trace
from shapefault.observe.witness import Held
from shapefault.source.files import parent
from shapefault.source.project import Function, callee

_ARGUMENT, _LIST, _AKIN = 0.3, 0.34, 0.04
_FITS = 0.1
_SIZED = ("int", "float", "list", "tuple", "dict", "str")
"""Kinds of which one for another changes sizes; a tensor for another silences what compares them."""
_MOST = 5
_SPEECH = ("print", "isinstance", "format", "append", "getattr", "setattr", "hasattr", "super", "join", "save", "load")
_NOT_HERE = ("self", "cls", "torch", "nn", "F", "np", "os", "math", "random")


def names(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """Each argument, and what a list is made over, replaced by another name that the scope uses in like places."""
    if not isinstance(scope.node, Function):
        return
    numbers, lists = _used(scope)
    for call in scope.calls:
        if callee(call) in _SPEECH:
            continue
        for given in [*call.args, *(k.value for k in call.keywords)]:
            yield from _others(trace, scope, call, given, numbers)
    for part in scope.parts:
        if isinstance(part, ast.comprehension):
            yield from _others(trace, scope, None, part.iter, lists)


def _others(trace: Trace, scope: Scope, call: ast.Call | None, given: ast.expr, like: list[str]) -> Iterator[Fix]:
    """Other names in the place of ``given``: those with a word in common first, then the nearest by their order."""
    written = _name(given)
    if written is None or written not in like:
        return
    now = scope.held(written)
    known = bool(scope.names) or scope.frame is not None
    others = [name for name in like if name != written and _may_stand(now, scope.held(name), known)]
    others.sort(key=lambda name: -len(_words(name) & _words(written)))
    for name in others[:_MOST]:
        yield fix(
            f"take {name} in the place of {written}",
            Edit(scope.source.span(given), name),
            (_ARGUMENT if call is not None else _LIST)
            + _AKIN * bool(_words(name) & _words(written))
            + _worth(scope.pairs, now, scope.held(name)),
            stage=stage_of_call(trace, call) if call is not None else None,
        )


def _may_stand(now: Held | None, other: Held | None, known: bool) -> bool:
    """Whether the other is of the same kind and not the same; ``known``: whether anything is known of the scope."""
    if now is None or other is None:
        return not known
    return now.kind == other.kind and now.kind in _SIZED and now.value != other.value


def _worth(pairs: Pairs, now: Held | None, other: Held | None) -> float:
    """More where the other number turns one of the sizes that met into the other, less where it does not."""
    if not pairs or now is None or other is None or not isinstance(now.value, int) or not isinstance(other.value, int):
        return 0.0
    return _FITS if turns(pairs, now.value, other.value) else -_FITS


def _used(scope: Scope) -> tuple[list[str], list[str]]:
    """The scope's names that are arguments or summands, and those that are gone through or measured."""
    numbers: dict[str, None] = {}
    lists: dict[str, None] = {}
    assert isinstance(scope.node, Function)
    for argument in (*scope.node.args.args, *scope.node.args.kwonlyargs):
        if argument.arg not in ("self", "cls"):
            numbers[argument.arg] = lists[argument.arg] = None
    for part in scope.parts:
        name = _name(part)
        above = parent(part) if name is not None else None
        if name is None or above is None:
            continue
        if (isinstance(above, ast.comprehension | ast.For) and above.iter is part) or (
            isinstance(above, ast.Call) and callee(above) in ("len", "zip", "enumerate", "tensor", "array")
        ):
            lists[name] = None
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store) and not isinstance(above, ast.For):
            lists[name] = None
            numbers[name] = None
        elif isinstance(above, ast.Call | ast.keyword | ast.BinOp) and getattr(above, "func", None) is not part:
            numbers[name] = None
    return list(numbers), list(lists)


def _name(node: ast.AST) -> str | None:
    if isinstance(node, ast.Name):
        return None if node.id in _NOT_HERE else node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
        return f"self.{node.attr}"
    return None


def _words(name: str) -> set[str]:
    return {word for word in name.lower().removeprefix("self.").split("_") if len(word) > 1}
