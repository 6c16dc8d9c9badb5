"""``random.randint(0, len(text) - n)`` includes its upper end, from which ``n + 1`` values do not follow."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, names_bound
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk


def whole_ends(trace: Trace, prior: float) -> Iterator[Fix]:
    """The upper end less one, where what is drawn is the begin of a slice, and one value is missing."""
    told = {int(number) for number in re.findall(r"\d+", trace.crash.message)}
    if not any(number + 1 in told for number in told):
        return
    for call in bench_of(trace).project.calls.get("randint", []):
        node, scope = call.node, enclosing(call.node, ast.FunctionDef) or call.source.tree
        module = names_bound(call.source, "random", "random")
        if not isinstance(node.func, ast.Attribute) or ast.unparse(node.func.value) != module or len(node.args) != 2:
            continue  # those of torch and numpy leave the upper end out
        drawn = {name for part in walk(scope) for name, value in bindings(part) if value is node}
        parts = list(walk(scope))
        if not any(_begins(part, drawn) for part in parts) or not any(_one_more(part, drawn) for part in parts):
            continue
        end = call.source.span(node.args[1])
        yield fix(
            "draw the begin one place earlier at the most", Edit(end, f"{end.text} - 1"), prior,
            stage=Stage.DATA_LOADING, why="randint includes its upper end, from which one value too few follows",
        )  # fmt: skip


def _begins(node: ast.AST, drawn: set[str]) -> bool:
    """Whether a slice starts at one of the names."""
    lower = node.lower if isinstance(node, ast.Slice) else None
    return isinstance(lower, ast.Name) and lower.id in drawn


def _one_more(node: ast.AST, drawn: set[str]) -> bool:
    """Whether the slice ends one place behind a whole number of values: ``start + n + 1``."""
    one = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and ast.unparse(node.right) == "1"
    return one and any(isinstance(part, ast.Name) and part.id in drawn for part in walk(node))
