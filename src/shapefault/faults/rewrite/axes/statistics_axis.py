"""``features.mean(axis=1)`` where one number for each column is meant: statistics of a table along its other axis."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source

_STATISTICS = ("mean", "std", "var", "min", "max", "median", "sum", "ptp")


def other_statistics_axis(trace: Trace, prior: float) -> Iterator[Fix]:
    """All such calls on one table with the axis 0 for 1, or 1 for 0."""
    groups: dict[tuple[str, str, int], list[tuple[Source, ast.Constant]]] = {}
    for name in _STATISTICS:
        for call in bench_of(trace).project.calls.get(name, []):
            function = call.node.func
            written = [k.value for k in call.node.keywords if k.arg in ("axis", "dim")] or call.node.args[-1:]
            if not isinstance(function, ast.Attribute) or not written or not isinstance(written[0], ast.Constant):
                continue
            module = ast.unparse(function.value) in ("np", "numpy", "torch") and call.node.args
            base = ast.unparse(call.node.args[0] if module else function.value)
            if type(written[0].value) is int and written[0].value in (0, 1):
                groups.setdefault((call.source.path, base, written[0].value), []).append((call.source, written[0]))
    for (_, base, axis), found in groups.items():
        edits = [Edit(source.span(node), str(1 - axis)) for source, node in found]
        yield fix(f"take the statistics of {base} along axis {1 - axis}", edits, prior, stage=Stage.DATA_LOADING,
                  why=f"along axis {axis} there is one number for each {'row' if axis else 'column'}")  # fmt: skip
