"""Windows drawn from one of two sequences that are kept side by side, and cut from both: the shorter one ends early.

``T = self.states[s].size(0)``, and then ``self.images[s][t : t + n]``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.dims import number
from shapefault.faults.rewrite.axes.size_axis import size_read
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_JOINS = ("stack", "cat", "concatenate", "collate")


def shorter_of_two(trace: Trace, prior: float) -> Iterator[Fix]:
    """The length of both, where a function of the crash measures one and cuts the other."""
    mismatch = trace.mismatch
    if mismatch is not None and trace.loader is None and mismatch.op not in _JOINS:
        return
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        if source is None or function is None:
            continue
        cut = [n.value for n in walk(function) if isinstance(n, ast.Subscript) and isinstance(n.slice, ast.Slice)]
        for statement in walk(function):
            if not isinstance(statement, ast.Assign):
                continue
            kept = _measured(statement.value)
            if kept is None or not any(ast.dump(each) == ast.dump(kept) for each in cut):
                continue
            for other in _beside(cut, kept):
                yield _of_both(source, statement.value, kept, other, prior)


def _of_both(source: Source, length: ast.expr, kept: ast.expr, other: ast.expr, prior: float) -> Fix:
    own, theirs = source.span(kept).text, source.span(other).text
    text = source.span(length).text
    shorter = f"min({text.replace(own, theirs)}, {text})"
    return fix(
        f"draw from what {own} and {theirs} both have", Edit(source.span(length), shorter), prior,
        stage=Stage.DATA_LOADING, why=f"both are cut alike, but the length is that of {own} alone",
    )  # fmt: skip


def _measured(length: ast.expr) -> ast.expr | None:
    """``x`` of ``len(x)``, ``x.size(0)`` and ``x.shape[0]``."""
    if isinstance(length, ast.Call) and callee(length) == "len" and len(length.args) == 1:
        return length.args[0]
    read = size_read(length)
    return read[0] if read is not None and number(read[1]) == 0 else None


def _beside(cut: list[ast.expr], kept: ast.expr) -> Iterator[ast.expr]:
    """What else is cut that stands in a row with ``kept``: another list with the same index; each once."""
    others = {ast.dump(each): each for each in cut if isinstance(each, ast.Subscript)}
    others.pop(ast.dump(kept), None)
    for each in others.values():
        if isinstance(kept, ast.Subscript) and ast.dump(each.slice) == ast.dump(kept.slice):
            yield each
