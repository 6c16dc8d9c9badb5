"""Samples of one batch with an axis more or less: a stereo recording among mono ones, a picture without channels."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_after
from shapefault.faults.rewrite.samples.samples import insert_below, made_by
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.loader.facts import LoaderFacts, Sample
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, parent
from shapefault.source.nodes import walk

_MOST = 8
"""Channels of a recording or picture; a larger axis is no axis of channels."""


def equal_ranks(trace: Trace, facts: LoaderFacts, prior: float) -> Iterator[Fix]:
    """Give the odd samples the number of axes that the others have, below the assignment that made them.

    Where ``__getitem__`` only hands out what was read before, that is one which binds the name that the sample's entry
    has.
    """
    if facts.conflict is None or facts.conflict.reason != "rank":
        return
    ranks: Counter[int] = Counter()
    for value in facts.conflict.values:
        ranks[len(value.shape or ())] += 1
    usual = ranks.most_common(1)[0][0]
    odd = next((s for s in facts.samples if _rank(s, facts.leaf) not in (0, usual)), None)
    other = next((s for s in facts.samples if _rank(s, facts.leaf) == usual), None)
    if odd is None or other is None:
        return
    own, want, made = _shape(odd, facts.leaf), _shape(other, facts.leaf), made_by(odd, facts.leaf)
    if made is None:
        yield from _by_name(trace, facts, own, want, prior)
    if (
        made is None
        or made.after is None
        or made.after.kind not in ("tensor", "ndarray")
        or not made.name.isidentifier()
    ):
        return
    for title, line, why in _lines(made.name, own, want, made.after.kind == "ndarray"):
        edit = insert_below(made, line)
        if edit is not None:
            yield fix(title, edit, prior, stage=Stage.DATA_LOADING, why=why)


def _by_name(trace: Trace, facts: LoaderFacts, own: Shape, want: Shape, prior: float) -> Iterator[Fix]:
    key = re.search(r"(\w+)\W*$", facts.leaf)
    name = key.group(1) if key is not None else ""
    for rank, (source, statement) in enumerate(_binding(trace, name) if name.isidentifier() else ()):
        for title, line, why in _lines(name, own, want, array=True):
            edit = insert_after(source, statement, line)
            yield fix(title, edit, prior - 0.02 * rank, stage=Stage.DATA_LOADING, why=why)


def _lines(name: str, own: Shape, want: Shape, array: bool) -> Iterator[tuple[str, str, str]]:
    """What may be done to the odd samples, the statement that does it, and why."""
    for text, title in _changes(own, want, array):
        line = f"{name} = {text.replace('{}', name)} if {name}.ndim == {len(own)} else {name}"
        yield title, line, f"some samples have {len(own)} axes here, the others {len(want)}"


def _binding(trace: Trace, name: str) -> list[tuple[Source, ast.Assign]]:
    """The statements by which classes with ``__getitem__`` bind ``name`` to what a call gives."""
    found = []
    for source, function in bench_of(trace).project.functions.get("__getitem__", []):
        for part in walk(parent(function) or function):
            if isinstance(part, ast.Assign) and isinstance(part.value, ast.Call):
                names = [t.id for target in part.targets for t in walk(target) if isinstance(t, ast.Name)]
                if name in names:
                    found.append((source, part))
    return found


def _changes(own: Shape, want: Shape, array: bool) -> Iterator[tuple[str, str]]:
    """Texts with ``{}`` for the value, and what they do."""
    for axis in range(len(own)):
        if len(own) == len(want) + 1 and _alike(own[:axis] + own[axis + 1 :], want):
            if own[axis] == 1:
                yield (f"{{}}.squeeze({axis})", f"drop the axis of size 1 at {axis}")
            elif own[axis] <= _MOST:
                mean = f"{{}}.mean({axis})" if array else f"{{}}.float().mean({axis})"
                yield (mean, f"average the {own[axis]} channels of the odd samples")
    for axis in range(len(want)):
        if len(want) == len(own) + 1 and want[axis] <= _MOST and _alike(want[:axis] + want[axis + 1 :], own):
            count = want[axis]
            if array:
                one = f"{{}}.reshape({_sizes('{}', len(own), axis)})"
                text = one if count == 1 else f"{one}.repeat({count}, {axis})"
            else:
                one = f"{{}}.unsqueeze({axis})"
                text = one if count == 1 else f"{one}.repeat_interleave({count}, {axis})"
            yield (text, f"give the odd samples {count} channel{'s' if count > 1 else ''} at axis {axis}")


def _alike(a: Shape, b: Shape) -> bool:
    """Whether two shapes differ in their longest axis at most: samples may be of different lengths."""
    return sum(m != n for m, n in zip(a, b, strict=True)) <= 1


def _sizes(name: str, rank: int, axis: int) -> str:
    parts = [f"{name}.shape[{i}]" for i in range(rank)]
    return ", ".join([*parts[:axis], "1", *parts[axis:]])


def _shape(sample: Sample, path: str) -> Shape:
    value = sample.leaf(path)
    return value.shape or () if value is not None else ()


def _rank(sample: Sample, path: str) -> int:
    return len(_shape(sample, path))
