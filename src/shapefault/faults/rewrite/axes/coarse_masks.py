"""A mask of the picture's size beside features of an eighth of it: both flattened, one 64 times as long."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import method_of

_FLAT = ("flatten", "view", "reshape")


def coarse_masks(trace: Trace, a: int, b: int, prior: float) -> Iterator[Fix]:
    """Every so many-th row and column: of the masks that the data set returns, of those that are flattened."""
    many, few = max(a, b), min(a, b)
    step = math.isqrt(many // few) if few and many % few == 0 else 0
    if step < 2 or step * step * few != many:
        return
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        masks = list(_flattened(frame, function, many, step)) if function is not None else []
        if source is None or not masks:
            continue
        why = f"the masks have {many} places, the features {few}, one in {step} rows and columns"
        returned = list(_returned(trace))
        if returned:
            edits = [wrapped(own, node, f"{{}}[..., ::{step}, ::{step}]") for own, node in returned]
            yield fix(f"return every {step}th row and column of the masks", edits, prior,
                      stage=Stage.DATA_LOADING, why=why)  # fmt: skip
        edits = [wrapped(source, node, f"{{}}[..., ::{step}, ::{step}]") for node in masks]
        yield fix(f"take every {step}th row and column of the masks", edits, prior - 0.04,
                  stage=Stage.DATA_LOADING, why=why)  # fmt: skip
        return


def _flattened(frame: Frame, function: ast.AST, many: int, step: int) -> Iterator[ast.expr]:
    """What is flattened to so many places, and is called a mask: ``data["mask0"]``."""
    for node in walk(function):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _FLAT):
            continue
        inner = node.func.value
        shape = shape_in(frame, inner) if "mask" in ast.unparse(inner) else None
        if shape and len(shape) > 1 and shape[-1] * shape[-2] == many and not (shape[-1] % step or shape[-2] % step):
            yield inner


def _returned(trace: Trace) -> Iterator[tuple[Source, ast.expr]]:
    """The masks that the functions of a data set return, beside what else they return."""
    project = bench_of(trace).project
    for source, cls in project.classes.values():
        if method_of(cls, "__getitem__") is None:
            continue
        for node in walk(cls):
            if not isinstance(node, ast.Return) or not isinstance(node.value, ast.Tuple):
                continue
            yield from ((source, part) for part in node.value.elts if isinstance(part, ast.Name) and "mask" in part.id)
