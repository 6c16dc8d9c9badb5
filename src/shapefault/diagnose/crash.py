"""The diagnosis of a crash: the fault that fits, its cause, the journey, the candidate fixes."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from shapefault import ops
from shapefault.diagnose.gate import may_be_shape_fault
from shapefault.diagnose.journey import provenance
from shapefault.diagnose.place import primary_span, where
from shapefault.diagnose.stage import by_calls, by_place
from shapefault.diagnose.unbuilt import without_unbuilt
from shapefault.faults import Cause, Fault, all_faults
from shapefault.faults.base import strict, unless_it_fails
from shapefault.faults.facts import sizes
from shapefault.faults.rewrite.each_use import each_use
from shapefault.faults.rewrite.imports import with_imports
from shapefault.faults.suspects import Suspects, suspects_of
from shapefault.model import Culprit, Diagnosis, Fix, Label, MathLine, Rejected, Span, Stage
from shapefault.observe.compiled import uncompiled
from shapefault.observe.crash import Crash
from shapefault.observe.in_worker import in_process
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.replay import Replay
from shapefault.observe.trace import Trace
from shapefault.source.files import parent, source_of
from shapefault.source.project import callee

_AT_ONCE = 0.25
"""Seconds that the first look at candidate fixes may take, before the diagnosis is shown."""


_SURE = 0.6
"""Evidence from which a candidate names the culprit before anything was run, and the stage when it has passed."""
_SUSPECT = 0.7
"""How likely a line has to be the culprit's to be named where nothing has passed.

Of 27 such lines in 153 later programs than those that a model was learned from 20 were it.
"""
_BY_OTHERS = "most likely the line to change, by what such faults came of in other programs"


@dataclass
class Found:
    """A diagnosis, and what is needed for the fixes still to be checked."""

    diagnosis: Diagnosis
    matched: list[tuple[Fault, Cause]]
    mismatch: Mismatch
    trace: Trace
    looked: tuple[Fix, ...] | None = None
    """What the first fault proposes, where the first look found all of it in time."""

    @cached_property
    def candidates(self) -> list[Fix]:
        """The fixes still to be checked, best first; all of them, however long they take to find."""
        asked = [*self.matched[:3], *self.matched[3:][-1:]]
        proposals: list[Iterable[Fix]] = [_proposed(fault, cause, self.mismatch, self.trace) for fault, cause in asked]
        if self.looked is not None:
            proposals[0] = self.looked
        return _candidates(proposals, self.trace)

    @cached_property
    def suspects(self) -> Suspects:
        """How likely each line of the program is the one to change."""
        try:
            return suspects_of(self.trace, self.diagnosis.code)
        except Exception:
            if strict():
                raise
            return Suspects({})

    @property
    def failing(self) -> str:
        """What the failing line of the program calls; empty where it calls nothing."""
        node = self.trace.crash.expression
        return callee(node) if isinstance(node, ast.Call) else ""


def diagnose(crash: Crash, replay: Replay | None = None) -> Found | None:
    """What is known of a crash; None when it is no shape fault.

    ``replay`` is the run in which it happened, where that was recorded: then nothing is run again to find the journey.
    """
    if not may_be_shape_fault(crash):
        return None
    facts = None
    if replay is None:
        crash, facts = in_process(uncompiled(crash))
    trace = Trace(crash, replay, facts)
    mismatch = trace.mismatch
    if mismatch is None or not _about_shapes(mismatch, trace):
        return None
    matched = matching(mismatch, trace)
    if not matched:
        return None
    fault, cause = matched[0]
    trace.deadline = time.perf_counter() + _AT_ONCE
    proposed = tuple(_proposed(fault, cause, mismatch, trace))
    first_look = _candidates([proposed], trace)
    looked = None if trace.out_of_time() else proposed
    trace.deadline = None
    return Found(described(fault, cause, mismatch, trace, first_look), matched, mismatch, trace, looked)


def _about_shapes(mismatch: Mismatch, trace: Trace) -> bool:
    if (trace.loader is not None and trace.loader.about_shapes) or mismatch.keys or mismatch.broken is not None:
        return True
    parsed = mismatch.parsed or trace.parsed
    return parsed is not None and (parsed.sure or mismatch.record is not None)


def matching(mismatch: Mismatch, trace: Trace) -> list[tuple[Fault, Cause]]:
    """The faults whose facts these are, the surest first."""
    found: list[tuple[Fault, Cause]] = []
    for fault in all_faults():
        if fault.ops and mismatch.op not in fault.ops:
            continue
        try:
            cause = fault.cause(mismatch, trace)
        except Exception:
            if strict():
                raise
            continue
        if cause is not None:
            found.append((fault, cause))
    return sorted(found, key=lambda item: -item[1].confidence)


def _candidates(proposals: Iterable[Iterable[Fix]], trace: Trace) -> list[Fix]:
    """What the faults propose, those of the surest fault first, as one list, the best first."""
    best: dict[tuple[object, ...], Fix] = {}
    for rank, proposed in enumerate(proposals):
        for candidate in proposed:
            scaled = candidate if rank == 0 else replace(candidate, prior=candidate.prior * 0.9)
            key = tuple((e.span.file, e.span.start, e.span.end, e.content) for e in candidate.edits)
            if candidate.edits and (key not in best or best[key].prior < scaled.prior):
                best[key] = scaled
    found = sorted(without_unbuilt(best.values()), key=lambda f: -f.prior)
    return sorted(map(with_imports, [*found, *each_use(trace, found)]), key=lambda f: -f.prior)


def _proposed(fault: Fault, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
    """What one fault proposes; where it fails on an odd program, what it had proposed until then."""
    for candidate in unless_it_fails(by_place(_in_loader(f, trace)) for f in fault.fixes(cause, mismatch, trace)):
        if trace.out_of_time():
            return
        yield candidate


def _in_loader(candidate: Fix, trace: Trace) -> Fix:
    if trace.loader is not None and candidate.stage is Stage.LAYER_CONFIG:
        return replace(candidate, stage=Stage.DATA_LOADING)  # no layer had its turn yet
    return candidate


def described(fault: Fault, cause: Cause, mismatch: Mismatch, trace: Trace, candidates: list[Fix]) -> Diagnosis:
    """The diagnosis of one fault, with its first look at candidate fixes."""
    module = trace.crash.module
    top = candidates[0] if candidates else None
    culprit = cause.culprit
    if culprit is None and top is not None and top.prior >= _SURE:
        culprit = culprit_of(top)
    hops = cause.provenance or provenance(mismatch, trace)
    hops = mark_culprit(hops, culprit)
    return Diagnosis(
        code=fault.code,
        name=fault.name,
        message=cause.message,
        op=mismatch.op,
        level=fault.level,
        cause=cause.stage or (top.stage if top is not None else None),
        where=where(trace),
        module=module,
        culprit=culprit,
        labels=_labels(cause, mismatch, trace),
        provenance=hops,
        math=cause.math or _math(mismatch),
        notes=cause.notes,
        rejected=_rejected(fault, cause, mismatch, trace),
    )


def mark_culprit(hops: tuple[object, ...], culprit: Culprit | None) -> tuple:  # type: ignore[type-arg]
    """The hops with the one that the culprit stands on marked."""
    if culprit is None:
        return hops
    marked, done = [], False
    for hop in hops:
        span = hop.span  # type: ignore[attr-defined]
        hit = not done and span is not None and (span.covers(culprit.span) or culprit.span.covers(span))
        done = done or hit
        marked.append(replace(hop, culprit=hit, note=culprit.why if hit and culprit.why else hop.note))  # type: ignore[type-var,attr-defined]
    return tuple(marked)


def culprit_of(fix: Fix) -> Culprit | None:
    """The place that a fix says is wrong: its first edit."""
    if not fix.edits:
        return None
    return Culprit(_call_around(fix.edits[0].span) or _one_line(fix.edits[0].span), fix.why or fix.title)


def _call_around(span: Span) -> Span | None:
    """The call or list on several lines that lacks an entry, where an edit puts one in on a later line than its first.

    The list that is all that a call is given stands for the call: ``Compose([...])``.
    """
    source = source_of(span.file) if not span.text else None
    if source is None:
        return None
    line = span.start[0]
    over = [n for n in source.nodes if isinstance(n, ast.expr) and n.lineno <= line <= (n.end_lineno or 0)]
    around = [n for n in over if source.span(n).start < span.start < source.span(n).end]
    inner = max(around, key=lambda node: (node.lineno, node.col_offset), default=None)
    if isinstance(inner, ast.List | ast.Tuple):
        outer = parent(inner)
        inner = outer if isinstance(outer, ast.Call) and outer.args == [inner] else inner
    return source.span(inner) if isinstance(inner, ast.Call | ast.List | ast.Tuple) and inner.lineno < line else None


def _one_line(span: Span) -> Span:
    """A span that ends with its line's end, as that of a line which is taken out, without the line's end and indent."""
    text, (line, column) = span.text.removesuffix("\n"), span.start
    if text == span.text or "\n" in text:
        return span
    indent = len(text) - len(text.lstrip())
    return Span(span.file, (line, column + indent), (line, column + len(text)), text.lstrip())


def final(diagnosis: Diagnosis, suspects: Suspects, passed: Sequence[Fix], notes: Sequence[str] = ()) -> Diagnosis:
    """The diagnosis once fixes were run: what passed decides the culprit and the stage.

    Where nothing has passed, and of an edit that says no stage, nor a call that it is in, the suspects do.
    """
    if passed:
        first = passed[0]
        # Of a small change in a model's class, which has a note, no more is said than where it is.
        said = first.stage if first.stage is not Stage.LAYER_CONFIG or not first.note else None
        stage = said or by_calls(first) or first.stage or suspects.stage_of(first)
        return concluded(diagnosis, [replace(first, stage=stage), *passed[1:]], notes)
    diagnosis = concluded(diagnosis, passed, notes)
    culprit = diagnosis.culprit or suspected(suspects)
    cause = suspects.stage_of(None) or diagnosis.cause
    return replace(diagnosis, culprit=culprit, cause=cause, provenance=mark_culprit(diagnosis.provenance, culprit))


def suspected(suspects: Suspects) -> Culprit | None:
    """The line that is most likely the one to change, where it is much more so than all others."""
    line, share = suspects.first()
    source = source_of(line[0]) if line is not None else None
    if line is None or source is None or share < _SUSPECT:
        return None
    file, number = line
    whole = Span(file, (number, 1), (number + 1, 1), source.lines[number - 1].rstrip() + "\n")
    return Culprit(_one_line(whole), _BY_OTHERS)


def concluded(diagnosis: Diagnosis, passed: Sequence[Fix], notes: Sequence[str] = ()) -> Diagnosis:
    """The diagnosis with the fixes that passed."""
    diagnosis = replace(diagnosis, fixes=tuple(passed), notes=(*diagnosis.notes, *notes))
    if not passed:
        return diagnosis
    first, culprit = passed[0], diagnosis.culprit
    edited = [_one_line(edit.span) for edit in first.edits]
    if culprit is None or not any(
        span.file == culprit.span.file and span.start[0] <= culprit.span.start[0] <= span.end[0] for span in edited
    ):
        culprit = culprit_of(first)
    return replace(
        diagnosis,
        culprit=culprit,
        cause=first.stage or diagnosis.cause or (Stage.LAYER_CONFIG if diagnosis.module is not None else None),
        provenance=mark_culprit(diagnosis.provenance, culprit),
    )


def _labels(cause: Cause, mismatch: Mismatch, trace: Trace) -> tuple[Label, ...]:
    labels: list[Label] = []
    span = primary_span(mismatch, trace)
    if span is not None:
        text, axes, shape = _primary_text(cause, mismatch)
        labels.append(Label(span, text, True, axes, shape))
    labels.extend(cause.labels)
    return tuple(labels)


def _primary_text(cause: Cause, mismatch: Mismatch) -> tuple[str, tuple[str, ...], tuple[int, ...] | None]:
    role = mismatch.broken.operand if mismatch.broken is not None else next(iter(mismatch.operands), None)
    operand = mismatch.operands.get(role) if role is not None else None
    if operand is None:
        return cause.primary_label or "fails here", (), None
    shown = cause.primary_label or sizes(operand.axes, operand.shape)
    return shown, operand.axes, operand.shape


def _math(mismatch: Mismatch) -> tuple[MathLine, ...]:
    broken = mismatch.broken
    if broken is not None:
        return (MathLine(broken.formula, broken.got, broken.want),)
    if mismatch.parsed is not None and mismatch.parsed.math:
        return (MathLine(mismatch.parsed.rule or mismatch.parsed.kind, mismatch.parsed.math, "", False),)
    return ()


def _rejected(fault: Fault, cause: Cause, mismatch: Mismatch, trace: Trace) -> tuple[Rejected, ...]:
    try:
        return fault.rejected(cause, mismatch, trace)
    except Exception:
        if strict():
            raise
        return ()


def axis_name(op: str, role: str, rank: int, axis: int) -> str:
    """The name of one axis of an operand."""
    names = ops.axes(op, role, rank, {})
    return names[axis] if -len(names) <= axis < len(names) else f"dim {axis}"
