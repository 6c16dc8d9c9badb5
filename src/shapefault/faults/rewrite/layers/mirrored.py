"""A decoder that doubles what its encoder halved: 187 → 94 → 47 → 24 goes back over 48 unless each step is told.

``output_padding`` says which of the sizes that a strided convolution brings to one and the same is meant; see
https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapefault import ops
from shapefault.faults.facts import in_shape
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.parameters import given, per_axis
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace, layer_params


def mirrored(trace: Trace, output: Any, want: Shape, prior: float) -> Iterator[Fix]:
    """``output_padding`` for each transposed layer, to give the size that the encoder's layer of its place had."""
    journey = trace.journey(output)
    ups = [r for r in journey if r.module is not None and ops.canonical(r.name).startswith("conv_transpose")][::-1]
    downs = [r for r in journey if _halves(r)]
    if len(ups) < 2 or len(ups) != len(downs) or (in_shape(downs[-1]) or ())[2:] != want[2:]:
        return
    edits: list[Edit] = []
    size = (in_shape(ups[0]) or ())[2:]
    for up, down in zip(ups, downs, strict=True):
        layer, goal = up.module, (in_shape(down) or ())[2:]
        told = {**layer_params(layer), "output_padding": 0}
        bare = [ops.spatial(ops.canonical(up.name), told, n, axis) for axis, n in enumerate(size)]
        padding = tuple(b - a for a, b in zip(bare, goal, strict=False) if a is not None)
        if len(padding) != len(size) or not all(0 <= p < s for p, s in zip(padding, layer.stride, strict=True)):
            return
        if padding != tuple(layer.output_padding):
            edit = given(layer, "output_padding", per_axis(padding))
            if edit is None:
                return
            edits.append(edit)
        size = goal
    if edits and len({edit.span for edit in edits}) == len(edits):
        yield fix("let each step of the decoder give the size that the encoder's had", edits, prior,
                  stage=Stage.LAYER_CONFIG, why="a size that is odd is rounded on its way down")  # fmt: skip


def _halves(record: Record) -> bool:
    """Whether a record is a convolution or a pool with a stride."""
    op = ops.canonical(record.name)
    if "transpose" in op or not op.startswith(("conv", "max_pool", "avg_pool")):
        return False
    stride = getattr(record.module, "stride", 1)
    return any(s > 1 for s in (stride if isinstance(stride, tuple) else (stride,)) if isinstance(s, int))
