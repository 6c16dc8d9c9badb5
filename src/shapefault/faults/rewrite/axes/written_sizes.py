"""A number in a view by which too many rows or too few come out: ``view(n, -1, 8)`` of boxes with four numbers each."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee

_CALLS = ("view", "reshape", "unflatten")
_MOST = 6


def written_sizes(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Numbers in the program's reshapes beside a -1, by the ratio of the two sizes that should be equal."""
    calls: list[CallPlace] = [c for name in _CALLS for c in bench_of(trace).project.calls.get(name, [])]
    found: list[tuple[CallPlace, ast.Constant, int]] = []
    for call in calls:
        parts = [n for a in call.node.args for n in walk(a)]
        if not any(isinstance(n, ast.USub) for n in parts):
            continue
        for node in parts:
            value = node.value if isinstance(node, ast.Constant) else None
            if isinstance(node, ast.Constant) and type(value) is int and value > 1:
                for a, b in ((got, want), (want, got)):
                    if value * a % b == 0 and value * a // b > 1:
                        found.append((call, node, value * a // b))
    for call, node, new in found[:_MOST]:
        yield fix(
            f"make {new} of {node.value!r} in the {callee(call.node)}",
            Edit(call.source.span(node), str(new)),
            prior,
            stage=Stage.RESHAPE,
            why=f"with {node.value!r} there are {got} where {want} are needed",
        )
