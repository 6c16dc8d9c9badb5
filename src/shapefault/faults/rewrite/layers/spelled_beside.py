"""A part built with a name, where a call beside it takes what comes in: ``SELayer(planes)`` for ``planes * 4``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.handed import numbers_given, user_sites
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace
from shapefault.source.scalars import Resolver

_OUTER = slice(1, 3)
"""The calls around the layer's own, whose argument is written by other rules."""


def spelled_beside(trace: Trace, module: Any, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The expression for ``got`` that is written beside the call, in the place of the name for ``want``."""
    resolver = bench_of(trace).resolver
    for call, function, names in numbers_given(resolver, user_sites(module)[_OUTER], want):
        for node in names:
            text = _spelled(resolver, call, function, node, got)
            if text:
                yield fix(
                    f"build {call.source.span(call.node.func).text} with {text}", Edit(call.source.span(node), text),
                    prior, stage=Stage.LAYER_CONFIG, why=f"{got} arrive, as a call beside it says with {text}",
                )  # fmt: skip


def _spelled(resolver: Resolver, call: CallPlace, function: ast.FunctionDef, node: ast.expr, got: int) -> str:
    """What another call of the function is given that is worked out from the name and comes to ``got``; "" for none."""
    name, own = ast.unparse(node), {id(part) for part in walk(call.node)}
    for part in walk(function):
        if not isinstance(part, ast.BinOp) or not isinstance(parent(part), ast.Call | ast.keyword) or id(part) in own:
            continue
        if got in resolver.values(call.source, part) and name in map(ast.unparse, walk(part)):
            return call.source.span(part).text
    return ""
