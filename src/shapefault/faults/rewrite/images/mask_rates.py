"""By how much the masks are made smaller, ``downsampling_rate=8``, where the network makes its maps smaller by 4."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.naming import integers_named
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace

_RATE = re.compile(r"rate|stride|down|scale|factor|ratio|shrink|reduc", re.IGNORECASE)
_OF_MASKS = re.compile(r"mask|label|seg|target|gt|out", re.IGNORECASE)


def mask_rates(trace: Trace, predicted: Shape, masks: Shape, prior: float) -> Iterator[Fix]:
    """The rate in the proportion of the two sizes, what speaks of masks first."""
    if len(predicted) != len(masks):
        return  # no masks
    up = [(p // m, 1) for p, m in zip(predicted, masks, strict=True) if p > m and p % m == 0]
    down = [(1, m // p) for p, m in zip(predicted, masks, strict=True) if m > p and m % p == 0]
    shares = set(up + down)
    if len(shares) != 1 or len(up + down) != len(predicted):
        return
    less, more = shares.pop()
    for name, now, place in integers_named(bench_of(trace).project, _RATE):
        new = now * more // less
        if now < max(less, 2) or now % less or new == now:
            continue
        yield fix(
            f"change {name} from {now} to {new}", Edit(place.span, str(new)),
            prior if _OF_MASKS.search(name) else prior - 0.2, stage=Stage.LOSS_TARGET,
            why=f"the masks are {'×'.join(map(str, masks))}, the network gives {'×'.join(map(str, predicted))}",
        )  # fmt: skip
