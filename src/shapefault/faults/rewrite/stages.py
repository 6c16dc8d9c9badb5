"""What a place in the program is about: a data set's class decides on data, a transform's on pictures."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from shapefault.model import Stage
from shapefault.source.files import Source, enclosing
from shapefault.source.project import callee, has_forward, method_of

_DATA_SETS = ("Dataset", "IterableDataset", "VisionDataset", "ImageFolder", "DatasetFolder")

_OF_TRAINING = re.compile(
    r"loss|criterion|metric|min(er|ing)|train|learn|net|model|head|layer|block|pipe|predict|infer|generat|diffus"
    r"|agent|runner|engine|schedul|detect|segment|estimat",
    re.IGNORECASE,
)
"""What a class is called that is called, too, and is no transform."""
_MOVES = ("view", "reshape", "permute", "transpose", "flatten", "squeeze", "unsqueeze", "swapaxes", "movedim", "expand")


def stage_of_name(called: str) -> Stage | None:
    """What a change of the arguments of a call says, by its name: of the form of tensors, or of a loss."""
    if called in _MOVES:
        return Stage.RESHAPE
    low = called.lower()
    return Stage.LOSS_TARGET if "loss" in low or "entropy" in low or "criterion" in low else None


def stage_of_class(cls: ast.ClassDef) -> Stage | None:
    """Data loading for a data set's class, augmentation for one that is called and is no module; else None."""
    bases = {ast.unparse(base).rpartition(".")[2] for base in cls.bases}
    if has_forward(cls):
        return None
    if method_of(cls, "__getitem__") is not None or method_of(cls, "__iter__") is not None or bases & set(_DATA_SETS):
        return Stage.DATA_LOADING
    called = method_of(cls, "__call__") is not None and not _OF_TRAINING.search(cls.name)
    return Stage.AUGMENTATION if called else None


@lru_cache(maxsize=256)
def stage_of_caller(source: Source, name: str) -> Stage | None:
    """The stage of the classes that call a function of the file; None where something else does.

    What a loader joins its samples with is a part of the loading.
    """
    given = (k.value for n in source.nodes if isinstance(n, ast.Call) for k in n.keywords if k.arg == "collate_fn")
    if any(isinstance(value, ast.Name) and value.id == name for value in given):
        return Stage.DATA_LOADING
    calls = [n for n in source.nodes if isinstance(n, ast.Call) and callee(n) == name]
    classes = [enclosing(call, ast.ClassDef) for call in calls]
    stages = {stage_of_class(cls) if isinstance(cls, ast.ClassDef) else None for cls in classes}
    return next(iter(stages)) if len(stages) == 1 else None
