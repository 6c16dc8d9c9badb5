"""A layer in a row that is given the width of what comes before the layer before it: ``up(a, b), conv(a, b)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import bound_once
from shapefault.faults.rewrite.keywords import given
from shapefault.faults.rewrite.layers.constructor import argument, constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.hooks import built_by
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, parent
from shapefault.source.project import CallPlace, bound_argument, called_as, callee

_NAMED = (ast.Name, ast.Attribute)
_OUT = ("out_channels", "out_features", "out_planes", "out_ch", "out_dim")


def behind_producer(
    trace: Trace, module: Any, name: str, got: int, prior: float, producer: Any = None
) -> Iterator[Fix]:
    """What the layer before it is built to give, in its own call or in that of the function that builds it.

    ``producer`` is the layer that gave what arrives, where it is known.
    """
    call = constructor(module)
    node = argument(call, module, name) if call is not None else None
    if call is None or node is None:
        return
    project, resolver = bench_of(trace).project, bench_of(trace).resolver
    around: list[tuple[Source, ast.Call, ast.expr]] = [(call.source, call.node, node)]
    function = enclosing(node, ast.FunctionDef)
    if isinstance(node, ast.Name) and isinstance(function, ast.FunctionDef):
        for outer in project.calls.get(called_as(function), []):
            handed = bound_argument(outer.node, function, node.id)
            around += [(outer.source, outer.node, handed)] if handed is not None else []
    for source, built, now in around:
        before, out = next(_given_before(built), (None, None))
        if out is None or ast.unparse(out) == ast.unparse(now):
            continue
        made = constructor(producer) if producer is not None else None
        if got in resolver.values(source, out) or (made is not None and made.node is before):
            text = source.span(out).text
            yield fix(f"take {text}, which the layer before it gives", Edit(source.span(now), text), prior,
                      stage=Stage.LAYER_CONFIG, why=f"{ast.unparse(now)} goes into the layer before it")  # fmt: skip


def of_producer(trace: Trace, layer: Any, name: str, owner: tuple[Any, str], prior: float) -> Iterator[Fix]:
    """``Linear(hidden2, 1)`` for ``Linear(hidden1, 1)``: the name that the layer which gave it, was built with."""
    call, made = constructor(layer), constructor(owner[0])
    now = argument(call, layer, name) if call is not None else None
    out = argument(made, *owner) if made is not None else None
    if made is not None and isinstance(out, ast.Name) and now is not None:
        made, out = _handed(made, out, enclosing(now, ast.FunctionDef), owner[0])
    if call is None or made is None or not isinstance(now, _NAMED) or not isinstance(out, _NAMED):
        return
    function = enclosing(now, ast.FunctionDef)
    if function is not None and enclosing(out, ast.FunctionDef) is function and ast.dump(now) != ast.dump(out):
        text = made.source.span(out).text
        why = f"what arrives is of {text}, {ast.unparse(now)} is written"
        yield fix(f"take {text}, which the layer before it gives", Edit(call.source.span(now), text), prior,
                  stage=Stage.LAYER_CONFIG, why=why)  # fmt: skip


def _handed(made: CallPlace, out: ast.Name, scope: ast.AST | None, module: Any) -> tuple[CallPlace, ast.expr]:
    """What a function that builds the layer, ``conv3x3(a, b)``, is given for it where the other layer is built."""
    helper = enclosing(made.node, ast.FunctionDef)
    for site in built_by(module):
        outer = call_at(site)
        if isinstance(helper, ast.FunctionDef) and outer is not None and callee(outer.node) == helper.name:
            given_there = bound_argument(outer.node, helper, out.id)
            if given_there is not None and enclosing(outer.node, ast.FunctionDef) is scope:
                return outer, given_there
    return made, out


def _given_before(call: ast.Call) -> Iterator[tuple[ast.Call, ast.expr]]:
    """The calls before it, in a list or in ``Sequential``, and what they are built to give; the last first."""
    around = parent(call)
    row: list[ast.expr] = around.args if isinstance(around, ast.Call) else getattr(around, "elts", [])
    for one in reversed(row[: row.index(call)] if call in row else []):
        scope = enclosing(one, ast.FunctionDef) if isinstance(one, ast.Name) else None
        before = bound_once(scope, one.id) if isinstance(one, ast.Name) and scope is not None else one
        if not isinstance(before, ast.Call):
            return
        out = next((node for name in _OUT if (node := given(before, 1, name)) is not None), None)
        if out is not None and not isinstance(out, ast.Constant):
            yield before, out
