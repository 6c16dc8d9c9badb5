"""A layer whose two numbers stand in the wrong order: ``nn.Conv2d(out, in)``, ``nn.Embedding(dim, vocabulary)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.constructor import argument, attribute_text, constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace

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
