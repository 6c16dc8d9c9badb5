"""A sum without an axis where one for each row is meant: ``np.array(adj.sum())`` for the degrees of a graph."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import before_bracket, bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import last_name
from shapefault.model import Fix
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import statement_of

_BY_NAME = (("row", "1"), ("deg", "1"), ("col", "0"))
"""What the name that takes the sum says of the axis."""


def whole_sum(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The axis put in, where one of the failing op's operands holds a single number and another holds many."""
    counts = [math.prod(operand.shape) for operand in mismatch.operands.values()]
    if not counts or min(counts) != 1 or max(counts) == 1:
        return
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.args or node.keywords:
                continue
            statement = statement_of(node)
            if node.func.attr not in ("sum", "mean") or not isinstance(statement, ast.Assign):
                continue
            name = last_name(statement.targets[0]).lower()
            for word, axis in _BY_NAME:
                if word in name:
                    yield fix(
                        f"{node.func.attr} over axis {axis}, for {name}", before_bracket(source, node, axis), prior,
                        why=f"without an axis {name} is one number, {max(counts)} are met with it",
                    )  # fmt: skip
