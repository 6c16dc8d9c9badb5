"""Another number of the same constructor that would fit: ``nn.LayerNorm(mlp)`` where ``nn.LayerNorm(dim)`` belongs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.constructor import argument, attribute_text, constructor, outer_constructor
from shapefault.faults.rewrite.layers.handed import origin
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, parent
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee


def other_names(trace: Trace, module: Any, parameter: str, old: int, new: int, prior: float) -> Iterator[Fix]:
    """Names of the function that builds ``module`` that stand for ``new``, where it now says something for ``old``.

    Names that other layers there are built with come first; a plain literal is no slip of this kind.
    """
    call = constructor(module) if module is not None else None
    node = argument(call, module, parameter) if call is not None else None
    if call is not None and node is not None and not isinstance(node, ast.Constant):
        yield from _exchanged(trace, call, node, attribute_text(trace, module), old, new, prior)
        yield from _outside(trace, module, call.source, node, old, new, prior + 0.16)


def _outside(
    trace: Trace, module: Any, source: Source, node: ast.expr, old: int, new: int, prior: float
) -> Iterator[Fix]:
    """The same where the number is worked out in the call that builds the model, ``Net(cfg.fft // 2 + 1)``.

    Only numbers of the same settings are taken, ``cfg.mels``: outside, many a number has the right value.
    """
    place, given = origin(module, source, node)
    call = parent(given)
    call = parent(call) if isinstance(call, ast.keyword) else call
    if given is node or not isinstance(given, ast.BinOp) or not isinstance(call, ast.Call):
        return
    roots = _roots(given)
    for one in _exchanged(trace, CallPlace(place, call), given, callee(call) or "it", old, new, prior):
        if roots & _roots(ast.parse(one.edits[0].content, mode="eval").body):
            yield one


def _roots(node: ast.expr) -> set[str]:
    return {n.id for n in walk(node) if isinstance(n, ast.Name)}


def own_layer_names(trace: Trace, old: int, new: int, prior: float) -> Iterator[Fix]:
    """The same for a layer of the program's own, whose ``forward`` was running: each argument that is ``old``."""
    user = trace.crash.user
    module = user.frame.f_locals.get("self") if user is not None and user.name == "forward" else None
    call = outer_constructor(module) if module is not None else None
    if call is None or callee(call.node) != type(module).__name__:
        return
    resolver = bench_of(trace).resolver
    for node in [*call.node.args, *(k.value for k in call.node.keywords)]:
        if isinstance(node, ast.Name) and old in resolver.values(call.source, node):
            yield from _exchanged(trace, call, node, attribute_text(trace, module), old, new, prior)


def _exchanged(
    trace: Trace, call: CallPlace, node: ast.expr, label: str, old: int, new: int, prior: float
) -> Iterator[Fix]:
    function = enclosing(call.node, ast.FunctionDef) or call.source.tree
    if function is call.source.tree and not isinstance(node, ast.BinOp):
        return
    resolver = bench_of(trace).resolver
    written = ast.unparse(node)
    used: dict[str, tuple[int, ast.expr]] = {}
    for part in walk(function):
        if not isinstance(part, ast.Call) or part is call.node:
            continue
        for given in [*part.args, *(k.value for k in part.keywords)]:
            if isinstance(given, ast.Name | ast.Attribute | ast.BinOp):
                text = ast.unparse(given)
                used[text] = (used.get(text, (0, given))[0] + 1, given)
    elsewhere = written in used
    for text, (_, expression) in used.items():
        values = resolver.values(call.source, expression) if text != written else []
        if new not in values:
            continue
        yield fix(
            f"build {label} with {text}",
            Edit(call.source.span(node), text),
            prior + (0.04 if elsewhere else -0.1) - (0.0 if values[0] == new else 0.03),
            stage=Stage.LAYER_CONFIG,
            why=f"{written} is {old} here, {text} is {new}",
        )
