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
from shapefault.source.scalars import retarget

_MOST = 4


def slices_over_end(trace: Trace, prior: float) -> Iterator[Fix]:
    """The number of entries, or the start, made smaller by what is lacking; as the live frames hold them."""
    resolver, made = bench_of(trace).resolver, 0
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        for node in ast.walk(function) if source is not None and function is not None else ():
            cut = node.slice if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) else None
            upper = cut.upper if cut is not None else None
            if source is None or not isinstance(upper, ast.BinOp) or not isinstance(upper.op, ast.Add):
                continue
            size, terms = _length(frame, node.value), (upper.right, upper.left)  # type: ignore[attr-defined]
            values = [_number(frame, term) for term in terms]
            if size is None or None in values or any(map(_went_on, terms, values)):
                continue
            over = sum(value or 0 for value in values) - size
            for term, value in zip(terms, values, strict=True):
                if value is None or not 0 < over < value:
                    continue
                text, what = source.span(term).text, source.span(node.value).text  # type: ignore[attr-defined]
                for target in retarget(resolver, source, term, value, value - over)[:1]:
                    yield fix(f"take {value - over} for {text}, as {what} ends there", target.edits,
                              prior - 0.02 * made, stage=Stage.DATA_LOADING,
                              why=f"{what} has {size} entries, the slice asks for {over} more")  # fmt: skip
                    made += 1
            if made >= _MOST:
                return


def _went_on(term: ast.expr, value: int | None) -> bool:
    """Whether it is what a loop counts in, and the loop has come beyond its first step: the others were long enough."""
    around = parent(term)
    while around is not None:
        if isinstance(around, ast.For) and isinstance(term, ast.Name) and term.id in stored(around.target):
            return bool(value)
        around = parent(around)
    return False


def _number(frame: Frame, node: ast.expr) -> int | None:
    value = node.value if isinstance(node, ast.Constant) else frame.held(node)
    return value if type(value) is int else None


def _length(frame: Frame, node: ast.expr) -> int | None:
    held = frame.held(node)
    if is_tensor(held):
        return (shape_of(held) or (None,))[0]
    return len(held) if isinstance(held, list | tuple | str) else None
