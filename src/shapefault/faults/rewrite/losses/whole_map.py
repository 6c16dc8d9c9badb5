"""A discriminator's last convolution: one number a sample is compared, it leaves a map."""

from __future__ import annotations

import math
from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.constructor import attribute_text
from shapefault.faults.rewrite.layers.parameters import given, per_axis
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace, layer_params
from shapefault.observe.values import shape_of


def over_whole_map(trace: Trace, journey: list[Record], batch: int, wanted: Shape, prior: float) -> Iterator[Fix]:
    """The kernel as large as the map that arrives, where its result then has as many numbers as are ``wanted``.

    ``journey`` ends, newest record first, with the output; with padding p a kernel of H_in + 2p gives H_out = 1.
    """
    last = next((r for r in journey if ops.canonical(r.name) in ("conv1d", "conv2d", "conv3d")), None)
    before = shape_of(last.args[0]) if last is not None and last.args else None
    after = shape_of(last.out) if last is not None else None
    if last is None or last.module is None or before is None or after is None or after[0] != batch:
        return
    if math.prod(after[2:]) == 1 or math.prod(after[:2]) != math.prod(wanted):
        return
    padding = layer_params(last.module).get("padding", 0)
    rims = padding if isinstance(padding, tuple) else (padding,) * len(before[2:])
    if not all(isinstance(rim, int) for rim in rims) or any(d != 1 for d in getattr(last.module, "dilation", ())):
        return
    kernel = per_axis(tuple(size + 2 * rim for size, rim in zip(before[2:], rims, strict=True)))
    edit = given(last.module, "kernel_size", kernel)
    if edit is not None:
        map_text = "×".join(map(str, after[2:]))
        title = f"give {attribute_text(trace, last.module)} kernel_size={kernel}"
        yield fix(title, edit, prior, stage=Stage.LAYER_CONFIG,
                  why=f"it leaves a map of {map_text} where one number a sample is needed")  # fmt: skip
