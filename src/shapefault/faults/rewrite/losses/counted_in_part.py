"""``n = len(torch.unique(y[idx]))`` in each split: a class that a split lacks has no column in its targets."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import bound_once
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee

_COUNTS = ("unique", "max", "set", "amax", "bincount")


def counted_in_part(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The classes counted among all labels, where the targets have fewer columns than the prediction."""
    given, want = mismatch.shape("input"), mismatch.shape("target")
    if not given or not want or len(given) != len(want) or want[-1] >= given[-1]:
        return
    for call in bench_of(trace).project.calls.get("one_hot", []):
        for part in _parts(call):
            source, labels = call.source, part.value
            yield fix(
                f"count the classes of all {ast.unparse(labels)}",
                Edit(source.span(part), source.span(labels).text), prior, stage=Stage.DATA_LOADING,
                why=f"a class that no label of {ast.unparse(part)} has is not counted",
            )  # fmt: skip


def _parts(call: CallPlace) -> Iterator[ast.Subscript]:
    """The ``y[idx]`` that the number of columns of a one-hot coding is counted in."""
    function = enclosing(call.node, ast.FunctionDef)
    values = [*call.node.args[1:], *(k.value for k in call.node.keywords if k.arg == "num_classes")]
    for value in values:
        named = bound_once(function, value.id) if isinstance(value, ast.Name) and function is not None else None
        for count in walk(named if named is not None else value):
            if isinstance(count, ast.Call) and callee(count) in _COUNTS:
                yield from (
                    part for part in walk(count) if isinstance(part, ast.Subscript) and isinstance(part.value, ast.Name)
                )
