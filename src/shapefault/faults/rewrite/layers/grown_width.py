"""Layers built in a loop whose width is not carried on: ``DenseLayer(ch, growth)`` each time, while the maps grow."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix, insert_after
from shapefault.faults.rewrite.elsewhere.bindings import stored
from shapefault.faults.rewrite.layers.constructor import constructor, outer_constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, statement_of
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee


def grown_width(trace: Trace, module: Any, now: int, come: int, prior: float) -> Iterator[Fix]:
    """The width made larger behind each layer of the loop, by a name whose value is what the next one misses."""
    for call in _built(trace, module):
        loop = enclosing(call.node, ast.For)
        if not isinstance(loop, ast.For) or come <= now:
            continue
        values = [*call.node.args, *(k.value for k in call.node.keywords)]
        names = [n for n in values if isinstance(n, ast.Name) and n.id not in _changed(loop)]
        resolver = bench_of(trace).resolver
        widths = [n for n in names if now in resolver.values(call.source, n)]
        steps = [n for n in names if come - now in resolver.values(call.source, n)]
        counted = isinstance(loop.iter, ast.Call) and callee(loop.iter) == "range" and len(loop.iter.args) == 1
        why = f"each layer gives more than it takes, the next is built for {now} again"
        for width in widths[:1]:
            last = statement_of(call.node)
            for step in steps[:1]:
                if counted and isinstance(loop.target, ast.Name):
                    edit = Edit(call.source.span(width), f"{width.id} + {loop.target.id} * {step.id}")
                    yield fix(f"let {width.id} grow by {step.id} with each layer", edit, prior,
                              stage=Stage.LAYER_CONFIG, why=why)  # fmt: skip
                if last is not None:
                    yield fix(f"add {step.id} to {width.id} behind each layer",
                              insert_after(call.source, last, f"{width.id} += {step.id}"), prior - 0.01,
                              stage=Stage.LAYER_CONFIG, why=why)  # fmt: skip
            if come == 2 * now and not steps and last is not None:
                yield fix(f"double {width.id} behind each layer",
                          insert_after(call.source, last, f"{width.id} *= 2"), prior - 0.02,
                          stage=Stage.LAYER_CONFIG, why=why)  # fmt: skip


def _built(trace: Trace, module: Any) -> list[CallPlace]:
    """The calls that built the layer, and the running modules around it."""
    found = [constructor(module), outer_constructor(module)]
    found += [outer_constructor(call.module) for call in trace.crash.model_calls]
    return list({call.node: call for call in found if call is not None}.values())


def _changed(loop: ast.For) -> set[str]:
    """The names that the loop binds or changes."""
    assigned = [t for n in walk(loop) if isinstance(n, ast.Assign) for t in n.targets]
    changed = [n.target for n in walk(loop) if isinstance(n, ast.AugAssign | ast.AnnAssign)]
    return stored(loop.target, *assigned, *changed)
