"""What is tried when nothing with a reason has passed: slips, those of a model looked at on its forward first."""

from __future__ import annotations

import ast
import time
from dataclasses import replace

from shapefault.faults.rewrite.bench import bench_of
from shapefault.faults.rewrite.slips import slips
from shapefault.faults.rewrite.slips.on_suspects import suspect_lines
from shapefault.faults.suspects import Suspects
from shapefault.model import Fix
from shapefault.observe.telling import telling
from shapefault.observe.trace import Trace
from shapefault.repair.forward import passes_forward
from shapefault.repair.inner import Next
from shapefault.repair.suspected import unreasoned
from shapefault.source.files import Source, source_of

_SECONDS = 4.0
"""For looking at forwards."""
_LONGEST, _TIMES = 1.0, 10.0
"""Seconds that one may take, with building the model, and how many times as long as that of the program, if more."""
_MOST = 400
_PASSED = 0.12
"""What it adds that the model's forward goes well with the edit."""


class LastResort:
    """What more there is to try for one crash; ``suspects``: how likely each line is the one to change."""

    def __init__(self, trace: Trace, suspects: Suspects) -> None:
        self._trace, self._suspects = trace, suspects

    def watched(self) -> dict[str, str]:
        """The program with suspect lines that tell what their expressions are: to be run before slips are asked for."""
        lines: dict[str, set[int]] = {}
        for file, line in suspect_lines(self._suspects):
            lines.setdefault(file, set()).add(line)
        sources = [source for source in bench_of(self._trace).project.sources if source.path in lines]
        told = {source.path: telling(source, lines[source.path]) for source in sources}
        return {path: text for path, text in told.items() if Source(path, text).tree.body}

    def slips(self, told: Next) -> list[Fix]:
        """Slips of the program, best first; without those in the failing model that leave its forward failing.

        ``told``: what a run that was watched has seen; nothing where there was none.
        """
        classes = _classes(self._trace)
        found = []
        replay = self._trace.replay
        longest = max(_LONGEST, _TIMES * replay.seconds) if replay is not None else _LONGEST
        until = time.perf_counter() + _SECONDS
        for fix in unreasoned(slips(self._trace, told.seen, self._suspects), self._suspects)[:_MOST]:
            looked_at = time.perf_counter() < until and _within(fix, classes)
            verdict = passes_forward(fix, self._trace, longest) if looked_at else None
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
