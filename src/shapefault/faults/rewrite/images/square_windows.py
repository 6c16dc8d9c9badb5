"""A pooling over the whole map with a square window of its height: ``F.avg_pool2d(x, x.size(2))``.

It leaves one value of a square map, and several of one that is wider than high.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.axes.size_axis import size_read
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import whole_number
from shapefault.faults.rewrite.keywords import given
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace

_POOLS = ("avg_pool2d", "max_pool2d", "lp_pool2d")
_SIDES = (2, 3, -1, -2)


def square_windows(trace: Trace, prior: float) -> Iterator[Fix]:
    """A window of both sides in each such call, all of them at once: they stand side by side."""
    edits: list[Edit] = []
    for call in (c for name in _POOLS for c in bench_of(trace).project.calls.get(name, [])):
        window = given(call.node, 1, "kernel_size")
        read = size_read(window) if window is not None else None
        if window is not None and read is not None and whole_number(read[1]) in _SIDES:
            edits.append(Edit(call.source.span(window), f"{call.source.span(read[0]).text}.shape[2:]"))
    if edits:
        why = "the window is as wide as it is high, the map is not"
        yield fix("pool over the whole map, whatever its sides", edits, prior, stage=Stage.LAYER_CONFIG, why=why)
        for edit in edits if len(edits) > 1 else ():
            title = "pool over the whole map here, whatever its sides"
            yield fix(title, edit, prior - 0.02, stage=Stage.LAYER_CONFIG, why=why)
