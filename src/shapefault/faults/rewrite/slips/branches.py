"""The other branch of a choice in one expression: ``(8, 8) if wide else (8, 4)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.slips.places import Scope
from shapefault.model import Edit, Fix
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk

_WORTH = 0.36


def branches(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """Each choice replaced by either of its branches; one that fills in for None is no choice."""
    del trace
    for part in scope.parts:
        if not isinstance(part, ast.IfExp) or _asks_for_none(part.test):
            continue
        for branch in (part.body, part.orelse):
            span = scope.source.span(branch)
            if "\n" not in span.text:
                yield fix(f"take {span.text}, whatever is asked", Edit(scope.source.span(part), span.text), _WORTH)


def _asks_for_none(test: ast.expr) -> bool:
    return any(isinstance(node, ast.Constant) and node.value is None for node in walk(test))
