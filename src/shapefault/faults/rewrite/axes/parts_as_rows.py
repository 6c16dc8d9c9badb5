"""One long sequence cut into parts that are read side by side, each part left as a row: ``data.view(batch, -1)``.

What slices it by time afterwards takes the first axis for the steps.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, parent
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace

_TURNS = ("t", "T", "mT", "transpose", "permute", "swapaxes", "swapdims", "movedim")
_PLACES = 3


def parts_as_rows(trace: Trace, parts: int, prior: float) -> Iterator[Fix]:
    """Turn what is cut into ``parts`` rows, where nothing turns it yet."""
    bench = bench_of(trace)
    calls = [call for name in ("view", "reshape") for call in bench.project.calls.get(name, [])]
    found = [call for call in calls if _cuts(trace, call, parts) and not _turned(call)]
    for call in found[:_PLACES]:
        title = f"turn the {parts} parts of the sequence into columns"
        why = "the first axis is read as time, the parts are its rows"
        yield fix(title, wrapped(call.source, call.node, "{}.t()"), prior, stage=Stage.RESHAPE, why=why)


def _cuts(trace: Trace, call: CallPlace, parts: int) -> bool:
    """Whether it is ``x.view(parts, -1)``."""
    found = receiver(call)
    if found is None or len(found[1]) != 2 or ast.unparse(found[1][1]) != "-1":
        return False
    return parts in bench_of(trace).resolver.values(call.source, found[1][0])


def _turned(call: CallPlace) -> bool:
    """Whether its function turns something behind it, or within the same expression."""
    around = enclosing(call.node, ast.FunctionDef) or parent(call.node) or call.node
    end = (call.node.end_lineno or 0, call.node.end_col_offset or 0)
    return any(
        isinstance(part, ast.Attribute)
        and part.attr in _TURNS
        and (part.end_lineno or 0, part.end_col_offset or 0) > end
        for part in walk(around)
    )
