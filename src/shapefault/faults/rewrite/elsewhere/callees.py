"""Another function in place of the one that is called: ``torch.bmm(a, b)`` -> ``torch.matmul(a, b)``."""

from __future__ import annotations

import ast

from shapefault.faults.rewrite.bench import exchange
from shapefault.model import Edit, Span
from shapefault.source.project import CallPlace, callee


def called_as(call: CallPlace, new: str) -> Edit | None:
    """The edit of the called name, method or function alike; None where it is no dotted name."""
    return last_name(call, new) if isinstance(call.node.func, ast.Attribute) else None


def last_name(call: CallPlace, new: str) -> Edit:
    """The same for a plain name, too."""
    span, name = call.source.span(call.node.func), callee(call.node)
    return Edit(Span(span.file, (span.end[0], span.end[1] - len(name)), span.end, name), new)


def exchanged(call: CallPlace) -> tuple[Edit, Edit] | None:
    """The first two operands of a call in the other order."""
    function, args = call.node.func, list(call.node.args)
    if isinstance(function, ast.Attribute) and ast.unparse(function.value) not in ("torch", "np", "numpy"):
        args = [function.value, *args]
    if len(args) < 2 or any(isinstance(a, ast.Starred) for a in args[:2]):
        return None
    if not all(isinstance(a, ast.Name | ast.Attribute | ast.Call | ast.Subscript) for a in args[:2]):
        return None
    return exchange(call.source, *args[:2])
