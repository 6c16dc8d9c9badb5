"""Convolutions that each take a rim off the map: give all of them, or one, the padding that keeps its size.

A transposed convolution that takes as many steps as there are adds the rim instead.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from shapefault import ops
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.constructor import argument, attribute_text, constructor
from shapefault.faults.rewrite.layers.parameters import given, per_axis
from shapefault.faults.rewrite.layers.spatial import journey_under
from shapefault.faults.rewrite.numbers.defaults import given_in_call
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace, layer_params
from shapefault.source.retarget import Retarget, retarget

_OVER, _GIVEN = 0.3, 0.02


def keep_sizes(trace: Trace, mismatch: Mismatch, roles: tuple[str, ...], prior: float) -> Iterator[Fix]:
    """Pad every convolution with an odd kernel and too little padding that the operands went through."""
    layers: list[Any] = []
    for role in roles:
        tensor = mismatch.tensor(role)
        layers += _short_of_padding(trace.journey(tensor)) if tensor is not None else []
    yield from _padded(trace, layers, "the convolutions so that they keep the size", prior)


def padded_to(trace: Trace, tensor: Any, want: Shape, prior: float) -> Iterator[Fix]:
    """Pad all of them, or one alone, where the map that ``tensor`` was made from then has the sizes ``want``."""
    journey = trace.journey(tensor)
    layers = _short_of_padding(journey)
    choices = [layers, *([layer] for layer in layers)] if len(layers) > 1 else [layers]
    for rank, chosen in enumerate(choice for choice in choices if choice):
        changed = {id(layer): {**layer_params(layer), "padding": _same(layer)} for layer in chosen}
        if journey_under(journey, changed) == want:
            names = "the convolutions" if len(chosen) > 1 else attribute_text(trace, chosen[0])
            text = f"{names} so that {'they keep' if len(chosen) > 1 else 'it keeps'} the size"
            yield from _padded(trace, chosen, text, prior - 0.02 * min(rank, 1))


def _short_of_padding(journey: list[Record]) -> list[Any]:
    found: dict[int, Any] = {}
    for record, before in zip_longest(journey, journey[1:]):
        layer = record.module
        if before is not None and "pad" in before.name:
            continue  # a layer in front of it has padded the map
        if layer is None or not ops.canonical(record.name).startswith("conv"):
            continue
        kernel, padding = (tuple(getattr(layer, name, ())) for name in ("kernel_size", "padding"))
        if len(kernel) != len(padding) or any(p > k // 2 for k, p in zip(kernel, padding, strict=True)):
            continue
        if padding == _same(layer):
            continue
        if max(kernel) > 1 and all(k % 2 for k in kernel) and all(s == 1 for s in layer.stride):
            found[id(layer)] = layer
    return list(found.values())


def _same(layer: Any) -> tuple[int, ...]:
    return tuple(k // 2 for k in layer.kernel_size)


def _padded(trace: Trace, layers: list[Any], text: str, prior: float) -> Iterator[Fix]:
    edits: dict[Edit, None] = {}
    for layer in layers:
        edit = given(layer, "padding", per_axis(_same(layer)))
        if edit is not None:
            edits[edit] = None
    several = len(edits) > 1
    each = "each of these convolutions" if several else "this convolution"
    why = f"{each} has less padding than half its kernel, and changes the size of the map"
    handed = list(_by_parameter(trace, layers, text, prior, why))
    yield from handed
    if edits:
        # What a caller may choose is not to be fixed for all of them.
        yield fix(f"pad {text}", tuple(edits), prior - _OVER * bool(handed), stage=Stage.LAYER_CONFIG, why=why)


def _by_parameter(trace: Trace, layers: list[Any], text: str, prior: float, why: str) -> Iterator[Fix]:
    """Where all of them take their padding from one parameter, which is left at its default: that, and the default."""
    found: set[Retarget] | None = None
    for layer in layers:
        call = constructor(layer)
        node = argument(call, layer, "padding") if call is not None else None
        if call is None or node is None or isinstance(node, ast.Constant | ast.Tuple):
            return
        own = {
            replace(t, hops=0)
            for t in retarget(bench_of(trace).resolver, call.source, node, layer.padding[0], _same(layer)[0])
        }
        found = own if found is None else found & own
    for target in found or ():
        if target.literal is not None:
            yield from given_in_call(trace, target.literal, target.value, prior + _GIVEN, Stage.LAYER_CONFIG)
            yield fix(f"pad {text}, by default", target.edits, prior, stage=Stage.LAYER_CONFIG, why=why)
