"""A raster that is read with all its bands, where the program knows of an alpha band and the model takes colours."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent

_COLOURS, _WITH_ALPHA = 3, 4


def alpha_band(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """``raster.read()[:3]``: rasters come with the bands first."""
    sources = bench_of(trace).project.sources
    if (got, want) != (_WITH_ALPHA, _COLOURS) or not any("alpha" in source.text.lower() for source in sources):
        return
    for call in bench_of(trace).project.calls.get("read", []):
        if not call.node.args and isinstance(parent(call.node), ast.Assign):
            yield fix(
                "read the three colours, and not the alpha band", Edit(call.span, f"{call.span.text}[:{_COLOURS}]"),
                prior, stage=Stage.DATA_LOADING, why="all bands are read, with the alpha band behind the three colours",
            )  # fmt: skip
