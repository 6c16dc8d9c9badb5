"""A permutation and a reshape that join the wrong axes: ``permute(1, 0, 2, 3).reshape(c, n, h * w)``.

Where the program names the axes (``n, c, h, w = x.shape``), both can be written anew for the features that are needed.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.dims import number
from shapefault.faults.rewrite.axes.reshapes import without_copy
from shapefault.faults.rewrite.axes.size_axis import measured
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def regrouped(trace: Trace, want: int, prior: float) -> Iterator[Fix]:
    """Other orders of the axes under which the last axis has ``want`` features and the batch stays where it is."""
    user, source = trace.crash.user, trace.source()
    if user is None or source is None:
        return
    for node in source.nodes:
        parts = _parts(node)
        if parts is None or enclosing(node, ast.FunctionDef) is None or node.lineno > user.lineno:  # type: ignore[attr-defined]
            continue
        moved, order, base, whole = parts
        names = _axis_names(source, base, moved)
        sizes = [user.frame.f_locals.get(n) for n in names]
        if len(names) != len(order) or not all(isinstance(s, int) for s in sizes):
            continue
        yield from _written(source, node, whole, order, names, sizes, want, prior)  # type: ignore[arg-type]


def _written(
    source: Source,
    node: ast.AST,
    whole: ast.Call,
    order: list[int],
    names: list[str],
    sizes: list[int],
    want: int,
    prior: float,
) -> Iterator[Fix]:
    rank, kept = len(order), len(whole.args)
    batch = order.index(0)  # where the batch stands after the permutation that is there
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    inner = node.func.value
    assert isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute)
    text = source.span(inner.func.value).text
    for new in itertools.permutations(range(rank)):
        last = new[kept - 1 :]
        product = 1
        for axis in last:
            product *= sizes[axis]
        if product != want or new.index(0) != batch or list(new) == order or list(last) != sorted(last):
            continue
        shape = [names[a] for a in new[: kept - 1]] + [" * ".join(names[a] for a in last)]
        moved = ", ".join(map(str, new))
        yield fix(
            f"bring axes {' and '.join(names[a] for a in last)} together as the features",
            Edit(source.span(node), f"{text}.permute({moved}).{node.func.attr}({', '.join(shape)})"),
            prior, stage=Stage.RESHAPE, why="other axes than the features are joined here",
        )  # fmt: skip


def _parts(node: ast.AST) -> tuple[ast.Call, list[int], ast.expr, ast.Call] | None:
    """``x.permute(...).reshape(a, b, c)``: the permutation, its order, ``x``, the reshape."""
    if not isinstance(node, ast.Call) or callee(node) not in ("reshape", "view") or len(node.args) < 2:
        return None
    inner = without_copy(node.func.value) if isinstance(node.func, ast.Attribute) else None
    if not isinstance(inner, ast.Call) or callee(inner) != "permute" or not isinstance(inner.func, ast.Attribute):
        return None
    order = [number(a) for a in inner.args]
    if None in order or len(node.args) >= len(order) or sorted(order) != list(range(len(order))):  # type: ignore[type-var]
        return None
    return inner, order, inner.func.value, node  # type: ignore[return-value]


def _axis_names(source: Source, base: ast.expr, before: ast.AST) -> list[str]:
    """``n, c, h, w = x.shape`` above, for the same ``x``."""
    scope = enclosing(before, ast.FunctionDef)
    for part in walk(scope) if scope is not None else ():
        if not isinstance(part, ast.Assign) or not isinstance(part.targets[0], ast.Tuple):
            continue
        tensor = measured(part.value)
        if tensor is not None and ast.dump(tensor) == ast.dump(base):
            return [t.id for t in part.targets[0].elts if isinstance(t, ast.Name)]
    return []
