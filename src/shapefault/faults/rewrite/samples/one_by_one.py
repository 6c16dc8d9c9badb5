"""A data set gone through sample by sample, before code that is made for batches: ``for x, y in test_set``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import fix, insert_before
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.files import Source
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk

_WHY = "{} gives samples without a batch axis"


def one_by_one(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """A loader of batches of one around the data set, or the batch axis added to the sample, in the running loop."""
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        if source is None or function is None:
            continue
        for loop in walk(function):
            if not isinstance(loop, ast.For) or not loop.lineno <= frame.lineno <= (loop.end_lineno or 0):
                continue
            each = loop.iter.args[0] if isinstance(loop.iter, ast.Call) and loop.iter.args else loop.iter
            if not _is_data_set(frame.held(each)):
                continue
            sample = _sample(frame, loop.target)
            shape = shape_of(frame.held(sample)) if sample is not None else None
            if sample is None or not shape or all(o.shape != shape for o in mismatch.operands.values()):
                continue
            yield from _batched(source, loop, each, sample.id, prior)
            return


def _batched(source: Source, loop: ast.For, each: ast.expr, name: str, prior: float) -> Iterator[Fix]:
    text = source.span(each).text
    why = _WHY.format(text)
    if _imports_loader(source):
        edit = Edit(source.span(each), f"DataLoader({text}, batch_size=1)")
        yield fix("load batches of one sample", edit, prior, stage=Stage.DATA_LOADING, why=why)
    first = insert_before(source, loop.body[0], f"{name} = {name}.unsqueeze(0)")
    yield fix("add the batch axis to the sample", first, prior - 0.02, stage=Stage.DATA_LOADING, why=why)


def _imports_loader(source: Source) -> bool:
    imports = (node for node in source.nodes if isinstance(node, ast.ImportFrom))
    return any(alias.name == "DataLoader" and alias.asname is None for node in imports for alias in node.names)


def _is_data_set(value: Any) -> bool:
    from torch.utils.data import Dataset

    return isinstance(value, Dataset)


def _sample(frame: Frame, target: ast.expr) -> ast.Name | None:
    """The first name that the loop binds to a tensor."""
    names = (node for node in walk(target) if isinstance(node, ast.Name))
    return next((name for name in names if is_tensor(frame.held(name))), None)
