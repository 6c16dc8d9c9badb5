"""Two layers of a row that stand in the wrong order: a norm before the layer whose channels it is made for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import exchange, fix
from shapefault.faults.rewrite.layers.constructor import attribute_text, constructor
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import parent

_TAKEN = ("in_channels", "in_features")
_GIVEN = ("out_channels", "out_features")


_OWN = ("num_features", "num_parameters", "num_channels")


def out_of_row(trace: Trace, prior: float) -> Iterator[Fix]:
    """The same for the layer that was running, with whatever it has one number a channel for."""
    call = trace.crash.calls[-1] if trace.crash.calls else None
    shape = shape_of(call.args[0]) if call is not None and call.args else None
    own = next((getattr(call.module, n) for n in _OWN if hasattr(call.module, n)), None) if call is not None else None
    if call is not None and shape is not None and len(shape) > 1 and type(own) is int and own != shape[1]:
        yield from before_its_layer(trace, call.module, shape[1], own, prior)


def before_its_layer(trace: Trace, norm: Any, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Exchange a norm with the layer behind it, where that takes what arrives and gives what the norm takes."""
    root = trace.root.module if trace.root is not None else None
    try:
        modules = list(root.modules()) if root is not None else []
        behind = modules[next(i for i, m in enumerate(modules) if m is norm) + 1]
    except (StopIteration, IndexError, RuntimeError):
        return
    takes = next((getattr(behind, n) for n in _TAKEN if hasattr(behind, n)), None)
    gives = next((getattr(behind, n) for n in _GIVEN if hasattr(behind, n)), None)
    one, other = constructor(norm), constructor(behind)
    if one is None or other is None or takes != got or gives != want or parent(one.node) is not parent(other.node):
        return
    yield fix(
        f"put {attribute_text(trace, norm)} behind {attribute_text(trace, behind)}",
        exchange(one.source, one.node, other.node),
        prior,
        stage=Stage.LAYER_CONFIG,
        why=f"{attribute_text(trace, behind)} takes the {got} that arrive and gives {want}",
    )
