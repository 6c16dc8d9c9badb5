"""A sample written as a column, ``torch.tensor([[3.0], [1.0], [22.0]])``, for a layer that takes three features."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace

_MAKES = ("tensor", "Tensor", "FloatTensor", "as_tensor", "array", "asarray")


def written_columns(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The same numbers as one row, where there are ``want`` of them and one a row arrives."""
    project = bench_of(trace).project
    for call in (c for name in _MAKES for c in project.calls.get(name, []) if got == 1):
        listed = call.node.args[0] if call.node.args else None
        rows = listed.elts if isinstance(listed, ast.List) else []
        numbers = [row.elts[0] for row in rows if isinstance(row, ast.List) and len(row.elts) == 1]
        if listed is not None and len(numbers) == len(rows) == want > 1:
            text = ", ".join(call.source.span(number).text for number in numbers)
            yield fix(
                f"write the {want} features as one row", Edit(call.source.span(listed), f"[[{text}]]"), prior,
                stage=Stage.DATA_LOADING, why=f"they are {want} rows of one number",
            )  # fmt: skip
