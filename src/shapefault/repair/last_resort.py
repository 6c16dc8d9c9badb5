"""What is tried when nothing with a reason has passed: slips, those of a model looked at on its forward first."""

from __future__ import annotations

import ast
import time
from dataclasses import replace

from shapefault.faults.rewrite.slips import slips
from shapefault.faults.suspects import Suspects
from shapefault.model import Fix
from shapefault.observe.trace import Trace
from shapefault.observe.witness import Seen
from shapefault.repair.forward import passes_forward
from shapefault.repair.suspected import unreasoned
from shapefault.source.files import source_of

_SECONDS = 4.0
"""For looking at forwards."""
_LONGEST, _TIMES = 1.0, 10.0
"""Seconds that one may take, with building the model, and how many times as long as that of the program, if more."""
_MOST = 400
_PASSED = 0.12
"""What it adds that the model's forward goes well with the edit."""


def last_resort(trace: Trace, seen: Seen, suspects: Suspects) -> list[Fix]:
    """Slips of the program, best first; without those in the failing model that leave its forward failing.

    ``seen``: what the program's functions held in a run that was watched; empty where there was none. ``suspects``:
    how likely each line is the one to change.
    """
    classes = _classes(trace)
    found = []
    replay = trace.replay
    longest = max(_LONGEST, _TIMES * replay.seconds) if replay is not None else _LONGEST
    until = time.perf_counter() + _SECONDS
    for fix in unreasoned(slips(trace, seen, suspects), suspects)[:_MOST]:
        looked_at = time.perf_counter() < until and _within(fix, classes)
        verdict = passes_forward(fix, trace, longest) if looked_at else None
        if verdict is not False:
            found.append(replace(fix, prior=fix.prior + _PASSED) if verdict else fix)
    return sorted(found, key=lambda f: -f.prior)


def _classes(trace: Trace) -> set[str]:
    """The classes of the modules below the outermost one that was running."""
    root = trace.root
    return {type(module).__name__ for module in root.module.modules()} if root is not None else set()


def _within(fix: Fix, classes: set[str]) -> bool:
    """Whether a fix edits nothing but the bodies of these classes: of others the code in use cannot be exchanged."""
    sources = [(source_of(edit.span.file), edit.span.line) for edit in fix.edits]
    tops = [source.top_at(line) if source is not None else None for source, line in sources]
    return all(isinstance(top, ast.ClassDef) and top.name in classes for top in tops)
