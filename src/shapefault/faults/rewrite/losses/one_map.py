"""A loss of two answers is given a map for each of them, flattened: twice as many scores as there are labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapefault.faults.facts import times
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.losses.own_loss import in_own_loss
from shapefault.faults.rewrite.numbers.naming import own_name
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace

_CLASSES = re.compile(r"class(es)?$|cls$|labels?$|out_channels$|^n_?out", re.IGNORECASE)
_TWO = 2


def one_map(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """One class where the program says two, and the loss has two scores for each label."""
    if times(got, want) != _TWO or max(got, want) <= _TWO * _TWO or not in_own_loss(trace):
        return
    for place in bench_of(trace).project.integers:
        name, now = own_name(place), getattr(place.node, "value", None)
        if now == _TWO and name and _CLASSES.search(name):
            yield fix(
                f"make {name} 1, a score for each label", Edit(place.span, "1"), prior, stage=Stage.LOSS_TARGET,
                why="the loss takes one score for each label, with two classes there are two",
            )  # fmt: skip
