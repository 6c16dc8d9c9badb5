"""A layer built again for a number of its module's that is not the one that arrives: ``Linear(self.pool_dim, n)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.constructor import constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, of_self
from shapefault.source.nodes import walk


def other_attribute(trace: Trace, mismatch: Mismatch, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Another number that the module keeps, and that is what arrives."""
    layer = mismatch.layer
    call, owner = (constructor(layer), _owner(trace, layer)) if layer is not None else (None, None)
    if call is None or owner is None:
        return
    function = enclosing(call.node, ast.FunctionDef)
    if not isinstance(function, ast.FunctionDef) or function.name == "__init__":
        return  # there the numbers are about to be kept
    held = getattr(owner, "__dict__", {})
    for node in walk(call.node):
        if not of_self(node) or held.get(node.attr) != want:
            continue
        for name, value in held.items():
            if type(value) is int and value == got:
                yield fix(
                    f"build it for self.{name}, not self.{node.attr}", Edit(call.source.span(node), f"self.{name}"),
                    prior, stage=Stage.LAYER_CONFIG, why=f"{want} features are expected, self.{name} = {got} arrive",
                )  # fmt: skip


def _owner(trace: Trace, layer: object) -> object:
    """The module that the layer is an attribute of."""
    for module in trace.live_modules():
        if any(child is layer for child in module.children()):
            return module
    return None
