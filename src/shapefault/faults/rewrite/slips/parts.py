"""Another part of a thing: all of ``samples[:1]``, the size of another axis than that of ``x.shape[-1]``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.size_axis import size_read
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.bindings import whole_number
from shapefault.faults.rewrite.meeting import turns
from shapefault.faults.rewrite.slips.places import Scope
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent, statement_of
from shapefault.source.nodes import walk

_ALL, _AXIS, _FITS = 0.3, 0.28, 0.1
_TWICE = 0.2
"""What it takes that a statement reads several sizes: what fits a picture into a square reads both sides of it."""
_MOST_AXES = 5


def parts(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """The slices of the scope left out, and each size that is read exchanged for that of another axis."""
    del trace
    for part in scope.parts:
        read = size_read(part)
        if read is not None:
            yield from _of_other_axes(scope, part, *read)
        elif isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Slice) and isinstance(part.ctx, ast.Load):
            yield from _whole(scope, part, part.slice)
        elif isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Load) and isinstance(part.value, ast.Name):
            yield from _not_one(scope, part, part.value)


def _whole(scope: Scope, part: ast.Subscript, cut: ast.Slice) -> Iterator[Fix]:
    """``samples`` for ``samples[:1]``; what is read from a shape or from the command line is no cut."""
    text = scope.source.span(part.value).text
    read = isinstance(part.value, ast.Attribute) and part.value.attr in ("shape", "argv")
    copied = cut.lower is None and cut.upper is None
    if not read and not copied and not (isinstance(part.value, ast.Call) and text.endswith(".size()")):
        yield fix(f"take all of {text}", Edit(scope.source.span(part), text), _ALL)


def _not_one(scope: Scope, part: ast.Subscript, of: ast.Name) -> Iterator[Fix]:
    """``encoded`` for ``encoded[-1]`` of a tensor, where one of the sizes that met is a part of the other."""
    held = scope.held(of.id)
    rows = held.value[0] if held is not None and held.kind == "Tensor" and isinstance(held.value, tuple) else None
    if whole_number(part.slice) is not None and rows and any(a == b * rows for a, b in scope.pairs):
        edit = Edit(scope.source.span(part), of.id)
        yield fix(f"take all of {of.id}, not one of it", edit, _ALL + _FITS, stage=Stage.RESHAPE)


def _of_other_axes(scope: Scope, part: ast.AST, measured: ast.expr, index: ast.expr) -> Iterator[Fix]:
    """Of another size, where the shape is known, and rather of one that turns one of the sizes that met into the other.

    Not where the size is one of several that are read in a row, as those of ``x.size(0), x.size(1)`` are.
    """
    axis = whole_number(index)
    held = scope.held(measured.id) if isinstance(measured, ast.Name) else None
    shape = held.value if held is not None and isinstance(held.value, tuple) else ()
    above = parent(part)
    unpacked = isinstance(above, ast.Tuple) and isinstance(parent(above), ast.Assign)
    if axis is None or unpacked or not 2 <= len(shape) <= _MOST_AXES or not -len(shape) <= axis < len(shape):
        return
    several = _TWICE * _are_read(part, measured)
    for other in range(len(shape)):
        new = other - len(shape) if axis < 0 else other
        if shape[new] not in (shape[axis], 1):  # of size 1 it would go with anything
            fits = _FITS if turns(scope.pairs, shape[axis], shape[new]) else -_FITS if scope.pairs else 0.0
            fits -= several
            edit = Edit(scope.source.span(index), str(new))
            yield fix(f"read the size of axis {new}, not {axis}", edit, _AXIS + fits, stage=Stage.RESHAPE)


def _are_read(part: ast.AST, measured: ast.expr) -> bool:
    """Whether the statement that ``part`` is in reads other sizes of the same thing, too."""
    statement = statement_of(part)
    reads = [size_read(node) for node in walk(statement)] if statement is not None else []
    same = {ast.dump(read[1]) for read in reads if read is not None and ast.dump(read[0]) == ast.dump(measured)}
    return len(same) > 1
