"""``masks = masks[0]`` for ``masks.squeeze(1)``: the first sample is taken where an axis of size 1 was to go."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


def first_of_batch(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The axis behind the batch's left out instead, where what comes of it has no batch and what it meets has one."""
    given, want = mismatch.shape("input"), mismatch.shape("target")
    if not given or not want or want[0] < 2 or given not in (want[1:], (1, *want[1:])):
        return
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            value = node.value if isinstance(node, ast.Assign) else None
            if not isinstance(target, ast.Name) or not isinstance(value, ast.Subscript):
                continue
            first = isinstance(value.slice, ast.Constant) and value.slice.value == 0
            if first and isinstance(value.value, ast.Name) and value.value.id == target.id:
                yield fix(
                    f"leave out axis 1 of {target.id}, not the other samples",
                    Edit(source.span(value), f"{target.id}.squeeze(1)"), prior, stage=Stage.RESHAPE,
                    why=f"{target.id}[0] is the first of {want[0]} samples",
                )  # fmt: skip
