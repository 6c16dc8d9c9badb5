"""A list of numbers that becomes a tensor where the sample is returned: filled up to the longest of the data set."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_after
from shapefault.faults.rewrite.elsewhere.bindings import bound_once
from shapefault.model import Fix, Stage
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, parent, statement_of
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_TENSORS = ("tensor", "LongTensor", "FloatTensor", "as_tensor", "IntTensor", "Tensor")


def padded_lists(trace: Trace, facts: LoaderFacts, longest: int, prior: float) -> Iterator[Fix]:
    """``target = target + [0] * (7 - len(target))`` behind the list, where every sample was looked at."""
    shapes = [value.shape for value in facts.conflict.values] if facts.conflict is not None else []
    if facts.scanned != facts.total or any(shape is None or len(shape) != 1 for shape in shapes):
        return
    for source, function in bench_of(trace).project.functions.get("__getitem__", []):
        if facts.getitem_where is not None and source.path != facts.getitem_where[0]:
            continue
        for call in walk(function):
            given = call.args[0] if isinstance(call, ast.Call) and call.args and callee(call) in _TENSORS else None
            if not isinstance(given, ast.Name) or enclosing(call, ast.Return) is None:
                continue
            if facts.leaf not in ("", *_paths(call)):
                continue
            made = bound_once(function, given.id)
            statement = statement_of(made) if isinstance(made, ast.List | ast.ListComp) else None
            if statement is not None:
                line = f"{given.id} = {given.id} + [0] * ({longest} - len({given.id}))"
                yield fix(f"fill {given.id} up to {longest}, the longest of the data set",
                          insert_after(source, statement, line), prior, stage=Stage.DATA_LOADING,
                          why="nothing pads these to one length")  # fmt: skip


def _paths(call: ast.AST) -> list[str]:
    """The path of the part of a sample that the call makes: ``['targets']``, ``[1]``."""
    around = parent(call)
    if isinstance(around, ast.Dict):
        return [
            f"[{key.value!r}]"
            for key, value in zip(around.keys, around.values, strict=True)
            if value is call and isinstance(key, ast.Constant)
        ]
    if isinstance(around, ast.Tuple):
        return [f"[{i}]" for i, element in enumerate(around.elts) if element is call]
    return []
