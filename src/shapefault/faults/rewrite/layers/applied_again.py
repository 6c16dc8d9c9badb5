"""Layers that the forward has applied already: ``for i in (1, 2): h = block(i)(h)``, and then ``h = self.block1(h)``.

The failing layer took what came the first time; the statement that gives it its own result once more is too much.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, statement_of
from shapefault.source.nodes import walk


def applied_again(trace: Trace, prior: float) -> Iterator[Fix]:
    """The statement left out, where it stands in no loop and gives a name its next value."""
    failed = _failed_again(trace)
    for frame in trace.user_frames() if failed is not None else ():
        node, source = frame.site.node(), frame.site.source()
        statement = statement_of(node) if node is not None else None
        if source is None or node is None or not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            continue
        target = statement.targets[0]
        if not isinstance(target, ast.Name) or enclosing(statement, ast.For, ast.While, ast.If) is not None:
            continue
        given = {part.id for part in walk(statement.value) if isinstance(part, ast.Name)}
        if given - {"self"} == {target.id} and frame.frame.f_locals.get("self") is not failed:
            span = source.span(statement)
            yield fix(
                "leave out what applies these layers again", Edit(span, "pass"), prior,
                stage=Stage.LAYER_CONFIG, why="the forward has given them what came already",
            )  # fmt: skip


def _failed_again(trace: Trace) -> Any:
    """The layer that failed, where it has run well in the same forward."""
    failed = trace.crash.calls[-1].module if trace.crash.calls else None
    last = trace.replay.failed if trace.replay is not None else None
    if failed is None or last is None:
        return None
    return failed if any(r.done and r.module is failed and r.name == last.name for r in trace.records) else None
