"""A layer whose two numbers stand in the wrong order: ``nn.Conv2d(out, in)``, ``nn.Embedding(dim, vocabulary)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, exchange, fix
from shapefault.faults.rewrite.layers.constructor import argument, attribute_text, constructor
from shapefault.faults.rewrite.layers.handed import handed, user_sites
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import callee

_OTHER = {
    "in_channels": "out_channels",
    "in_features": "out_features",
    "input_size": "hidden_size",
    "embedding_dim": "num_embeddings",
}

_CHANCE = 0.17
"""What is taken off of a part's two numbers, for widths are often equal by chance; half of it where none is round."""


def swapped(trace: Trace, module: Any, name: str, new: int, prior: float) -> Iterator[Fix]:
    """Exchange ``name`` with its counterpart, where that has the number ``new`` which ``name`` should have."""
    other = _OTHER.get(name, "")
    if getattr(module, other, None) == new:
        yield from exchanged(trace, module, name, other, prior)
    yield from _handed_on(trace, module, name, new, prior - (_CHANCE if _round(new) else _CHANCE / 2))


def _round(width: int) -> bool:
    """Whether many layers have this width: ``64``, ``300``."""
    return width < 32 or width % 16 == 0 or width % 50 == 0


def exchanged(trace: Trace, module: Any, name: str, other: str, prior: float) -> Iterator[Fix]:
    """Exchange what two parameters of a layer are given."""
    call = constructor(module) if module is not None else None
    first = argument(call, module, name) if call is not None else None
    second = argument(call, module, other) if call is not None else None
    if call is None or first is None or second is None or ast.dump(first) == ast.dump(second):
        return
    label = attribute_text(trace, module)
    why = f"{label} is built with its {other} in the place of {name}"
    edits = exchange(call.source, first, second)
    yield fix(f"swap {name} and {other} of {label}", edits, prior, stage=Stage.LAYER_CONFIG, why=why)


def _handed_on(trace: Trace, module: Any, name: str, new: int, prior: float) -> Iterator[Fix]:
    """The same where a part of the program hands both on: ``MLP(out, in)`` with ``nn.Linear(in, ...)`` inside."""
    call, sites = constructor(module), user_sites(module)
    node = argument(call, module, name) if call is not None else None
    part = enclosing(node, ast.FunctionDef) if isinstance(node, ast.Name) else None
    if not isinstance(node, ast.Name) or not isinstance(part, ast.FunctionDef) or len(sites) < 2:
        return
    caller, given = handed(sites[1], part, node.id) or (None, None)
    if caller is None or given is None:
        return
    for other in caller.node.args:
        values = set(bench_of(trace).resolver.values(caller.source, other)) - {None}
        if other is given or isinstance(other, ast.Starred | ast.Constant) or (values and new not in values):
            continue
        one, two = caller.source.span(given).text, caller.source.span(other).text
        title = f"swap {one} and {two} in the call of {callee(caller.node)}"
        why = f"{attribute_text(trace, module)} takes {one} by it, {two} arrive"
        worth = prior if values else prior - 0.15  # what it is there is not written, the program's run tells
        yield fix(title, exchange(caller.source, given, other), worth, stage=Stage.LAYER_CONFIG, why=why)
