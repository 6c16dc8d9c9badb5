"""Volumes with few slices under windows of 2×2×2: a window that leaves that axis alone, ``(2, 2, 1)``."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.constructor import argument, constructor
from shapefault.faults.rewrite.layers.handed import origin
from shapefault.faults.rewrite.layers.parameters import per_axis
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.scalars import literals

_FEW = 8


def flat_windows(trace: Trace, mismatch: Mismatch, kernel: Shape, prior: float) -> Iterator[Fix]:
    """The number that all windows of the kind come from as one for each axis, 1 where the map is too short."""
    layer, sizes = mismatch.layer, mismatch.operands["input"].shape[-len(kernel) :]
    short = [k > size for k, size in zip(kernel, sizes, strict=True)]
    call = constructor(layer) if layer is not None else None
    node = argument(call, layer, "kernel_size") if call is not None else None
    if call is None or node is None or len(set(kernel)) != 1 or len(kernel) < 2 or all(short):
        return
    given = next((s for v in (trace.root.args if trace.root is not None else ()) if (s := shape_of(v))), ())
    # a clip of 15 frames was to have 16; of three slices none can be left out
    few = any(s and size < _FEW for s, size in zip(short, given[-len(kernel) :], strict=False))
    text = per_axis(tuple(1 if s else k for k, s in zip(kernel, short, strict=True)))
    worth, why = prior - (0.0 if few else 0.14), "the map is short along one axis, and the window halves all of them"
    for term in bench_of(trace).resolver.resolve(*origin(layer, call.source, node))[:3]:
        for leaf in literals(term):
            if leaf.value == kernel[0]:
                edit = Edit(leaf.place.span, text)
                yield fix(f"pool with windows of {text}", edit, worth, stage=Stage.LAYER_CONFIG, why=why)
