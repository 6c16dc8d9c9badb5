"""A small number that chooses: ``arch=1`` where ``arch=0`` fits, ``num_heads=3``, a threshold of 1 for one of 2."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.meeting import Pairs
from shapefault.faults.rewrite.slips.places import Scope, stage_of_call
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import Function, bound_argument, callee, defaults_in

_CALLED, _DEFAULT, _WRITTEN = 0.38, 0.36, 0.3
_FURTHER, _BROKEN, _FITS = 0.04, 0.08, 0.1
"""What the next value is worth less; what a factor that is no whole number is worth more, since sizes are to be met.

The third is for a number that is one of the sizes that met, or how many times one is the other.
"""
_SMALL, _FEW = 16, 8
_NEARLY = 0.03
"""By what share a number in proportion may be rounded: what a size comes of is seldom exact."""
_SETTINGS = ("dict", "update", "Namespace", "SimpleNamespace", "partial")
_TENSORS = ("rand", "randn", "zeros", "ones", "empty", "normal")
_FACTOR = re.compile(r"rate|scale|ratio|mult|factor|width|expan|growth", re.IGNORECASE)
_COUNTED = re.compile(r"scale|level|depth|stage|down|up|pool|stride", re.IGNORECASE)
"""What a number is called that says how often sizes are halved: any smaller one may be what a size allows."""
_OF_NO_SIZE = re.compile(
    r"epoch|seed|worker|(^|_)lr|learning|verbose|print|log|interval|momentum|decay|gamma|beta|(^|_)eps|drop|prob|rank"
    r"|port|world|device|gpu|iter|batch|n_?samples|num_samples|^dims?$|axis",
    re.IGNORECASE,
)
"""What a number is called that counts runs or samples, or names an axis: others see to those."""


def names_no_size(name: str) -> bool:
    """Whether a number so called decides no size."""
    return _OF_NO_SIZE.search(name) is not None


def numbers(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """Each number that a function of the program's own is given, its defaults, named numbers: one more, one less."""
    for call in scope.calls:
        yield from _given(trace, scope, call)
    if isinstance(scope.node, Function):
        for name, default in defaults_in(scope.node):
            yield from _others(scope, name, default, _DEFAULT, None)
    for part in scope.parts:
        if isinstance(part, ast.Assign | ast.AnnAssign) and part.value is not None:
            target = part.targets[0] if isinstance(part, ast.Assign) else part.target
            if isinstance(target, ast.Name | ast.Attribute):
                yield from _others(scope, ast.unparse(target), part.value, _WRITTEN, None)
        elif isinstance(part, ast.Dict):
            for key, value in zip(part.keys, part.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield from _others(scope, key.value, value, _WRITTEN, None)


def _given(trace: Trace, scope: Scope, call: ast.Call) -> Iterator[Fix]:
    name, stage = callee(call), stage_of_call(trace, call)
    if name == "add_argument" and call.args and isinstance(call.args[0], ast.Constant):
        default = next((k.value for k in call.keywords if k.arg == "default"), None)
        if default is not None:
            yield from _others(scope, str(call.args[0].value).lstrip("-"), default, _CALLED, stage)
        return
    if name in _TENSORS:
        yield from _sides(scope, call)
    for _, function in bench_of(trace).project.entered(name)[:1]:
        for argument in (*function.args.args, *function.args.kwonlyargs):
            given = bound_argument(call, function, argument.arg)
            if given is not None:
                yield from _others(scope, argument.arg, given, _CALLED, stage)
    if name in _SETTINGS or (name[:1].isupper() and name not in bench_of(trace).project.classes):
        for keyword in call.keywords:
            if keyword.arg is not None:
                yield from _others(scope, keyword.arg, keyword.value, _WRITTEN, stage)


def _sides(scope: Scope, call: ast.Call) -> Iterator[Fix]:
    """Both sides of the pictures that a call makes, where they are equal: ``torch.rand(8, 1, 64, 64)``."""
    sides = call.args[-2:] if len(call.args) > 2 else []
    values = [side.value if isinstance(side, ast.Constant) else None for side in sides]
    now = values[0] if values else None
    if type(now) is not int or now <= _SMALL or values[0] != values[1]:
        return
    for place, value in enumerate(dict.fromkeys((*_met(scope.pairs, now), 2 * now, now // 2))):
        edits = [Edit(scope.source.span(side), str(value)) for side in sides]
        yield fix(f"change the sides from {now} to {value}", edits, _WRITTEN - _FURTHER * place)


def _others(scope: Scope, name: str, node: ast.expr, prior: float, stage: Stage | None) -> Iterator[Fix]:
    now = node.value if isinstance(node, ast.Constant) else None
    if not isinstance(now, int | float) or isinstance(now, bool) or names_no_size(name):
        return
    prior += _BROKEN * isinstance(now, float)
    met = _met(scope.pairs, now)
    for place, value in enumerate(dict.fromkeys((*met, *near(now, name)))):
        if value >= 0 and value != now:
            fits = now > 2 and (value in met or any(a * value == b * now for a, b in scope.pairs))
            yield fix(
                f"change {name} from {now} to {value}",
                Edit(scope.source.span(node), str(value)),
                prior - _FURTHER * place - (_FURTHER if value == 0 < now - 1 else 0) + _FITS * fits,
                stage=stage,
            )


def _met(pairs: Pairs, now: float) -> list[int]:
    """For one of two sizes the other, and a larger one, where it is the limit; one for how often one is the other."""
    found = []
    for one, other in sorted(pairs):
        if one == now:
            found += [other, 2 * one] if other == one + 1 else [other]
        if other == one * now:
            found.append(1)
        if one and now > _SMALL and isinstance(now, int):
            found += _round(now * other / one)
    return found


def _round(value: float) -> list[int]:
    """The power of two, else the multiple of eight, that is next to a number and not far from it."""
    power = 1 << round(math.log2(value)) if value > 1 else 1
    return [one for one in (power, round(value / 8) * 8) if one and abs(one - value) <= _NEARLY * value]


def near(now: float, name: str) -> tuple[float, ...]:
    """Other values for a number: neighbours of a small one; one for a factor, whole ones for a broken one."""
    if isinstance(now, int):
        close = (now + 1, now - 1, 2 * now, now // 2) if now <= _SMALL else (2 * now, now // 2)
        return (*close, *range(now - 2, 0, -1)) if now <= _FEW and _COUNTED.search(name) else close
    if not _FACTOR.search(name):
        return ()
    rounded = (float(math.ceil(now)), float(math.floor(now))) if now > 1 else ()
    return (1.0,) if now.is_integer() else (*rounded, 1.0)
