"""What stands beside it is cut or turned, this is not: ``(y[0][:, :n], y[1])``, ``(x.squeeze(1), mask)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.slips.places import Scope
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk

_WORTH, _LINES = 0.4, 0.34


def likewise(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """The last step of a neighbour in a tuple, a list, a dict or a call, for each that lacks it."""
    del trace
    for part in scope.parts:
        if isinstance(part, ast.Tuple | ast.List) and isinstance(part.ctx, ast.Load):
            yield from _among(scope, part.elts, _WORTH)
        elif isinstance(part, ast.Dict):
            yield from _among(scope, part.values, _LINES)
        elif isinstance(part, ast.Call):
            yield from _among(scope, [*part.args, *(k.value for k in part.keywords)], _LINES)


def _among(scope: Scope, entries: list[ast.expr], worth: float) -> Iterator[Fix]:
    for one in entries:
        step = _step(scope, one)
        for other in entries if step is not None else ():
            if step is not None and other is not one and _bare(other):
                title = f"{scope.source.span(other).text}{step}, as beside"
                yield fix(title, wrapped(scope.source, other, f"{{}}{step}"), worth, stage=Stage.RESHAPE)


def _step(scope: Scope, node: ast.expr) -> str | None:
    """The text of the last cut, new axis or call: ``[:, :n]``, ``[None]``, ``.squeeze(1)``."""
    if isinstance(node, ast.Subscript) and any(isinstance(n, ast.Slice) or _new_axis(n) for n in walk(node.slice)):
        inside: ast.expr = node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _plain(node.func.value):
        inside = node.func.value
    else:
        return None
    step = scope.source.between(scope.source.span(inside).end, scope.source.span(node).end)
    return step if "\n" not in step else None


def _new_axis(node: ast.AST) -> bool:
    """``None`` or ``np.newaxis`` in an index."""
    return (isinstance(node, ast.Constant) and node.value is None) or getattr(node, "attr", "") == "newaxis"


def _plain(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id not in ("torch", "np", "F", "nn", "os", "self")


def _bare(node: ast.expr) -> bool:
    """A name, or an entry of one by a number or a key."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Name) and isinstance(node.slice, ast.Constant)
    return _plain(node)
