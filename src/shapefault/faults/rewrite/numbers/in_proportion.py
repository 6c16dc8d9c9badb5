"""Two numbers of the program that give the two sizes by one simple formula: 1024 and 640 give ``n + 2`` of each.

Both were worked out from a number of their own, ``n_fft // 2 + 1`` say, which is written in two places.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.naming import labelled
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.project import Place

_FACTORS = (0.5, 1.0, 2.0)
_MOST_ADDED = 2
_LEAST = 32
"""Smaller numbers stand in too many relations to each other."""
_MOST = 6
_FEWEST_STEPS, _SMALLEST_STEP = 3, 8


def in_proportion(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Each of the two numbers made the other, the one behind the wanted size first."""
    if got == want:
        return
    written: dict[int, list[tuple[Place, str]]] = defaultdict(list)
    for place in bench_of(trace).project.integers:
        label, _ = labelled(place)
        value = place.node.value  # type: ignore[attr-defined]
        if label and value >= _LEAST and not isinstance(getattr(place.node, "_shapefault_parent", None), ast.Tuple):
            written[value].append((place, label))
    made = 0
    for a in written:
        for b in written:
            if a == b or not _fits(a, b, want, got):
                continue
            for old, new, worth in ((a, b, prior), (b, a, prior - 0.06)):
                for place, label in written[old][:3]:
                    yield fix(
                        f"change {label} from {old} to {new}", Edit(place.span, str(new)), worth,
                        stage=Stage.LAYER_CONFIG, why=f"{want} comes from {a}, {got} from {b}",
                    )  # fmt: skip
                    made += 1
            if made >= _MOST:
                return


def per_step(trace: Trace, a: int, b: int, prior: float) -> Iterator[Fix]:
    """Of two sizes of so many steps each, ``10 * hop`` and 2560: the number of one step that the program writes.

    The number of steps is a size of what the model was given, its batch aside.
    """
    root = trace.root
    given = root.args if root is not None else ()
    steps = {size for value in given for size in (shape_of(value) or ())[1:] if size >= _FEWEST_STEPS}
    for place in bench_of(trace).project.integers:
        label, _ = labelled(place)
        value = place.node.value  # type: ignore[attr-defined]
        for have, want in ((a, b), (b, a)):
            if not label or value < _SMALLEST_STEP or have % value or have // value not in steps:
                continue
            count = have // value
            if want % count == 0 and want // count >= _SMALLEST_STEP:
                yield fix(
                    f"change {label} from {value} to {want // count}", Edit(place.span, str(want // count)), prior,
                    stage=Stage.LAYER_CONFIG, why=f"{count} steps of {value} are {have}, the other has {want}",
                )  # fmt: skip


def _fits(a: int, b: int, want: int, got: int) -> bool:
    """Whether ``want = k * a + c`` and ``got = k * b + c`` for a simple factor and a little added."""
    factor = (want - got) / (a - b)
    added = want - factor * a
    return factor in _FACTORS and abs(added) <= _MOST_ADDED and (factor, added) != (1.0, 0.0)
