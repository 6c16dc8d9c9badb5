"""Which lines of a crashed program are suspect: how likely each is to be the one that has to change.

A rule knows why a line is wrong, and knows nothing of the lines that it is not about. What is told here is of all
lines, and is learned: from programs whose faults are known, how what is written on a line, what it had to do with
the crash and what kind of fault it is go together with its being the culprit. The model is a conditional logit
(McFadden 1974, "Conditional logit analysis of qualitative choice behavior"): a line's weight is the sum of those of
its features, and the probabilities of a program's lines, in proportion to the exponentials, sum to one.

What stage a line belongs to is told alike, by a logit over the stages for the same features of the line alone.

``lines.json`` and ``stages.json`` are made by ``scripts/learn_suspects.py``, which says how well they do on programs
that they were not made from.
"""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TypeVar

from shapefault.faults.rewrite.bench import bench_of
from shapefault.faults.rewrite.meeting import meeting
from shapefault.faults.suspects.happened import happened
from shapefault.faults.suspects.sizes import Sizes
from shapefault.faults.suspects.surroundings import Surroundings
from shapefault.faults.suspects.written import lines_of, scope_of, words_of
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_FAMILY = 3
"""Characters of a fault's code that faults of one kind have in common: ``SF1``."""
_TOLD = ("#", "@", "came", "other came", "builds", "frame", "gives", "outer")
"""What words begin with that are taken two at a time as well."""
_OWN_WORDS = ("p:", "v:", "a:", "t=", "t.")
"""What words begin with that say too little of a stage: single names."""
_MOST_LINES = 4000
"""Lines of a program up to which all are looked at; of a larger one those of the files that the crash went through."""
_OF_SOME = 0.005
"""How likely a line has to be to count where the stage is asked for and no line is known."""

Line = tuple[str, int]
"""A file and a line's number."""

_Key = TypeVar("_Key", Line, Stage)


@dataclass(frozen=True)
class Suspects:
    """The probability of each line of code to be the culprit's; they sum to one."""

    lines: Mapping[Line, float]
    stages: Mapping[Line, Mapping[Stage, float]] = field(default_factory=dict)
    """Of each line, how likely each stage is should it be the culprit's."""

    def of(self, fix: Fix) -> float:
        """How likely one of the lines that a fix edits is the culprit's."""
        return sum(self.lines.get(line, 0.0) for line in _edited(fix))

    def first(self) -> tuple[Line | None, float]:
        """The most suspect line, and its probability."""
        return max(self.lines.items(), key=lambda item: item[1], default=(None, 0.0))

    def stage_of(self, fix: Fix | None) -> Stage | None:
        """The stage of the lines that a fix edits; without one that of the program's suspect lines."""
        lines: Iterable[Line] = _edited(fix) if fix is not None else ()
        shares = {line: 1.0 for line in lines if line in self.stages}
        shares = shares or {line: share for line, share in self.lines.items() if share > _OF_SOME}
        total = {s: sum(share * self.stages[line][s] for line, share in shares.items()) for s in Stage if shares}
        return max(total, key=lambda stage: total[stage], default=None)


def _edited(fix: Fix) -> set[Line]:
    return {line for edit in fix.edits for line in _lines(edit)}


def _lines(edit: Edit) -> Iterator[Line]:
    """The lines of an edit; one that puts something in stands for the line above it, too."""
    first, last = edit.span.start[0], edit.span.end[0]
    if edit.span.end[1] == 1 and last > first:
        last -= 1
    for line in range(first - (edit.span.start == edit.span.end), last + 1):
        yield edit.span.file, line


def suspects_of(trace: Trace, code: str) -> Suspects:
    """The lines of the program that crashed, each with its probability. ``code`` is that of its fault."""
    mismatch = trace.mismatch
    if mismatch is None:
        return Suspects({})
    weights, of_stages = line_weights(), stage_weights()
    worth: dict[Line, float] = {}
    stages: dict[Line, Mapping[Stage, float]] = {}
    for line, found in features(trace, mismatch, code):
        # Exact sums, so that the order of a set, which is another in every process, decides nothing.
        worth[line] = math.fsum(weights.get(feature, 0.0) for feature in found)
        known = [of_stages[feature] for feature in of_stage(found, code) if feature in of_stages]
        stages[line] = _shares({stage: math.fsum(own[place] for own in known) for place, stage in enumerate(Stage)})
    return Suspects(_shares(worth), stages)


def _shares(worth: Mapping[_Key, float]) -> dict[_Key, float]:
    """In proportion to the exponentials, summing to one."""
    best = max(worth.values(), default=0.0)
    powers = {key: math.exp(value - best) for key, value in worth.items()}
    total = sum(powers.values())
    return {key: power / total for key, power in powers.items()}


@lru_cache(maxsize=1)
def line_weights() -> Mapping[str, float]:
    """What each feature adds to a line's worth."""
    loaded: dict[str, float] = json.loads(files(__name__).joinpath("lines.json").read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=1)
def stage_weights() -> Mapping[str, list[float]]:
    """What each feature adds to each stage's worth, in the order of :class:`shapefault.model.Stage`."""
    loaded: dict[str, list[float]] = json.loads(files(__name__).joinpath("stages.json").read_text(encoding="utf-8"))
    return loaded


def features(trace: Trace, mismatch: Mismatch, code: str) -> Iterator[tuple[Line, set[str]]]:
    """The features of every line of code."""
    project, frames = bench_of(trace).project, list(trace.user_frames())
    sizes = Sizes(mismatch, meeting(trace), frames, trace.crash.expression)
    around, lines = Surroundings(project, trace, frames, sizes), happened(trace)
    function = frames[0].function() if frames else None
    failed_in = scope_of(function) if function is not None else ""
    small = sum(len(source.lines) for source in project.sources) <= _MOST_LINES
    known = {file for file, _ in lines}
    for source, line, nodes in lines_of([s for s in project.sources if small or s.path in known]):
        written = words_of(project, nodes)
        facts = lines.get((source.path, line), set()) | sizes.words_of(source, nodes)
        facts |= around.words_of(source, line, nodes)
        scope = scope_of(next((node for node in nodes if isinstance(node, ast.stmt)), nodes[0]))
        yield (source.path, line), set(_crossed(written, facts, scope, mismatch.op, code, failed_in))


def of_stage(found: set[str], code: str) -> set[str]:
    """Those features of a line that its stage is told by."""
    return {
        feature
        for feature in found
        if not feature.startswith(_OWN_WORDS) and "&" not in feature and "|op " not in feature and code not in feature
    }


def _crossed(written: set[str], facts: set[str], scope: str, op: str, code: str, failed_in: str) -> Iterator[str]:
    """The words of a line alone, and with what failed; facts with the scope, and two at a time."""
    words = {*written, *(f"D:{fact}" for fact in facts), f"S:{scope}"}
    yield from words
    for context in (code[:_FAMILY], code):
        yield from (f"{word}|{context}" for word in words)
    yield f"S:{scope}|in {failed_in}"
    yield f"S:{scope}|op {op}"
    yield from (f"{word}|in {failed_in}" for word in written if word[:2] in ("c:", "k:", "s:"))
    yield from (f"{word}|op {op}" for word in written if word[:2] in ("c:", "k:"))
    yield from (f"D:{fact}|S:{scope}" for fact in facts)
    yield from _pairs(sorted(fact for fact in facts if fact.startswith(_TOLD)))


def _pairs(facts: list[str]) -> Iterator[str]:
    for place, one in enumerate(facts):
        yield from (f"D:{one}&{other}" for other in facts[place + 1 :])
