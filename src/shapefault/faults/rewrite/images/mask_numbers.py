"""A number that says how large the masks are, ``out_size=256``, where the network gives smaller maps."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent

_OF_MASKS = re.compile(r"(^|_)(out|output|mask|label|target|gt|seg)(_?(put|size|sz|shape|dim|width|height|res))+$")


def mask_numbers(trace: Trace, predicted: Shape, masks: Shape, prior: float) -> Iterator[Fix]:
    """The number that the masks have on both sides, changed to that of the maps."""
    if len(set(predicted)) != 1 or len(set(masks)) != 1 or predicted == masks:
        return
    for place in bench_of(trace).project.integers:
        node, around = place.node, parent(place.node)
        name = ""
        if isinstance(around, ast.keyword):
            name = around.arg or ""
        elif isinstance(around, ast.Assign):
            name = ast.unparse(around.targets[0]).rpartition(".")[2]
        elif isinstance(around, ast.Dict):
            keys = [k for k, v in zip(around.keys, around.values, strict=True) if v is node]
            name = str(keys[0].value) if keys and isinstance(keys[0], ast.Constant) else ""
        if isinstance(node, ast.Constant) and node.value == masks[0] and _OF_MASKS.search(name.lower()):
            yield fix(
                f"change {name} from {masks[0]} to {predicted[0]}", Edit(place.span, str(predicted[0])), prior,
                stage=Stage.LOSS_TARGET, why=f"the masks are {masks[0]} wide, the network gives {predicted[0]}",
            )  # fmt: skip
