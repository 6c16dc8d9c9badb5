"""``random.randint(0, len(text) - n)`` includes its upper end, from which ``n + 1`` values do not follow."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, names_bound
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing


def whole_ends(trace: Trace, prior: float) -> Iterator[Fix]:
    """The upper end less one, where what is drawn is the begin of a slice."""
    for call in bench_of(trace).project.calls.get("randint", []):
        node, scope = call.node, enclosing(call.node, ast.FunctionDef) or call.source.tree
        module = names_bound(call.source, "random", "random")
        if not isinstance(node.func, ast.Attribute) or ast.unparse(node.func.value) != module or len(node.args) != 2:
            continue  # those of torch and numpy leave the upper end out
        drawn = {name for part in ast.walk(scope) for name, value in bindings(part) if value is node}
        if not any(_begins(part, drawn) for part in ast.walk(scope)):
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
