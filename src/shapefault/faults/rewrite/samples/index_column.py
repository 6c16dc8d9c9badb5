"""A table read with the running numbers of its rows as a column: ``np.loadtxt(path)[:, 1:]``, ``index_col=0``."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace

_ARRAYS, _FRAMES = ("loadtxt", "genfromtxt"), ("read_csv", "read_table", "read_excel")
_MOST = 2
"""Columns that may be numbers and names of rows rather than values."""


def index_column(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The first columns of what is read left out, as many as came too many."""
    more = got - want
    if not 0 < more <= _MOST:
        return
    calls = bench_of(trace).project.calls
    why = f"{got} columns are read, {want} are values"
    first = "column" if more == 1 else f"{more} columns"
    for name in _ARRAYS:
        for call in calls.get(name, []):
            edit = wrapped(call.source, call.node, f"{{}}[:, {more}:]")
            yield fix(f"leave out the first {first}", edit, prior, stage=Stage.DATA_LOADING, why=why)
    for name in _FRAMES:
        for call in calls.get(name, []):
            if more == 1 and not any(keyword.arg == "index_col" for keyword in call.node.keywords):
                edit = set_keyword(call, "index_col", "0")
                yield fix("read the first column as the index", edit, prior, stage=Stage.DATA_LOADING, why=why)
