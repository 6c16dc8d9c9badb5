"""Arguments in the wrong order, one too many, one wrapped once more: ``permute(0, 1, 2, 4, 3)``, ``tensor([v])``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

from shapefault.faults.rewrite.bench import bench_of, exchange, fix
from shapefault.faults.rewrite.keywords import without_argument
from shapefault.faults.rewrite.slips.places import Scope, stage_of_call
from shapefault.model import Edit, Fix
from shapefault.observe.trace import Trace
from shapefault.source.project import bound_argument, callee, defaults_in

_ORDERED = (
    "view", "reshape", "permute", "transpose", "expand", "repeat", "zeros", "ones", "rand", "randn", "empty", "full",
    "resize", "crop", "pad", "roll", "Resize", "CenterCrop", "RandomCrop", "interpolate", "Upsample", "matmul", "bmm",
    "mm", "einsum", "cat", "stack", "Unflatten", "unflatten", "movedim", "swapaxes", "flip", "tile", "fold", "unfold",
)  # fmt: skip
"""Functions whose arguments, or the entries of whose tuples, mean another thing in another order."""
_DROPPED = (
    "squeeze",
    "unsqueeze",
    "t",
    "transpose",
    "permute",
    "flatten",
    "mean",
    "sum",
    "contiguous",
    "repeat",
    "view",
)
_PLAIN = ("interpolate", "max_pool2d", "avg_pool2d", "max_pool1d", "pad", "one_hot", "unsqueeze", "squeeze", "flatten")
_FROM_LISTS = ("tensor", "array", "Tensor", "as_tensor", "LongTensor", "FloatTensor", "IntTensor")
_FEW = 6
"""Entries of a list of which any two of a kind may have been exchanged, and not only neighbours."""
_SWAP, _WITHOUT, _BARE, _UNWRAPPED = 0.36, 0.34, 0.38, 0.32


def arguments(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """The calls of the scope with two arguments exchanged, one left out, one unwrapped, or the call itself left out."""
    for call in scope.calls:
        own = bool(bench_of(trace).project.entered(callee(call)))
        found = [*(_exchanged(scope, call) if own or callee(call) in _ORDERED else ()), *_unwrapped(scope, call)]
        found += _left_to_default(trace, scope, call) if own else _without(scope, call)
        stage = stage_of_call(trace, call)
        yield from (replace(one, stage=stage) for one in found)
    for part in scope.parts:
        if isinstance(part, ast.Assign) and isinstance(part.value, ast.Tuple | ast.List):
            yield from _any_two(scope, part.value.elts)


def _exchanged(scope: Scope, call: ast.Call) -> Iterator[Fix]:
    for entries in (call.args, *(a.elts for a in call.args if isinstance(a, ast.Tuple | ast.List))):
        yield from _any_two(scope, entries)


def _any_two(scope: Scope, entries: list[ast.expr]) -> Iterator[Fix]:
    apart = [(a, b) for a, b in combinations(entries, 2) if not isinstance(a, ast.Constant) and type(a) is type(b)]
    for pair in dict.fromkeys((*pairwise(entries), *(apart if len(entries) <= _FEW else ()))):
        one, other = (scope.source.span(entry).text for entry in pair)
        if one != other and all(_exchangeable(entry) for entry in pair):
            yield fix(f"exchange {one} and {other}", exchange(scope.source, *pair), _SWAP)


def _unwrapped(scope: Scope, call: ast.Call) -> Iterator[Fix]:
    """``tensor(v)`` for ``tensor([v])``, ``x`` for ``x.squeeze(0)`` and for ``F.interpolate(x, ...)``."""
    name = callee(call)
    for argument in call.args:
        if isinstance(argument, ast.List) and len(argument.elts) == 1 and name in _FROM_LISTS:
            inner = scope.source.span(argument.elts[0]).text
            yield fix(f"take {inner} itself", Edit(scope.source.span(argument), inner), _BARE)
    inside: ast.expr | None = None
    if name in _DROPPED and isinstance(call.func, ast.Attribute) and not _library(call.func.value):
        inside = call.func.value
    elif name in _PLAIN and isinstance(call.func, ast.Attribute) and _library(call.func.value) and call.args:
        inside = call.args[0]
    if inside is not None and not isinstance(inside, ast.Starred):
        edit = Edit(scope.source.span(call), scope.source.span(inside).text)
        yield fix(f"leave out this {name}", edit, _UNWRAPPED)


def _without(scope: Scope, call: ast.Call) -> Iterator[Fix]:
    for keyword in call.keywords:
        if keyword.arg not in (None, "batch_size") and not _settled(keyword.value):
            title = f"leave {keyword.arg} of {callee(call)} at its default"
            edit = without_argument(scope.source, call, keyword)
            yield fix(title, edit, _WITHOUT)


def _left_to_default(trace: Trace, scope: Scope, call: ast.Call) -> Iterator[Fix]:
    """What a function of the program's own is given though it need not be: the keywords, the last argument."""
    if any(isinstance(given, ast.Starred) for given in call.args) or any(k.arg is None for k in call.keywords):
        return
    may_go = [keyword.value for keyword in call.keywords] or call.args[-1:]
    for _, function in bench_of(trace).project.entered(callee(call))[:1]:
        for name, _ in defaults_in(function):
            given = bound_argument(call, function, name)
            if given is not None and given in may_go and not _settled(given):
                edit = without_argument(scope.source, call, given)
                yield fix(f"leave {name} of {callee(call)} at its default", edit, _WITHOUT)
        named = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
        for keyword in call.keywords if function.args.kwarg is not None else ():
            if keyword.arg is not None and keyword.arg not in named and not _settled(keyword.value):
                edit = without_argument(scope.source, call, keyword)
                yield fix(f"do not hand {keyword.arg} to {callee(call)}", edit, _WITHOUT)


def _exchangeable(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return type(node.value) is int
    return isinstance(node, ast.Name | ast.Attribute | ast.BinOp | ast.Subscript | ast.UnaryOp)


def _library(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Name) and node.id in ("torch", "F", "nn", "np", "functional")


def _settled(node: ast.expr) -> bool:
    """A switch or a text is no size that may be left out; others see to numbers."""
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Tuple) and len(node.elts) > 2)
