"""``model(rows[:, 1], rows[:, 0])``: two columns of index numbers, each given for the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from shapefault.faults.rewrite.bench import exchange, fix
from shapefault.faults.rewrite.operands import root_call
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor


def exchanged_numbers(trace: Trace, rows: int, prior: float) -> Iterator[Fix]:
    """The two arguments of the model's call in each other's place, where one has numbers for this table of ``rows``."""
    root, found = trace.root, root_call(trace)
    if root is None or found is None or len(found[2].args) != len(root.args):
        return
    _, source, node = found
    for first, second in combinations(range(len(root.args)), 2):
        largest = [_largest(root.args[i]) for i in (first, second)]
        same = getattr(root.args[first], "shape", None) == getattr(root.args[second], "shape", None)
        if None not in largest and same and (largest[0] < rows) != (largest[1] < rows):  # type: ignore[operator]
            texts = [source.span(node.args[i]).text for i in (first, second)]
            edits = exchange(source, node.args[first], node.args[second])
            yield fix(f"give {texts[1]} before {texts[0]}", edits, prior,
                      stage=Stage.DATA_LOADING, why=f"one goes to {largest[0]}, the other to {largest[1]}")  # fmt: skip


def _largest(value: Any) -> int | None:
    if not is_tensor(value) or value.is_floating_point() or value.device.type == "meta" or not value.numel():
        return None
    return int(value.max())
