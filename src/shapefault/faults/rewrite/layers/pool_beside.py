"""A pool beside a convolution of the same stride: of an odd side the one keeps the half that the other rounds off.

In ``cat([conv(x), pool(x)])`` a padded 3 × 3 convolution of stride 2 gives ceil(H / 2), and ``MaxPool2d(2)``
floor(H / 2).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.facts import out_shape
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.constructor import attribute_text
from shapefault.faults.rewrite.layers.parameters import given
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_SPATIAL = ("conv", "max_pool", "avg_pool")


def pool_beside(trace: Trace, mismatch: Mismatch, roles: tuple[str, ...], prior: float) -> Iterator[Fix]:
    """``ceil_mode=True`` for the pool, where both read the same map and its side is one short of the other's."""
    journeys = [trace.journey(tensor) for role in roles if (tensor := mismatch.tensor(role)) is not None]
    last = [next((r for r in journey if ops.canonical(r.name).startswith(_SPATIAL)), None) for journey in journeys]
    for pool, conv in itertools.permutations([record for record in last if record is not None], 2):
        if not (ops.canonical(pool.name).startswith("max_pool") and ops.canonical(conv.name).startswith("conv")):
            continue
        halves, edit = (out_shape(pool) or ())[2:], given(pool.module, "ceil_mode", "True")
        short = {b - a for a, b in zip(halves, (out_shape(conv) or ())[2:], strict=False)}
        beside = pool.args[:1] and conv.args[:1] and pool.args[0] is conv.args[0]
        if beside and 1 in short <= {0, 1} and edit is not None:
            label = attribute_text(trace, pool.module)
            yield fix(
                f"give {label} ceil_mode=True", edit, prior, stage=Stage.LAYER_CONFIG,
                why=f"{label} rounds an odd side down, the convolution beside it rounds it up",
            )  # fmt: skip
