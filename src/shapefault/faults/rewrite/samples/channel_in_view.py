"""``X.reshape(-1, 28, 28)`` of gray pictures that a convolution reads: the axis of the one channel belongs there."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Shape, Span, Stage
from shapefault.observe.trace import Trace


def channel_in_view(trace: Trace, shape: Shape, prior: float) -> Iterator[Fix]:
    """The view that makes (N, H, W), as one that makes (N, 1, H, W)."""
    resolver = bench_of(trace).resolver
    for name in ("reshape", "view"):
        for call in bench_of(trace).project.calls.get(name, []):
            found = receiver(call)
            sizes = found[1] if found is not None else []
            if len(sizes) != 3 or len(shape) != 3:
                continue
            written = all(size in resolver.values(call.source, n) for n, size in zip(sizes[1:], shape[1:], strict=True))
            if written:
                start = call.source.span(sizes[1]).start
                yield fix("give the pictures their axis of channels where they are made",
                          Edit(Span(call.source.path, start, start), "1, "), prior, stage=Stage.DATA_LOADING,
                          why="the channel axis is missing")  # fmt: skip
