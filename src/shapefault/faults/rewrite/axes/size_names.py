"""A size in a view written with the wrong name: ``x.view(b, h, n, h, n)`` where the function also knows ``w``."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.numbers.naming import one_word_apart
from shapefault.faults.rewrite.peek import value_in
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.expressions import detached
from shapefault.observe.trace import Trace
from shapefault.source.frames import Frame, function_node
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace

_LIMIT = 3
_TWICE = 0.12


def other_size_names(
    trace: Trace, call: CallPlace, shape: Shape, sizes: tuple[int, ...], prior: float
) -> Iterator[Fix]:
    """Local numbers under which the view would hold the tensor, in place of one of its names.

    A name that nothing reads, and a name that is written twice, are the likely slips.
    """
    frame, found = trace.crash.user, receiver(call)
    function = function_node(call.source, frame.site.code) if frame is not None else None
    if frame is None or found is None or function is None or len(found[1]) != len(sizes):
        return
    numel, nodes = math.prod(shape), found[1]
    known = {n: v for n, v in frame.frame.f_locals.items() if type(v) is int and v > 0}
    bound = [n.id for n in walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    written = [ast.unparse(n) for n in nodes]
    made: list[tuple[float, Edit, str, str]] = []
    for index, node in enumerate(nodes):
        fits = _fitting(numel, sizes, index)
        if isinstance(node, ast.BinOp) and sizes[index] > 0 and written.count(written[index]) > 1:
            made += _within(frame, call, node, written, index, fits)
        if not isinstance(node, ast.Name | ast.Attribute) or sizes[index] <= 0:
            continue
        old = written[index]
        twice = written.count(old) > 1
        for name, value in known.items():
            if value == sizes[index] or not fits(value):
                continue
            unread, twin = name not in bound, one_word_apart(old.rpartition(".")[2], name)
            free = name not in written
            worth = 0.06 * unread + 0.05 * (twice and free) + 0.04 * twin - 0.08 * (not free)
            # Of two equal names the later one is the copy.
            worth += 0.01 * index / len(nodes)
            if unread or twin or (twice and free):
                made.append((worth, Edit(call.source.span(node), name), old, name))
    for worth, edit, old, name in sorted(made, key=lambda m: -m[0])[:_LIMIT]:
        yield fix(
            f"use {name} where it has {old}",
            edit,
            prior + worth,
            stage=Stage.RESHAPE,
            why=f"{old} is the size of another axis, {name} is this one's",
        )


def _fitting(numel: int, sizes: tuple[int, ...], index: int) -> Callable[[int], bool]:
    """Whether the view holds the tensor with another size in one place."""

    def fits(value: int) -> bool:
        product = math.prod(s for s in (*sizes[:index], value, *sizes[index + 1 :]) if s != -1)
        return product > 0 and (numel % product == 0 if -1 in sizes else product == numel)

    return fits


def _within(
    frame: Frame, call: CallPlace, node: ast.BinOp, written: list[str], index: int, fits: Callable[[int], bool]
) -> Iterator[tuple[float, Edit, str, str]]:
    """``h * p`` written for two axes: ``w`` in the place of ``h`` in one of them, where both are bound together."""
    for part in (p for p in walk(node) if isinstance(p, ast.Name)):
        for name in _bound_beside(frame, part.id):
            other = detached(node)
            for own in walk(other):
                if isinstance(own, ast.Name) and own.id == part.id:
                    own.id = name
            value = value_in(frame, other)
            if type(value) is int and ast.unparse(other) not in written and fits(value):
                yield _TWICE + 0.01 * index / len(written), Edit(call.source.span(part), name), part.id, name


def _bound_beside(frame: Frame, name: str) -> list[str]:
    """The names that one statement of the function binds together with ``name``."""
    function = frame.function()
    for part in walk(function) if function is not None else ():
        target = part.targets[0] if isinstance(part, ast.Assign) else None
        names = [e.id for e in target.elts if isinstance(e, ast.Name)] if isinstance(target, ast.Tuple) else []
        if name in names:
            return [other for other in names if other != name]
    return []
