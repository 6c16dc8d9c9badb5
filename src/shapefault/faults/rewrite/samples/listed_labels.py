"""Labels that samples give as lists: the default collate makes a tensor of each entry, not of each sample.

Six samples with lists of four numbers come as four tensors of six; stacked they are (4, 6) where (6, 4) is meant.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, names_bound, wrapped
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import Function, callee


def listed_labels(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """A tensor of each list that a data set returns, where one of two operands is the other transposed."""
    shapes = [o.shape for role, o in mismatch.operands.items() if role not in ("weight", "bias")][:2]
    if len(shapes) != 2 or len(shapes[0]) != 2 or shapes[0] != shapes[1][::-1] or shapes[0] == shapes[1]:
        return
    for source, function in bench_of(trace).project.functions.get("__getitem__", []):
        lists = _lists(function)
        for part in walk(function):
            entries = part.value.elts if isinstance(part, ast.Return) and isinstance(part.value, ast.Tuple) else []
            for entry in entries:
                if _is_list(entry) or (isinstance(entry, ast.Name) and entry.id in lists):
                    torch = names_bound(source, "torch", "torch")
                    yield fix(
                        "return a tensor, not a list", wrapped(source, entry, f"{torch}.tensor({{}})"), prior,
                        stage=Stage.DATA_LOADING, why="of lists the default collate makes one tensor for each entry",
                    )  # fmt: skip


def _lists(function: Function) -> set[str]:
    """The names that stand for lists in a function."""
    return {
        part.targets[0].id
        for part in walk(function)
        if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name) and _is_list(part.value)
    }


def _is_list(node: ast.expr) -> bool:
    """``[0.0] * n``, ``[a, b]``, ``[f(x) for x in xs]``, ``x.tolist()``."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return isinstance(node.left, ast.List)
    return isinstance(node, ast.List | ast.ListComp) or (isinstance(node, ast.Call) and callee(node) == "tolist")
