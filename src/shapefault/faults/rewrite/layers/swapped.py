"""A layer whose two numbers stand in the wrong order: ``nn.Conv2d(out, in)``, ``nn.Embedding(dim, vocabulary)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.constructor import argument, attribute_text, constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.hooks import built_by
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, is_user_file
from shapefault.source.project import bound_argument, callee
from shapefault.source.scalars import evaluate

_OTHER = {
    "in_channels": "out_channels",
    "in_features": "out_features",
    "input_size": "hidden_size",
    "embedding_dim": "num_embeddings",
}


def swapped(trace: Trace, module: Any, name: str, new: int, prior: float) -> Iterator[Fix]:
    """Exchange ``name`` with its counterpart, where that has the number ``new`` which ``name`` should have."""
    other = _OTHER.get(name, "")
    if getattr(module, other, None) == new:
        yield from exchanged(trace, module, name, other, prior)
    yield from _handed_on(trace, module, name, new, prior - 0.17)  # two widths are often equal by chance


def exchanged(trace: Trace, module: Any, name: str, other: str, prior: float) -> Iterator[Fix]:
    """Exchange what two parameters of a layer are given."""
    call = constructor(module) if module is not None else None
    first = argument(call, module, name) if call is not None else None
    second = argument(call, module, other) if call is not None else None
    if call is None or first is None or second is None or ast.dump(first) == ast.dump(second):
        return
    label, one, two = attribute_text(trace, module), call.source.span(first), call.source.span(second)
    yield fix(
        f"swap {name} and {other} of {label}",
        (Edit(one, two.text), Edit(two, one.text)),
        prior,
        stage=Stage.LAYER_CONFIG,
        why=f"{label} is built with its {other} in the place of {name}",
    )


def _handed_on(trace: Trace, module: Any, name: str, new: int, prior: float) -> Iterator[Fix]:
    """The same where a part of the program hands both on: ``MLP(out, in)`` with ``nn.Linear(in, ...)`` inside."""
    call, sites = constructor(module), [site for site in built_by(module) if is_user_file(site.file)]
    node = argument(call, module, name) if call is not None else None
    around = enclosing(node, ast.FunctionDef) if isinstance(node, ast.Name) else None
    source, caller = (sites[1].source(), sites[1].node()) if len(sites) > 1 else (None, None)
    if source is None or not isinstance(caller, ast.Call) or not isinstance(around, ast.FunctionDef):
        return
    assert isinstance(node, ast.Name)
    given = bound_argument(caller, around, node.id)
    resolver = bench_of(trace).resolver
    for other in caller.args:
        values = {evaluate(term) for term in resolver.resolve(source, other)}
        if given is None or other is given or isinstance(other, ast.Starred) or new not in values:
            continue
        one, two = source.span(given), source.span(other)
        yield fix(
            f"swap {one.text} and {two.text} in the call of {callee(caller)}",
            (Edit(one, two.text), Edit(two, one.text)),
            prior,
            stage=Stage.LAYER_CONFIG,
            why=f"{attribute_text(trace, module)} takes {one.text} by it, {two.text} arrive",
        )
