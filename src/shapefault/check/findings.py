"""From an observed forward to the diagnoses that can be said: confirmed in every way on, with fixes that were run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from shapefault.check.forward import Fault, Key, Observation, observe
from shapefault.check.kept import batch_kept
from shapefault.diagnose.crash import final
from shapefault.model import Diagnosis, Fix
from shapefault.observe.replay import Replay
from shapefault.observe.values import shape_of, tensors_in
from shapefault.repair.forward import Rebuild, checked_at_forward
from shapefault.source.frames import Frame

_WANTED = 3
"""Fixes shown for one fault."""


def confirmed(
    model: Any, args: tuple[Any, ...], kwargs: dict[str, Any], seen: Observation, above: Sequence[Frame] = ()
) -> list[Fault]:
    """The faults that occur whatever result stood for each one before them.

    A fault behind another one is only as certain as the result that was put in its place. Where there are two such
    results (it is not known which of two sizes was meant), the forward is run with the other one, too.
    """
    kept, known = list(seen.faults), {fault.key: fault for fault in seen.faults}
    for number, fault in enumerate(seen.faults[:-1]):  # behind the last one there is nothing that may not hold
        for choice in range(1, fault.ways):
            other = observe(model, args, kwargs, choices={fault.key: choice}, known=known, above=above)
            there = {found.key for found in other.faults}
            kept = [found for found in kept if found in seen.faults[: number + 1] or found.key in there]
    return kept


def diagnosed(faults: list[Fault], fixes: bool = True, rebuild: Rebuild | None = None) -> tuple[Diagnosis, ...]:
    """The diagnosis of each fault, with the fixes under which the model's forward gets past it."""
    return tuple(_diagnosed(fault, faults, fixes, rebuild) for fault in faults)


def _diagnosed(fault: Fault, all_faults: list[Fault], fixes: bool, rebuild: Rebuild | None) -> Diagnosis:
    passed = _passed(fault, all_faults, rebuild) if fixes else []
    notes = []
    if fault.conditional:
        first = all_faults[0].found.diagnosis
        notes.append(
            f"conditional: found with the size that would stand here once {first.code} {_place(first)} is repaired"
        )
    diagnosis = final(fault.found.diagnosis, fault.found.suspects, passed, notes)
    return replace(diagnosis, when="check")


def _place(diagnosis: Diagnosis) -> str:
    return diagnosis.where or "before it"


def _passed(fault: Fault, all_faults: list[Fault], rebuild: Rebuild | None) -> list[Fix]:
    """The fixes under which this fault is gone and no other one has come."""
    others: dict[Key, Fault] = {f.key: f for f in all_faults if f is not fault}

    def attempt(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Replay:
        seen = observe(module, args, kwargs, known=others, only_known=True)
        if seen.stop is not None and seen.replay.error is None:
            seen.replay.error = RuntimeError(seen.stop.reason)
        return seen.replay

    once = {(fix.title, fix.edits[0].span): fix for fix in reversed(fault.tries.fixes)}
    distinct = [fix for fix in fault.tries.fixes if once[fix.title, fix.edits[0].span] is fix]
    root = fault.found.trace.root
    given = next((shape_of(t) for t in tensors_in([*root.args, *root.kwargs.values()])), None) if root else None
    return batch_kept(checked_at_forward(distinct, fault.found.trace, _WANTED, attempt=attempt, rebuild=rebuild), given)
