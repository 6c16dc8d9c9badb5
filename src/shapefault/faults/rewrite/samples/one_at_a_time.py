"""Samples of sizes that cannot be stacked, loaded one by one: ``DataLoader(scans, batch_size=1)``."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import given
from shapefault.faults.rewrite.numbers.program import loader_calls
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.retarget import retarget

_PER_HOP = 0.02


def one_at_a_time(trace: Trace, prior: float) -> Iterator[Fix]:
    """A batch size of 1 where it is decided, of the loader whose samples differ."""
    facts, resolver = trace.loader, bench_of(trace).resolver
    if facts is None or facts.conflict is None or facts.conflict.reason != "shape" or not facts.batch_size:
        return
    for call in loader_calls(trace):
        size = given(call.node, 1, "batch_size")
        if size is None or facts.batch_size not in resolver.values(call.source, size):
            continue
        for found in retarget(resolver, call.source, size, facts.batch_size, 1):
            yield fix(
                "load one sample at a time", found.edits, prior - _PER_HOP * found.hops,
                stage=Stage.DATA_LOADING, why="samples of different sizes are stacked",
            )  # fmt: skip
