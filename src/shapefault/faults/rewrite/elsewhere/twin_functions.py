"""``train_windows(stream, n, steps)`` and ``eval_windows(stream, n, steps)``: the one as the other, which worked.

Functions of like names that take the same parameters do the same for two phases of the program. Where the call of one
stands behind the values at the crash and the two differ in a few statements, the body of the other tells what was
meant.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import zip_longest

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.other_calls import calls_behind
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, parent
from shapefault.source.nodes import walk
from shapefault.source.project import Function, callee

_STATEMENTS = 10
_STEPS = ("reshape", "view", "flatten", "squeeze", "unsqueeze", "permute", "transpose", "t", "contiguous")
_PHASES = frozenset([
    "train", "training", "eval", "evaluate", "evaluation", "val", "valid", "validation", "test", "predict",
])  # fmt: skip


def as_twin_function(trace: Trace, prior: float) -> Iterator[Fix]:
    """The body of such a function replaced by its twin's."""
    project = bench_of(trace).project
    for name in dict.fromkeys(callee(call.node) for call in calls_behind(trace)):
        for source, function in project.functions.get(name, []):
            for other, defined in project.functions.items():
                for where, twin in defined if _like_names(name, other) else ():
                    if where is not source or parent(twin) is not parent(function):
                        continue
                    yield from _step_lacking(source, function, twin, prior + 0.1)
                    if _alike(function, twin):
                        yield fix(
                            f"do in {name} what {other} does", _body(source, function, twin), prior,
                            stage=Stage.DATA_LOADING, why=f"{other} gives the same otherwise, and worked",
                        )  # fmt: skip


def _step_lacking(source: Source, function: Function, twin: Function, prior: float) -> Iterator[Fix]:
    """What the twin gives goes through ``.reshape(-1)``, what stands at its place here does not."""
    pairs = list(zip(_given(function), _given(twin), strict=False))
    for own, other in pairs if len(pairs) == len(_given(function)) == len(_given(twin)) else ():
        if not isinstance(other, ast.Call) or callee(other) not in _STEPS or not isinstance(other.func, ast.Attribute):
            continue
        if not any(isinstance(part, ast.Call) and callee(part) == callee(other) for part in walk(own)):
            at, text = source.span(own).end, source.between(source.span(other.func.value).end, source.span(other).end)
            yield fix(f"give it {text} as {twin.name} does", Edit(Span(source.path, at, at), text), prior,
                      stage=Stage.DATA_LOADING, why=f"{twin.name} has {text} here")  # fmt: skip


def _given(function: Function) -> list[ast.expr]:
    """The parts of what a function yields or returns, in order."""
    values = [n.value for n in walk(function) if isinstance(n, ast.Yield | ast.Return) and n.value is not None]
    return [part for v in values for part in (v.elts if isinstance(v, ast.Tuple) else [v])]


def _like_names(one: str, other: str) -> bool:
    """Whether two names differ by the phase they are for alone: ``train_windows`` and ``eval_windows``."""
    first, second = (re.split(r"[^a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", n).lower()) for n in (one, other))
    differing = [pair for pair in zip_longest(first, second) if pair[0] != pair[1]]
    return one != other and len(differing) == 1 and _PHASES.issuperset(w for w in differing[0] if w)


def _alike(one: Function, other: Function) -> bool:
    """Whether the same parameters go through statements of the same kinds, most of them word for word."""
    if [a.arg for a in one.args.args] != [a.arg for a in other.args.args] or len(one.body) > _STATEMENTS:
        return False
    kinds = [[type(statement) for statement in _statements(function)] for function in (one, other)]
    if kinds[0] != kinds[1] or not kinds[0]:
        return False
    first, second = _words(one), _words(other)
    return first != second and 2 * len(first & second) > len(first)


def _words(function: Function) -> set[str]:
    nodes = (node for statement in _statements(function) for node in walk(statement))
    return {ast.unparse(node) for node in nodes if isinstance(node, ast.expr)}


def _body(source: Source, function: Function, twin: Function) -> Edit:
    mine, theirs = _statements(function), _statements(twin)
    own = source.span(mine[0]).start, source.span(mine[-1]).end
    text = source.between(source.span(theirs[0]).start, source.span(theirs[-1]).end)
    return Edit(Span(source.path, own[0], own[1], source.between(*own)), text)


def _statements(function: Function) -> list[ast.stmt]:
    """The body without its docstring."""
    return function.body[1:] if ast.get_docstring(function) is not None else function.body
