"""The channels that the program tells its model of, ``in_channels = 1``, and inputs that have another number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.naming import integers_named
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor

_TOLD = re.compile(r"^(n_?|num_?)?(in|input|inp|img|image|data)_?(channels?|ch|planes|nc|dim)$|^c_in$", re.IGNORECASE)
_MOST = 64


def told_channels(trace: Trace, prior: float) -> Iterator[Fix]:
    """The number that arrives, in the place of the one that is told."""
    given = next((v for v in trace.root.args if is_tensor(v)), None) if trace.root is not None else None
    if given is None or given.ndim not in (3, 4, 5) or given.shape[1] > _MOST:
        return
    come = int(given.shape[1])
    for name, told, place in integers_named(bench_of(trace).project, _TOLD):
        if told != come and told <= _MOST:
            yield fix(
                f"change {name} from {told} to {come}", Edit(place.span, str(come)), prior, stage=Stage.LAYER_CONFIG,
                why=f"{name} is {told}, what the model is given has {come} channels",
            )  # fmt: skip
