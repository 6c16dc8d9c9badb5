"""A loop over windows that runs to the end of its data, so that the last window is shorter than the others.

``for i in range(0, len(ids), stride)`` around ``ids[i : i + n]``.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.nodes import walk
from shapefault.source.project import callee
from shapefault.source.scalars import terms_of


def whole_windows(trace: Trace, prior: float) -> Iterator[Fix]:
    """Let such a loop end with the last whole window."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.For | ast.comprehension) or not isinstance(node.target, ast.Name):
                continue
            end = _end(node.iter)
            around = node if isinstance(node, ast.For) else parent(node)
            length = _length(end) if end is not None else None
            window = _window(around, node.target.id) if around is not None else None
            if end is None or length is None or window is None:
                continue
            size, more = window
            text = f"{source.span(length).text} - {' - '.join(size)}" + ("" if more else " + 1")
            if text == source.span(end).text:
                continue
            yield fix(
                "end the loop with the last whole window",
                Edit(source.span(end), text),
                prior,
                stage=Stage.DATA_LOADING,
                why=f"the last window has less than {' + '.join(size)} entries",
            )


def _end(node: ast.expr) -> ast.expr | None:
    """Where a ``range`` ends."""
    if not isinstance(node, ast.Call) or callee(node) not in ("range", "trange") or not node.args:
        return None
    return node.args[0] if len(node.args) == 1 else node.args[1]


def _length(end: ast.expr) -> ast.expr | None:
    """``len(x)`` of ``len(x)``, or of ``len(x) - n``."""
    inner = end.left if isinstance(end, ast.BinOp) and isinstance(end.op, ast.Sub) else end
    return inner if isinstance(inner, ast.Call) and callee(inner) in ("len", "size") else None


def _window(around: ast.AST, index: str) -> tuple[list[str], int] | None:
    """What is added to ``i`` at the end of the slice that ends last, ``x[i + n : i + n + h]``; ones are counted apart.

    None where the ends of the slices cannot be put in order.
    """
    found: list[tuple[list[str], int]] = []
    for node in walk(around):
        upper = node.upper if isinstance(node, ast.Slice) else None
        if not isinstance(upper, ast.BinOp) or not isinstance(upper.op, ast.Add):
            continue
        terms = terms_of(upper)
        rest = [t for t in terms if not (isinstance(t, ast.Name) and t.id == index)]
        plain = [t for t in rest if isinstance(t, ast.Constant) and t.value == 1]
        if len(rest) == len(terms) - 1 and len(rest) > len(plain):
            found.append(([ast.unparse(t) for t in rest if t not in plain], len(plain)))
    last = max(found, key=lambda each: (len(each[0]), each[1]), default=None)
    return last if last is not None and all(not Counter(each) - Counter(last[0]) for each, _ in found) else None
