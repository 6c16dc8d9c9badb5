"""A layer behind a ``cat`` that was built for one of the parts: ``in_size`` where ``in_size + out_size`` belongs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from shapefault import ops
from shapefault.faults.facts import owner_along, records_of
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import stored
from shapefault.faults.rewrite.layers.constructor import argument, attribute_text, set_argument
from shapefault.faults.rewrite.layers.widths import width_worth
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.hooks import built_by
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, tensors_in
from shapefault.source.files import enclosing, is_user_file
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, bound_argument, callee, default_of

_TWICE = 0.1
"""What it adds that twice the one part is written: somebody thought of two parts of one width."""


def summed_names(trace: Trace, mismatch: Mismatch, parameter: str, got: int, axis: int, prior: float) -> Iterator[Fix]:
    """Sums of two names in scope that stand for the sizes of the parts, wherever the layer's number is handed on."""
    parts = _parts(trace, mismatch, axis)
    layer = _layer(trace, mismatch)
    if layer is None or len(parts) != 2 or sum(parts) != got:
        return
    sites = [site for site in built_by(layer) if is_user_file(site.file)]
    calls = [
        CallPlace(source, node)
        for site in sites
        if (source := site.source()) is not None and isinstance(node := site.node(), ast.Call)
    ]
    if not calls:
        return
    node = argument(calls[0], layer, parameter) if layer is mismatch.layer else _counting(trace, calls[0], parts)
    for number, (inner, outer) in enumerate(pairwise([*calls, None])):
        function = enclosing(node, ast.FunctionDef) if node is not None else None
        if inner is None or node is None or not isinstance(function, ast.FunctionDef):
            return
        here = 0.05 if _joins(trace, mismatch, function) else 0.0
        if parts[0] == parts[1] and isinstance(node, ast.Name) and _in_loop(node):
            yield fix(  # in a loop over the widths both parts grow with it
                f"build {attribute_text(trace, layer)} for both parts, {node.id} * 2",
                Edit(inner.source.span(node), f"{node.id} * 2"), prior + 0.1, stage=Stage.LAYER_CONFIG,
                why=f"{parts[0]} and {parts[1]} channels are joined, {parameter} counts one part only",
            )  # fmt: skip
        twice = _doubled(node)
        one = twice if twice is not None else node
        counted = "twice the first part" if twice is not None else "one part only"
        for term, worth in _other_parts(trace, inner, outer, one, function, parts):
            assert isinstance(one, ast.Name)
            yield fix(
                f"build {attribute_text(trace, layer)} for both parts, {one.id} + {term}",
                Edit(inner.source.span(node), f"{one.id} + {term}"),
                prior + 0.02 * number + worth + here + (_TWICE if twice is not None else 0.0),
                stage=Stage.LAYER_CONFIG,
                why=f"{parts[0]} and {parts[1]} channels are joined, {parameter} counts {counted}",
            )
        if outer is None or not isinstance(node, ast.Name):
            return
        node = bound_argument(outer.node, function, node.id)


def _doubled(node: ast.expr) -> ast.Name | None:
    """The name of ``2 * name``: right as long as both parts are equal."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
        return None
    sides = (node.left, node.right)
    names = [side for side in sides if isinstance(side, ast.Name)]
    is_two = any(isinstance(side, ast.Constant) and side.value == 2 for side in sides)
    return names[0] if names and is_two else None


def _layer(trace: Trace, mismatch: Mismatch) -> Any:
    """The layer, or the module of the program's own that keeps the weight itself."""
    running = trace.crash.model_calls[-1].module if trace.crash.model_calls else None
    return mismatch.layer if mismatch.layer is not None or not getattr(running, "_parameters", None) else running


def _counting(trace: Trace, call: CallPlace, parts: tuple[int, ...]) -> ast.expr | None:
    """The first argument that is the size of one part."""
    values = bench_of(trace).resolver.values
    return next((node for node in call.node.args if set(values(call.source, node)) & set(parts)), None)


def _in_loop(node: ast.Name) -> bool:
    """Whether the loop around a call binds the name."""
    loop = enclosing(node, ast.For)
    return isinstance(loop, ast.For) and node.id in stored(loop.target)


def _joins(trace: Trace, mismatch: Mismatch, function: ast.FunctionDef) -> bool:
    """Whether the class that ``function`` belongs to joins the parts itself."""
    record, cls = _joining(trace, mismatch), enclosing(function, ast.ClassDef)
    node = record.site.node() if record is not None and record.site is not None else None
    return node is not None and cls is not None and enclosing(node, ast.ClassDef) is cls


def _other_parts(
    trace: Trace,
    call: CallPlace,
    outer: CallPlace | None,
    node: ast.expr,
    function: ast.FunctionDef,
    parts: tuple[int, ...],
) -> Iterator[tuple[str, float]]:
    """What the other part may be called, and how much less than a name of that number it is worth."""
    if not isinstance(node, ast.Name):
        return
    own = _values(trace, call, node.id, function)
    for given in function.args.args:
        other, default = given.arg, default_of(function, given.arg)
        if other in ("self", "cls", node.id) or (isinstance(default, ast.Constant) and type(default.value) is not int):
            continue
        if isinstance(default, ast.Tuple | ast.List) or _gone_through(function, other):
            continue
        values = _values(trace, call, other, function)
        if not own or not values or any(a in own and b in values for a, b in (parts, parts[::-1])):
            yield other, 0.0
        elif outer is not None and _augmented(bound_argument(outer.node, function, other)):
            yield other, -0.03
    if max(parts) == 2 * min(parts):
        yield f"{node.id} // 2", -0.02


def _gone_through(function: ast.FunctionDef, name: str) -> bool:
    """Whether a parameter is a list: a loop goes through it, it is counted or has entries."""

    def is_it(node: ast.AST) -> bool:
        return isinstance(node, ast.Name) and node.id == name

    return any(
        (isinstance(part, ast.For | ast.comprehension) and is_it(part.iter))
        or (isinstance(part, ast.Subscript) and is_it(part.value))
        or (isinstance(part, ast.Call) and callee(part) in ("len", "zip", "enumerate") and any(map(is_it, part.args)))
        for part in walk(function)
    )


def _augmented(node: ast.expr | None) -> bool:
    """Whether a loop doubles or halves a name that is read here, so that its value is not followed."""
    function = enclosing(node, ast.FunctionDef) if node is not None else None
    if node is None or function is None:
        return False
    names = {part.id for part in walk(node) if isinstance(part, ast.Name)}
    return any(
        isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name) and part.target.id in names
        for part in walk(function)
    )


def part_widths(trace: Trace, mismatch: Mismatch, got: int, want: int, axis: int, prior: float) -> Iterator[Fix]:
    """The layer that gives one of the joined parts, made to give so much more or less that the sum is ``want``."""
    sizes, tensors = _parts(trace, mismatch, axis), _joined(trace, mismatch)
    if len(sizes) < 2 or sum(sizes) != got or len(sizes) != len(tensors):
        return
    for size, tensor in zip(sizes, tensors, strict=True):
        owner, new = owner_along(trace.journey(tensor), axis), size + want - got
        if owner is None or new < 1:
            continue
        others = list(sizes)
        others.remove(size)
        worth = prior + width_worth(trace, *owner, new) + (0.1 if new in others else 0.0)
        why = f"{' + '.join(map(str, sizes))} are joined, {want} are taken"
        yield from set_argument(trace, owner[0], owner[1], size, new, worth, why=why)


def _parts(trace: Trace, mismatch: Mismatch, axis: int) -> tuple[int, ...]:
    """The sizes of what the nearest ``cat`` of the input's journey joined."""
    shapes = [shape_of(t) for t in _joined(trace, mismatch)]
    return tuple(s[axis] for s in shapes if s is not None and len(s) > abs(axis))


def _joined(trace: Trace, mismatch: Mismatch) -> list[Any]:
    record = _joining(trace, mismatch)
    return tensors_in([*record.args, *record.kwargs.values()]) if record is not None else []


def _joining(trace: Trace, mismatch: Mismatch) -> Record | None:
    return next((r for r in records_of(trace, mismatch, "input")[:4] if ops.canonical(r.name) == "cat"), None)


def _values(trace: Trace, call: CallPlace, name: str, function: ast.FunctionDef) -> set[int]:
    """The numbers that a parameter stands for, over all calls of its function."""
    use = next((n for n in walk(function) if isinstance(n, ast.Name) and n.id == name), None)
    if use is None:
        return set()
    return {v for v in bench_of(trace).resolver.values(call.source, use) if v is not None}
