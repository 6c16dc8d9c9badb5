"""A part built with a name, where a call beside it takes what comes in: ``SELayer(planes)`` for ``planes * 4``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.handed import user_sites
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, parent
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace

_OUTER = slice(1, 3)
"""The calls around the layer's own, whose argument is written by other rules."""


def spelled_beside(trace: Trace, module: Any, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The expression for ``got`` that is written beside the call, in the place of the name for ``want``."""
    resolver = bench_of(trace).resolver
    for site in user_sites(module)[_OUTER]:
        call = call_at(site)
        function = enclosing(call.node, ast.FunctionDef) if call is not None else None
        if call is None or not isinstance(function, ast.FunctionDef):
            continue
        for node in (*call.node.args, *(k.value for k in call.node.keywords)):
            if not isinstance(node, ast.Name | ast.Attribute) or want not in resolver.values(call.source, node):
                continue
            for text in _spelled(trace, call, function, node, got)[:1]:
                yield fix(
                    f"build {call.source.span(call.node.func).text} with {text}", Edit(call.source.span(node), text),
                    prior, stage=Stage.LAYER_CONFIG, why=f"{got} arrive, as a call beside it says with {text}",
                )  # fmt: skip


def _spelled(trace: Trace, call: CallPlace, function: ast.FunctionDef, node: ast.expr, got: int) -> list[str]:
    """What other calls of the function are given that is worked out from the name and comes to ``got``."""
    resolver, name = bench_of(trace).resolver, ast.unparse(node)
    own, found = {id(part) for part in walk(call.node)}, dict[str, None]()
    for part in walk(function):
        if not isinstance(part, ast.BinOp) or not isinstance(parent(part), ast.Call | ast.keyword) or id(part) in own:
            continue
        if got in resolver.values(call.source, part) and name in map(ast.unparse, walk(part)):
            found[call.source.span(part).text] = None
    return list(found)
