"""A number that says how large the masks are, ``out_size=256``, where the network gives smaller maps."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.naming import integers_named
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace

_OF_MASKS = re.compile(r"(^|_)(out|output|mask|label|target|gt|seg)(_?(put|size|sz|shape|dim|width|height|res))+$")


def mask_numbers(trace: Trace, predicted: Shape, masks: Shape, prior: float) -> Iterator[Fix]:
    """The number that the masks have on both sides, changed to that of the maps."""
    if len(set(predicted)) != 1 or len(set(masks)) != 1 or predicted == masks:
        return
    for name, now, place in integers_named(bench_of(trace).project, _OF_MASKS):
        if now == masks[0]:
            yield fix(
                f"change {name} from {masks[0]} to {predicted[0]}", Edit(place.span, str(predicted[0])), prior,
                stage=Stage.LOSS_TARGET, why=f"the masks are {masks[0]} wide, the network gives {predicted[0]}",
            )  # fmt: skip
