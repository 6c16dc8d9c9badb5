"""The first two arguments of a call in the wrong order: ``x + attention(context, x)`` for ``attention(x, context)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import exchange, fix
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk


def turned_arguments(trace: Trace, prior: float) -> Iterator[Fix]:
    """Two arguments exchanged in each call of the failing expression, where they are the same but for their names."""
    node, source = trace.crash.expression, trace.source()
    for part in walk(node) if node is not None else ():
        if source is None or not isinstance(part, ast.Call) or len(part.args) != 2 or part.keywords:
            continue
        first, second = part.args
        names = [[n.id for n in walk(a) if isinstance(n, ast.Name) and n.id != "self"] for a in (first, second)]
        alike = [_without_names(a) for a in (first, second)]
        if alike[0] == alike[1] and len(names[0]) == len(names[1]) == 1 and names[0] != names[1]:
            yield fix(
                f"hand {names[1][0]} over first, then {names[0][0]}",
                exchange(source, first, second),
                prior,
                stage=Stage.LAYER_CONFIG,
                why=f"what comes back has the form of {names[0][0]}, that of {names[1][0]} is needed",
            )


def _without_names(node: ast.expr) -> str:
    return "".join("·" if isinstance(n, ast.Name) and n.id != "self" else type(n).__name__ for n in walk(node))
