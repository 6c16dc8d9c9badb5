"""A slice ``times[start : start + n]`` that asks for more than there is, and is shorter than ``n`` without a word."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import stored
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.files import parent
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.retarget import retarget

_MOST = 4


def slices_over_end(trace: Trace, prior: float) -> Iterator[Fix]:
    """The number of entries, or the start, made smaller by what is lacking; as the live frames hold them."""
    resolver, made = bench_of(trace).resolver, 0
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        for node in walk(function) if source is not None and function is not None else ():
            found = beyond_end(frame, node) if isinstance(node, ast.Subscript) else None
            if source is None or found is None or not isinstance(node, ast.Subscript):
                continue
            terms, size = found
            if any(_went_on(term, value) for term, value in terms):
                continue
            over = sum(value for _, value in terms) - size
            for term, value in terms:
                if not 0 < over < value:
                    continue
                text, what = source.span(term).text, source.span(node.value).text
                for target in retarget(resolver, source, term, value, value - over)[:1]:
                    yield fix(f"take {value - over} for {text}, as {what} ends there", target.edits,
                              prior - 0.02 * made, stage=Stage.DATA_LOADING,
                              why=f"{what} has {size} entries, the slice asks for {over} more")  # fmt: skip
                    made += 1
            if made >= _MOST:
                return


def beyond_end(frame: Frame, node: ast.Subscript) -> tuple[list[tuple[ast.expr, int]], int] | None:
    """The summands of the end of ``x[start : start + n]`` with their values, and how many entries there are."""
    upper = node.slice.upper if isinstance(node.slice, ast.Slice) else None
    if not isinstance(upper, ast.BinOp) or not isinstance(upper.op, ast.Add):
        return None
    size, terms = _length(frame, node.value), (upper.right, upper.left)
    values = [(term, value) for term in terms if (value := frame.number(term)) is not None]
    return (values, size) if size is not None and len(values) == len(terms) else None


def _went_on(term: ast.expr, value: int) -> bool:
    """Whether it is what a loop counts in, and the loop has come beyond its first step: the others were long enough."""
    around = parent(term)
    while around is not None:
        if isinstance(around, ast.For) and isinstance(term, ast.Name) and term.id in stored(around.target):
            return bool(value)
        around = parent(around)
    return False


def _length(frame: Frame, node: ast.expr) -> int | None:
    held = frame.held(node)
    if is_tensor(held):
        return (shape_of(held) or (None,))[0]
    return len(held) if isinstance(held, list | tuple | str) else None
