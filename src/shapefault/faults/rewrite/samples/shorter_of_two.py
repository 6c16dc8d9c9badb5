"""Windows drawn from one of two sequences that are kept side by side, and cut from both: the shorter one ends early.

``T = self.states[s].size(0)``, and then ``self.images[s][t : t + n]``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source

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
        cut = [n.value for n in ast.walk(function) if isinstance(n, ast.Subscript) and isinstance(n.slice, ast.Slice)]
        for statement in ast.walk(function):
            if not isinstance(statement, ast.Assign):
                continue
            kept = measured(statement.value)
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


def measured(length: ast.expr) -> ast.expr | None:
    """``x`` of ``len(x)``, ``x.size(0)`` and ``x.shape[0]``."""
    if isinstance(length, ast.Call):
        if isinstance(length.func, ast.Name) and length.func.id == "len" and len(length.args) == 1:
            return length.args[0]
        if isinstance(length.func, ast.Attribute) and length.func.attr == "size" and len(length.args) == 1:
            return length.func.value if _is_zero(length.args[0]) else None
    if isinstance(length, ast.Subscript) and isinstance(length.value, ast.Attribute) and _is_zero(length.slice):
        return length.value.value if length.value.attr == "shape" else None
    return None


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0


def _beside(cut: list[ast.expr], kept: ast.expr) -> Iterator[ast.expr]:
    """What else is cut that stands in a row with ``kept``: another list of the same owner with the same index."""
    seen = set()
    for each in cut:
        if not isinstance(each, ast.Subscript) or not isinstance(kept, ast.Subscript) or ast.dump(each) in seen:
            continue
        seen.add(ast.dump(each))
        if ast.dump(each) != ast.dump(kept) and ast.dump(each.slice) == ast.dump(kept.slice):
            yield each
