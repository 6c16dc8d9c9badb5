"""A view of one tensor with the sizes of another: ``self.key(memory).view(shape)`` where ``shape`` is read from ``x``.

A free axis takes what is wrong, so that nothing is said until the two meet.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.size_axis import measured
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import Source
from shapefault.source.nodes import walk

_VIEWS = ("view", "reshape")


def shape_of_other(trace: Trace, prior: float) -> Iterator[Fix]:
    """The sizes written out for what is viewed, at all views of it in the function that was running."""
    frame = trace.crash.user
    source, function = (frame.site.source(), frame.function()) if frame is not None else (None, None)
    if frame is None or source is None or not isinstance(function, ast.FunctionDef):
        return
    shapes = {name: value for part in walk(function) for name, value in bindings(part)
              if isinstance(value, ast.Tuple)}  # fmt: skip
    edits: dict[tuple[str, str], list[Edit]] = {}
    for node in walk(function):
        view = _view(node)
        if view is None or view[1].id not in shapes:
            continue
        sizes, base = shapes[view[1].id], view[0]
        owners = {m.id for part in walk(sizes) if isinstance(m := measured(part), ast.Name)}
        others = {part.id for part in walk(base) if isinstance(part, ast.Name)} - {"self"}
        if len(owners) != 1 or len(others) != 1 or owners == others:
            continue
        (owner,), (other,) = owners, others
        one, two = (shape_of(frame.frame.f_locals.get(name)) for name in (owner, other))
        if one is not None and two is not None and len(one) == len(two) and one != two:
            text = _renamed(source, sizes, owner, other)
            edits.setdefault((owner, other), []).append(Edit(source.span(view[1]), text))
    for (owner, other), found in edits.items():
        yield fix(
            f"take the sizes of {other}, not those of {owner}", found, prior, stage=Stage.RESHAPE,
            why=f"it is made of {other}, and viewed with the sizes of {owner}",
        )  # fmt: skip


def _view(node: ast.AST) -> tuple[ast.expr, ast.Name] | None:
    """``x`` and ``shape`` of ``x.view(shape)`` and ``x.view(*shape)``."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _VIEWS):
        return None
    only = node.args[0] if len(node.args) == 1 else None
    only = only.value if isinstance(only, ast.Starred) else only
    return (node.func.value, only) if isinstance(only, ast.Name) else None


def _renamed(source: Source, sizes: ast.Tuple, owner: str, other: str) -> str:
    """The tuple as it is written, of the other tensor."""
    whole = source.span(sizes)
    text, at = "", whole.start
    names = [part for part in walk(sizes) if isinstance(part, ast.Name) and part.id == owner]
    for name in sorted(names, key=lambda part: (part.lineno, part.col_offset)):
        span = source.span(name)
        text, at = text + source.between(at, span.start) + other, span.end
    return text + source.between(at, whole.end)
