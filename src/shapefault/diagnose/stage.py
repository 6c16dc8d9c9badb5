"""The stage that an edit's place tells: what stands in a data set's class decides on data, whatever it looks like."""

from __future__ import annotations

import ast
from dataclasses import replace

from shapefault.model import Fix, Stage
from shapefault.source.files import source_of
from shapefault.source.project import has_forward, method_of

_DATA_SETS = ("Dataset", "IterableDataset", "VisionDataset", "ImageFolder", "DatasetFolder")


def by_place(fix: Fix) -> Fix:
    """The fix with the stage of the class that its first edit is in, where its own says layers or shapes."""
    if fix.stage not in (Stage.LAYER_CONFIG, Stage.RESHAPE) or not fix.edits:
        return fix
    span = fix.edits[0].span
    source = source_of(span.file)
    for node in source.nodes if source is not None else ():
        if isinstance(node, ast.ClassDef) and node.lineno <= span.line <= (node.end_lineno or 0):
            stage = _stage_of(node)
            return replace(fix, stage=stage) if stage is not None else fix
    return fix


def _stage_of(cls: ast.ClassDef) -> Stage | None:
    bases = {ast.unparse(base).rpartition(".")[2] for base in cls.bases}
    if has_forward(cls):
        return None
    if method_of(cls, "__getitem__") is not None or bases & set(_DATA_SETS):
        return Stage.DATA_LOADING
    return Stage.AUGMENTATION if method_of(cls, "__call__") is not None else None
