"""An optimizer's state is kept by place: parameters listed part by part, in another order than the model's own."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee


def in_model_order(trace: Trace, prior: float) -> Iterator[Fix]:
    """``chain(model.head.parameters(), model.body.parameters())`` becomes ``model.parameters()``."""
    seen: set[int] = set()
    for call in bench_of(trace).project.calls.get("parameters", []):
        listed = _listing(call)
        model = _model(listed) if listed is not None else None
        if listed is not None and model is not None and id(listed) not in seen:
            seen.add(id(listed))
            yield fix(
                "list the parameters in the model's own order",
                Edit(call.source.span(listed), f"{model}.parameters()"),
                prior,
                stage=Stage.STATE_DICT,
                why="the state is kept by place, and these are listed in another order",
            )


def _listing(call: CallPlace) -> ast.expr | None:
    """The outermost expression around that joins lists of parameters."""
    found, node = None, parent(call.node)
    while isinstance(node, ast.Call | ast.BinOp | ast.Starred | ast.List | ast.Tuple):
        if isinstance(node, ast.Call) and callee(node) not in ("list", "chain", "tuple"):
            break
        if isinstance(node, ast.expr) and not isinstance(node, ast.Starred):
            found = node
        node = parent(node)
    return found


def _model(listed: ast.expr) -> str | None:
    """The object whose parts are listed, two or more of them."""
    parts = [n.func.value for n in walk(listed) if isinstance(n, ast.Call) and callee(n) == "parameters"
             and isinstance(n.func, ast.Attribute)]  # fmt: skip
    owners = {ast.unparse(p.value) for p in parts if isinstance(p, ast.Attribute)}
    whole = len(parts) > 1 and all(isinstance(p, ast.Attribute) for p in parts)
    return owners.pop() if whole and len(owners) == 1 else None
