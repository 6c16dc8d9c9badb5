"""A tensor of a suspect line in every other form near its own, one for each shape that comes of it.

Axes moved, added, joined; one axis less by a mean over it; an axis cut, filled or repeated to the size that it met.
What a form means to those who use it is not known here: the run tells whether it fits, and that the line is suspect is
the reason to try.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.calls.moves import MOST_AXES, moves
from shapefault.faults.rewrite.bench import fix, names_bound, wrapped
from shapefault.faults.rewrite.meeting import Pairs
from shapefault.faults.rewrite.shapes import apply, meta
from shapefault.faults.rewrite.slips.places import ASIDE, Scope
from shapefault.model import Edit, Fix, Shape
from shapefault.observe.values import shape_of
from shapefault.observe.witness import Held
from shapefault.source.files import parent
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_FORM, _PER_COST, _PER_DEPTH, _SAMPLES, _LOST = 0.42, 0.1, 0.01, 0.06, 0.08
_REDUCED, _SIZED, _RESIZED, _BARE, _INSTEAD, _FEWER = 0.31, 0.31, 0.33, 0.36, 0.35, 0.26
"""What a form is worth: by what it costs, in how many calls it stands; less where samples
are mixed, and where values of what the failing call is given are lost.
"""
_SHORT = 24
_READS = ("shape", "size", "dim", "ndim", "device", "dtype", "numel", "item", "backward")
_RESHAPING = (
    *("view", "reshape", "permute", "transpose", "flatten", "squeeze", "unsqueeze", "t", "T", "swapaxes", "movedim"),
    *("mean", "sum", "expand", "repeat", "contiguous", "ravel", "argmax", "select", "narrow"),
)
_SUMMED = ("log_prob", "entropy", "logp")
"""What is added up over an axis rather than averaged."""

_Forms = Iterator[tuple[str, Shape, float]]
"""Texts with ``{}`` for the tensor, the shape that comes of each, and what it is worth."""


def other_forms(scope: Scope, node: ast.expr, failing: set[int]) -> Iterator[Fix]:
    """The forms of one expression; none of one that is read for a fact alone, or that holds the failing call."""
    held, around = scope.told(node), parent(node)
    if held is None or held.kind not in ("Tensor", "ndarray") or not isinstance(held.value, tuple) or _read(around):
        return
    aside = isinstance(around, ast.Call) and callee(around) in ASIDE
    if aside or not 0 < len(held.value) <= MOST_AXES or failing & {id(inner) for inner in walk(node)}:
        return
    text = wrapped(scope.source, node, "{}").content
    name = text if len(text) <= _SHORT else "it"
    away, lost = _PER_DEPTH * _depth(node), _LOST if _is_operand(node, failing) else 0.0
    known = {held.value}
    if held.floating and held.kind == "Tensor" and len(held.value) > 1:
        yield fix(f"take {name}.argmax(1)", Edit(scope.source.span(node), f"{text}.argmax(1)"), _FEWER - away)
    for form, after, worth in _forms(scope, held, text):
        if after not in known:
            known.add(after)
            worth -= lost if math.prod(after) < math.prod(held.value) else 0.0
            yield fix(f"take {form.format(name)}", Edit(scope.source.span(node), form.format(text)), worth - away)
    yield from _without_call(scope, node, held, known, away)


def _without_call(scope: Scope, node: ast.expr, held: Held, known: set[Shape], away: float) -> Iterator[Fix]:
    """What a method is called on, in its own form or in another than the method gives it."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        inner = node.func.value
    elif isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        inner = node.args[0]
    elif isinstance(node, ast.Subscript):
        inner = node.value
    else:
        return
    before = scope.told(inner)
    if before is None or before.kind != held.kind or not isinstance(before.value, tuple):
        return
    text, span = wrapped(scope.source, inner, "{}").content, scope.source.span(node)
    if before.value not in known:
        known.add(before.value)
        left_out = callee(node) if isinstance(node, ast.Call) else "index"
        yield fix(f"leave out this {left_out}", Edit(span, text), _BARE - away)
    if isinstance(node, ast.Call) and callee(node) in _RESHAPING and len(before.value) <= MOST_AXES:
        for form, after, worth in _forms(scope, before, text):
            if after not in known:
                known.add(after)
                inside = form.format(text)
                yield fix(f"take {inside} instead", Edit(span, inside), min(worth, _INSTEAD) - away)


def _read(around: ast.AST | None) -> bool:
    """Whether only a fact of it is read, or a part of it is written: to a copy that would be to no effect."""
    written = isinstance(getattr(around, "ctx", None), ast.Store)
    return written or (isinstance(around, ast.Attribute) and around.attr in _READS)


def _is_operand(node: ast.expr, failing: set[int]) -> bool:
    """Whether it stands in the failing call, which would be silenced by less of it."""
    around = parent(node)
    while isinstance(around, ast.expr | ast.keyword):
        if id(around) in failing:
            return True
        around = parent(around)
    return False


def _depth(node: ast.expr) -> int:
    """In how many calls and sums an expression stands."""
    around, found = parent(node), 0
    while isinstance(around, ast.expr):
        found += isinstance(around, ast.Call | ast.BinOp)
        around = parent(around)
    return found


def _forms(scope: Scope, held: Held, text: str) -> _Forms:
    shape = held.value
    assert isinstance(shape, tuple)
    array = held.kind == "ndarray"
    for form, worth in _of_array(len(shape)) if array else _of_tensor(shape):
        after = shape_of(apply(form.replace(".transpose(", ".permute(") if array else form, meta(shape, None)))
        if after is not None:
            yield form, after, worth
    yield from _reduced(shape, held, text)
    yield from _sized(scope, shape, array)
    if not array and held.floating:
        yield from _resized(scope, shape)


def _of_tensor(shape: Shape) -> Iterator[tuple[str, float]]:
    """Where the first axis is moved or joined, it is hardly the batch."""
    for move in moves(shape):
        if move.kind != "select" and (len(shape) < 4 or move.cost < 1.2):
            mixed = (move.kind == "permute" and move.value[0] != 0) or (move.kind == "flatten" and move.value[0] == 0)
            yield move.text, _FORM - _PER_COST * move.cost - (_SAMPLES if mixed else 0.0)
    yield "{}.flatten()", _REDUCED
    yield "{}[:1]", _FEWER


def _of_array(rank: int) -> Iterator[tuple[str, float]]:
    for axis in range(rank + 1):
        yield f"{{}}[{':, ' * axis}None]", _BARE - 0.01 * axis
    for a in range(rank):
        for b in range(a + 1, rank):
            yield f"{{}}.swapaxes({a}, {b})", _BARE
    if rank == 3:
        yield from (("{}.transpose(2, 0, 1)", _BARE), ("{}.transpose(1, 2, 0)", _BARE))
    yield "{}.reshape(-1)", _REDUCED


def _reduced(shape: Shape, held: Held, text: str) -> _Forms:
    """One axis less."""
    word = "sum" if any(name in text for name in _SUMMED) else "mean" if held.floating else ""
    for axis in reversed(range(len(shape))):
        after = shape[:axis] + shape[axis + 1 :]
        if shape[axis] == 1:
            yield f"{{}}.squeeze({axis})", after, _FORM - _PER_COST
        elif not word:
            yield f"{{}}[{':, ' * axis}0]", after, _REDUCED
        else:
            named, away = ("axis=", 0.0) if held.kind == "ndarray" else ("", 0.0 if axis else _SAMPLES)
            yield f"{{}}.{word}({named}{axis})", after, _REDUCED - away


def _sized(scope: Scope, shape: Shape, array: bool) -> _Forms:
    """An axis cut, filled with zeros or repeated to the size that it met."""
    for axis, size in enumerate(shape):
        for other in _met(scope.pairs, size):
            after = (*shape[:axis], other, *shape[axis + 1 :])
            if other < size:
                yield f"{{}}[{':, ' * axis}:{other}]", after, _SIZED
            elif size == 1 and not array:
                sizes = ", ".join(str(other) if i == axis else "-1" for i in range(len(shape)))
                yield f"{{}}.expand({sizes})", after, _SIZED
            elif array:
                widths = ", ".join(f"(0, {other - size if i == axis else 0})" for i in range(len(shape)))
                yield f"{names_bound(scope.source, 'numpy', 'np')}.pad({{}}, ({widths},))", after, _SIZED
            else:
                zeros = "0, 0, " * (len(shape) - 1 - axis)
                yield f"{_functional(scope)}.pad({{}}, ({zeros}0, {other - size}))", after, _SIZED


def _resized(scope: Scope, shape: Shape) -> _Forms:
    """A map drawn to the size of the one that it met."""
    if len(shape) not in (3, 4):
        return
    height, width = (next(iter(_met(scope.pairs, size)), size) for size in shape[-2:])
    if (height, width) != shape[-2:] and height > 1 and width > 1:
        call = f"{_functional(scope)}.interpolate({{}}, size=({height}, {width}))"
        if len(shape) == 3:
            call = call.replace("{}", "{}[:, None]") + "[:, 0]"
        yield call, (*shape[:-2], height, width), _RESIZED


def _met(pairs: Pairs, size: int) -> list[int]:
    return sorted({b for a, b in pairs if a == size and b > 0})


def _functional(scope: Scope) -> str:
    return names_bound(scope.source, "torch.nn.functional", "torch.nn.functional")
