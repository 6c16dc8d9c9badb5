"""``nn.Flatten(start_dim=0)``: the batch goes into the row with all the rest."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace


def flattened_batch(trace: Trace, prior: float) -> Iterator[Fix]:
    """The axes behind the batch only."""
    for call in bench_of(trace).project.calls.get("Flatten", []):
        starts = [*call.node.args[:1], *(k.value for k in call.node.keywords if k.arg == "start_dim")]
        for start in starts:
            if isinstance(start, ast.Constant) and start.value == 0:
                yield fix(
                    "flatten all but the batch axis", Edit(call.source.span(start), "1"), prior, stage=Stage.RESHAPE,
                    why="from axis 0 on, all samples of the batch become one row",
                )  # fmt: skip
