"""A second loader that is read beside the first, ``next(self.noises)``: its last batch is smaller."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of
from shapefault.faults.rewrite.keywords import given
from shapefault.faults.rewrite.numbers.program import loader_calls, without_last
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, statement_of


def side_loaders(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``drop_last`` for each loader that a class of the program keeps, where two batches differ in their samples."""
    broken = mismatch.broken
    calls = loader_calls(trace)
    if broken is None or broken.axis != 0 or "next" not in bench_of(trace).project.calls or len(calls) < 2:
        return
    stage = Stage.AUGMENTATION if trace.root is not None else Stage.DATA_LOADING
    for call in calls:
        batch = given(call.node, 1, "batch_size")
        size = bench_of(trace).resolver.values(call.source, batch) if batch is not None else []
        if enclosing(call.node, ast.ClassDef) is None or not isinstance(statement_of(call.node), ast.Assign):
            continue
        if size and broken.got_value not in size and broken.want_value not in size:
            continue
        yield from without_last(call, prior, stage, "its last batch is smaller than the one that it is mixed with")
