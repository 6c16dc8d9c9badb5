"""Convolutions that each take a rim off the map: give all of them the padding that keeps its size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapefault import ops
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.parameters import given, per_axis
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Mismatch, Trace


def keep_sizes(trace: Trace, mismatch: Mismatch, roles: tuple[str, ...], prior: float) -> Iterator[Fix]:
    """Pad every unpadded convolution with an odd kernel that the operands went through."""
    layers: list[Any] = []
    for role in roles:
        tensor = mismatch.tensor(role)
        for record in trace.journey(tensor) if tensor is not None else []:
            if ops.canonical(record.name) in ("conv1d", "conv2d", "conv3d") and record.module is not None:
                layers.append(record.module)
    edits: dict[Edit, None] = {}
    for layer in layers:
        kernel = tuple(getattr(layer, "kernel_size", ()))
        if getattr(layer, "padding", None) != (0,) * len(kernel) or not kernel:
            continue
        if max(kernel) == 1 or not all(k % 2 for k in kernel) or any(s != 1 for s in layer.stride):
            continue
        edit = given(layer, "padding", per_axis(tuple(k // 2 for k in kernel)))
        if edit is not None:
            edits[edit] = None
    if edits:
        yield fix(
            "pad the convolutions so that they keep the size",
            tuple(edits),
            prior,
            stage=Stage.LAYER_CONFIG,
            why="without padding each of these convolutions takes a rim off the map",
        )
