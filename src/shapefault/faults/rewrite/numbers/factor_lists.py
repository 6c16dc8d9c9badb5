"""A list of factors by which layer after layer enlarges or shrinks a size: ``upsample_scales = [4, 4, 4, 4]``.

Their product has to be the number that the other side was made with, a hop length say.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from shapefault.faults.facts import in_shape, out_shape
from shapefault.faults.rewrite.behind import ancestors
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.losses.outputs import model_run
from shapefault.faults.rewrite.numbers.program import constants
from shapefault.faults.rewrite.numbers.related import stage_of
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace
from shapefault.source.project import Place, Project

_MOST, _LARGEST = 6, 4096
"""Factors in a list, and their product."""
_NAMED = 8
"""Smaller products are no number that a program has a name for."""


def factor_lists(trace: Trace, mismatch: Mismatch, a: int, b: int, prior: float) -> Iterator[Fix]:
    """Factors under which the sizes ``a`` and ``b`` agree, as near to those that are written as can be.

    The second choice is the number that the other size was made with, changed to the product of the factors.
    """
    project = bench_of(trace).project
    for role in list(mismatch.operands)[:3]:
        shape = mismatch.operands[role].shape
        for factors, grows in _factors(_records(trace, mismatch, role)):
            lists = _written(project, factors)
            for now, want in ((a, b), (b, a)) if lists else ():
                needed = _needed(now, want, math.prod(factors), grows) if now in shape[1:] else None
                if needed is not None:
                    yield from _others(lists, needed, grows, prior)
                    yield from _of_other_size(trace, needed, math.prod(factors), grows, prior - 0.06)


def _others(lists: list[tuple[Place, tuple[int, ...]]], needed: int, grows: bool, prior: float) -> Iterator[Fix]:
    verb = "enlarge" if grows else "shrink"
    for place, values in lists:
        for rank, others in enumerate(_near(values, needed)):
            text = ", ".join(map(str, others))
            why = f"the layers {verb} {math.prod(values)} times, {needed} times are needed"
            yield fix(f"{verb} {needed} times, by {text}", _entries(place, others), prior - 0.02 * rank,
                      stage=Stage.LAYER_CONFIG, why=why)  # fmt: skip


def _of_other_size(trace: Trace, needed: int, product: int, grows: bool, prior: float) -> Iterator[Fix]:
    if needed >= _NAMED:
        why = f"the layers {'enlarge' if grows else 'shrink'} {product} times, not {needed}"
        for found in constants(trace, needed, product, prior, limit=3, why=why):
            yield replace(found, stage=stage_of(found.title))


def _records(trace: Trace, mismatch: Mismatch, role: str) -> list[Record]:
    """The calls that an operand came through, the oldest first; of a model that was called before, too."""
    tensor = mismatch.tensor(role)
    found = ancestors(trace.records, tensor) if tensor is not None else []
    if (not found and trace.crash.module is None) or _is_loss(trace):
        run = model_run(trace, mismatch, role)
        found = ancestors(run.replay.records, run.output) if run is not None else found
    return found[::-1]


def _is_loss(trace: Trace) -> bool:
    return trace.root is None or type(trace.root.module).__module__.startswith("torch.nn.modules.loss")


def _factors(records: list[Record]) -> Iterator[tuple[tuple[int, ...], bool]]:
    """By how much the calls, the oldest first, made the last axes larger; and by how much smaller."""
    for grows in (True, False):
        for back in (1, 2):
            found = []
            for record in records:
                before, after = in_shape(record) or (), out_shape(record) or ()
                if len(before) != len(after) or len(before) < 2 + back:
                    continue
                small, large = (before[-back], after[-back])[:: 1 if grows else -1]
                if 0 < small < large and large % small == 0:
                    found.append(large // small)
            if 2 <= len(found) <= _MOST:
                yield tuple(found), grows


def _needed(now: int, want: int, product: int, grows: bool) -> int | None:
    """The product under which the size ``now``, which the factors lead to, would be ``want``."""
    over, under = (want, now) if grows else (now, want)
    needed, rest = divmod(product * over, under) if under else (0, 1)
    return needed if not rest and 1 < needed <= _LARGEST and needed != product else None


def _written(project: Project, factors: tuple[int, ...]) -> list[tuple[Place, tuple[int, ...]]]:
    """The lists of the program that are these factors, in this order or in the other."""
    found = []
    for source in project.sources:
        for node in source.nodes:
            if isinstance(node, ast.List | ast.Tuple) and len(node.elts) == len(factors):
                values = tuple(e.value if isinstance(e, ast.Constant) else None for e in node.elts)
                if values in (factors, factors[::-1]):
                    found.append((Place(source, node), factors if values == factors else factors[::-1]))
    return found


def _entries(place: Place, values: tuple[int, ...]) -> list[Edit]:
    """The list's entries that change."""
    entries = place.node.elts  # type: ignore[attr-defined]
    return [Edit(place.source.span(e), str(v)) for e, v in zip(entries, values, strict=True) if e.value != v]


def _near(values: tuple[int, ...], product: int, most: int = 2) -> list[tuple[int, ...]]:
    """As many factors of another product, the nearest to the old ones first, of equally near ones the larger first."""

    @cache
    def splits(index: int, left: int) -> tuple[tuple[int, ...], ...]:
        if index == len(values):
            return ((),) if left == 1 else ()
        return tuple(
            (factor, *rest)
            for factor in range(2, left + 1)
            if left % factor == 0
            for rest in splits(index + 1, left // factor)
        )

    def distance(found: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
        return sum(abs(f - v) for f, v in zip(found, values, strict=True)), tuple(-f for f in found)

    nearest: dict[tuple[int, ...], tuple[int, ...]] = {}
    for found in sorted(splits(0, product), key=distance):
        nearest.setdefault(tuple(sorted(found)), found)
    return list(nearest.values())[:most]
