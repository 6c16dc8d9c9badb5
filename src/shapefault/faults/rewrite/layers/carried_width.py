"""Layers built in a loop that start at the width of the one before: ``conv(c, v)`` without ``c = v`` behind it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.facts import last_dim_owner
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import fix, insert_after
from shapefault.faults.rewrite.layers.handed import user_sites
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, parent, statement_of
from shapefault.source.project import CallPlace

_DEPTH = 4


def carried_width(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``c = v`` behind the layer that gives ``v``, where the failing one is built from ``c`` as well."""
    if mismatch.layer is None:
        return
    failing = _built(mismatch.layer)
    for made in failing:
        yield from _in_list(made, prior)
    owner = last_dim_owner(trace, mismatch, "input", 1 if len(mismatch.shape("input") or ()) > 2 else -1)
    if owner is None:
        return
    why = "the next layer starts at that name, this one ends elsewhere"
    taken = {a.id for call in failing for a in _given(call) if isinstance(a, ast.Name)}
    for made in _built(owner[0]):
        statement = statement_of(made.node)
        if statement is None or enclosing(made.node, ast.For) is None:
            continue
        given = _given(made)
        for running in dict.fromkeys(a.id for a in given if isinstance(a, ast.Name) and a.id in taken):
            for width in [a for a in given if not isinstance(a, ast.Constant | ast.Starred)][:3]:
                text = made.source.span(width).text
                if text != running:
                    line = f"{running} = {text}"
                    yield fix(
                        f"carry the width on, {line}",
                        insert_after(made.source, statement, line),
                        prior,
                        stage=Stage.LAYER_CONFIG,
                        why=why,
                    )


def _in_list(made: CallPlace, prior: float) -> Iterator[Fix]:
    """``[Cell(c, h) for h in widths]`` as ``[Cell(c, h) for c, h in zip((c, *widths), widths)]``."""
    around = parent(made.node)
    loops = around.generators if isinstance(around, ast.ListComp | ast.GeneratorExp) else []
    if len(loops) != 1 or not isinstance(loops[0].target, ast.Name) or len(made.node.args) < 2:
        return
    first, second = made.node.args[:2]
    widths, each = made.source.span(loops[0].iter).text, loops[0].target
    if isinstance(first, ast.Name) and isinstance(second, ast.Name) and second.id == each.id != first.id:
        edits = [
            Edit(made.source.span(each), f"{first.id}, {each.id}"),
            Edit(made.source.span(loops[0].iter), f"zip(({first.id}, *{widths}), {widths})"),
        ]
        yield fix(f"let each start at the width of the one before, {first.id} at first", edits, prior,
                  stage=Stage.LAYER_CONFIG, why=f"all of them start at {first.id}")  # fmt: skip


def _built(layer: Any) -> list[CallPlace]:
    """The calls of the program during which a layer was built, the innermost first."""
    return [call for site in user_sites(layer)[:_DEPTH] if (call := call_at(site)) is not None]


def _given(call: CallPlace) -> list[ast.expr]:
    return [*call.node.args, *(k.value for k in call.node.keywords)]
