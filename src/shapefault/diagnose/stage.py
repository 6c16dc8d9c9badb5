"""The stage that an edit's place tells: what stands in a data set's class decides on data, whatever it looks like."""

from __future__ import annotations

import ast
from dataclasses import replace

from shapefault.faults.rewrite.stages import stage_of_caller, stage_of_class, stage_of_name
from shapefault.model import Fix, Stage
from shapefault.source.files import source_of
from shapefault.source.project import callee


def by_place(fix: Fix) -> Fix:
    """The fix with the stage of the class that its first edit is in, where its own says layers or shapes.

    A function that a data set's class calls is a part of it.
    """
    if fix.stage not in (Stage.LAYER_CONFIG, Stage.RESHAPE) or not fix.edits:
        return fix
    span = fix.edits[0].span
    source = source_of(span.file)
    node, stage = source.top_at(span.line) if source is not None else None, None
    if isinstance(node, ast.ClassDef):
        stage = stage_of_class(node)
    elif source is not None and isinstance(node, ast.FunctionDef):
        stage = stage_of_caller(source, node.name)
    return replace(fix, stage=stage) if stage is not None else fix


def by_calls(fix: Fix) -> Stage | None:
    """The stage of the innermost call that a fix's first edit is a part of and that says one: a loss, a view."""
    span = fix.edits[0].span if fix.edits else None
    source = source_of(span.file) if span is not None else None
    calls = [node for node in source.nodes if isinstance(node, ast.Call)] if source is not None else []
    spans = [(call, source.span(call)) for call in calls] if source is not None else []
    around = [call for call, whole in spans if span is not None and whole != span and whole.covers(span)]
    inner = sorted(around, key=lambda call: (-call.lineno, -call.col_offset))
    return next((stage for call in inner if (stage := stage_of_name(callee(call))) is not None), None)
