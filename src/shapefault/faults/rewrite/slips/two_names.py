"""A number that two names make: ``Sampler(channels * inputs)`` where ``channels`` is given, ``width + skip``."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.slips.numbers import names_no_size
from shapefault.faults.rewrite.slips.places import Scope, stage_of_call
from shapefault.model import Edit, Fix
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.project import Function, callee

_SIGNS: tuple[tuple[str, Callable[[int, int], int], float], ...] = (
    ("*", operator.mul, 0.46),
    ("+", operator.add, 0.42),
    ("//", operator.floordiv, 0.42),
    ("-", operator.sub, 0.38),
)
_MOST = 12
_LITERAL = 0.44


def two_names(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """Each name that a layer or a class is built with, joined with another so that the sizes that met are equal."""
    if not isinstance(scope.node, Function):
        return
    numbers = {name: value for name, value in _numbers(scope, scope.node) if not names_no_size(name)}
    yield from _of_literals(scope, numbers)
    made = 0
    for call in scope.calls:
        name = callee(call)
        if not (name[:1].isupper() or bench_of(trace).project.entered(name)):
            continue
        for given in [*call.args, *(k.value for k in call.keywords)]:
            text = ast.unparse(given)
            if text in numbers and made < _MOST:
                for joined, worth in _joined(scope, text, numbers):
                    made += 1
                    edit = Edit(scope.source.span(given), joined)
                    yield fix(f"take {joined}", edit, worth, stage=stage_of_call(trace, call))


def _joined(scope: Scope, name: str, numbers: dict[str, int]) -> Iterator[tuple[str, float]]:
    """The name with each other one that turns one of the sizes that met into the other."""
    for other, value in numbers.items():
        for sign, compute, worth in _SIGNS:
            if other != name and value > 1 and _turns(scope, numbers[name], compute(numbers[name], value)):
                yield f"{name} {sign} {other}", worth


def _of_literals(scope: Scope, numbers: dict[str, int]) -> Iterator[Fix]:
    """A number that is written in a sum or a product, as a name beside says it: ``2 * width + edges`` for ``+ 1``."""
    for part in scope.parts:
        if not isinstance(part, ast.Constant) or type(part.value) is not int or not isinstance(parent(part), ast.BinOp):
            continue
        for name, value in numbers.items():
            if _turns(scope, part.value, value):
                yield fix(f"take {name}, not {part.value}", Edit(scope.source.span(part), name), _LITERAL)


def _numbers(scope: Scope, function: Function) -> Iterator[tuple[str, int]]:
    """The whole numbers that the function's names, and attributes of ``self``, stand for."""
    read = [ast.unparse(part) for part in scope.parts if isinstance(part, ast.Name | ast.Attribute)]
    for name in (*read, *(argument.arg for argument in (*function.args.args, *function.args.kwonlyargs))):
        held = scope.held(name)
        if held is not None and type(held.value) is int and held.kind == "int":
            yield name, held.value


def _turns(scope: Scope, now: int, new: int) -> bool:
    """Whether one of the sizes that met becomes the other by as much, or by as many times, as the number grows."""
    if new < 1 or new == now:
        return False
    return any(b - a == new - now or (now > 1 and b * now == a * new) for a, b in scope.pairs if a > 1 and b > 1)
