"""The model takes its sizes from an object that the program makes elsewhere with other arguments: ``env.shape``.

``DQN(env.shape)`` stands in both places, and ``env`` is ``Env(BARS)`` in one and ``Env(bars, seed=1)`` in the other.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.state.copies import known_here, local_value
from shapefault.faults.rewrite.state.loading import Built, Loading, construction
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee, default_of
from shapefault.source.scalars import evaluate


def copied_objects(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """Arguments of such an object as they are given where the program builds the same model before."""
    for built in construction(trace, loading.model):
        for call in bench_of(trace).project.calls.get(built.name, []):
            if call.node is built.call.node:
                continue
            for ours, theirs in _objects(built, call):
                yield from _taken_over(trace, ours, theirs, prior)


def _objects(built: Built, call: CallPlace) -> Iterator[tuple[CallPlace, CallPlace]]:
    """The calls that made an object of the same name, here and there."""
    other = Built(call, built.name, built.signature, built.definition)
    for name in built.names():
        ours, theirs = built.given(name), other.given(name)
        for part in walk(theirs) if ours is not None and theirs is not None else ():
            if not isinstance(part, ast.Name):
                continue
            here, there = local_value(built.call, part.id), local_value(call, part.id)
            if isinstance(here, ast.Call) and isinstance(there, ast.Call) and callee(here) == callee(there):
                yield CallPlace(built.call.source, here), CallPlace(call.source, there)


def _taken_over(trace: Trace, ours: CallPlace, theirs: CallPlace, prior: float) -> Iterator[Fix]:
    for keyword in theirs.node.keywords:
        if keyword.arg and not any(k.arg == keyword.arg for k in ours.node.keywords):
            text = theirs.source.span(keyword.value).text
            if known_here(ours, theirs, keyword.value) and _is_number(trace, theirs, keyword.value):
                yield fix(
                    f"make {callee(ours.node)} with {keyword.arg}={text}, as elsewhere",
                    set_keyword(ours, keyword.arg, text), prior, stage=Stage.STATE_DICT,
                    why=f"{callee(ours.node)} is made without it here, the weights are from one with it",
                )  # fmt: skip
    for mine, other in _argument_pairs(ours.node, theirs.node):
        text = theirs.source.span(other).text
        if ours.source.span(mine).text == text or not known_here(ours, theirs, other):
            continue
        if not _is_number(trace, theirs, other):
            continue
        here = ours.source.span(mine).text
        why = f"{callee(ours.node)} is made with {here} here, with {text} where the weights are from"
        default = _default_behind(ours, mine)
        if default is not None:
            yield fix(
                f"let {ast.unparse(mine)} be {text}, as elsewhere", Edit(ours.source.span(default), text), prior + 0.03,
                stage=Stage.STATE_DICT, why=why,
            )  # fmt: skip
        yield fix(
            f"make {callee(ours.node)} with {text}, as elsewhere", Edit(ours.source.span(mine), text), prior,
            stage=Stage.STATE_DICT, why=why,
        )  # fmt: skip


def _is_number(trace: Trace, call: CallPlace, node: ast.expr) -> bool:
    """A number or a switch; another text or object would be other data, which an evaluation means to have."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int | float)
    terms = bench_of(trace).resolver.resolve(call.source, node)
    return bool(terms) and evaluate(terms[0]) is not None


def _argument_pairs(ours: ast.Call, theirs: ast.Call) -> Iterator[tuple[ast.expr, ast.expr]]:
    if any(isinstance(a, ast.Starred) for a in (*ours.args, *theirs.args)):
        return
    yield from zip(ours.args, theirs.args, strict=False)
    named = {k.arg: k.value for k in theirs.keywords if k.arg}
    for keyword in ours.keywords:
        if keyword.arg in named:
            yield keyword.value, named[keyword.arg]


def _default_behind(call: CallPlace, node: ast.expr) -> ast.expr | None:
    """The default of the parameter that an argument is."""
    function = enclosing(call.node, ast.FunctionDef)
    if not isinstance(node, ast.Name) or not isinstance(function, ast.FunctionDef):
        return None
    found = default_of(function, node.id)
    return found if isinstance(found, ast.Constant) else None
