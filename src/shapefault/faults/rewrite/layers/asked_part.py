"""A number written for the width of a part that is at hand: ``nn.Linear(768, 1)`` beside ``bert.hidden_size``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.constructor import argument, attribute_text, constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_part
from shapefault.source.files import enclosing

_WIDTH = re.compile(r"dim|size|width|features|channels|hidden|embed|planes", re.IGNORECASE)


def asked_part(trace: Trace, layer: Any, name: str, got: int, prior: float) -> Iterator[Fix]:
    """The part's own number, where it has one of a width that is what arrives."""
    call = constructor(layer) if layer is not None else None
    node = argument(call, layer, name) if call is not None else None
    init = enclosing(node, ast.FunctionDef) if node is not None else None
    if call is None or not isinstance(node, ast.Constant) or not isinstance(init, ast.FunctionDef):
        return
    running = (entered.module for entered in reversed(trace.crash.model_calls))
    owner = next((m for m in running if m is not layer and is_part(layer, m)), None)
    held = {**vars(owner), **owner._modules} if owner is not None else {}
    for parameter in (a.arg for a in init.args.args[1:] if hasattr(held.get(a.arg), "__dict__")):
        for key, value in list(vars(held[parameter]).items()):
            if type(value) is int and value == got and _WIDTH.search(key) and key[:1] != "_":
                yield fix(
                    f"ask {parameter} for its {key}", Edit(call.source.span(node), f"{parameter}.{key}"), prior,
                    stage=Stage.LAYER_CONFIG,
                    why=f"{attribute_text(trace, layer)} is written for {node.value!r}, {parameter}.{key} is {got}",
                )  # fmt: skip
