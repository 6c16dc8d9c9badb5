"""A slice with a number in it decides the size that is wrong: ``boxes[..., :2]`` where three columns are wanted."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import OperandPlace, places
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Edit, Fix, Shape, Span, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


def other_bounds(trace: Trace, mismatch: Mismatch, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Such a slice of ``got`` entries taken ``want`` long, or left out where the tensor has just as many.

    Of two sizes that differ the other one may be wrong as well, with a little less evidence.
    """
    made: set[Edit] = set()
    for role in mismatch.operands:
        for place in places(trace, mismatch, role)[:6]:
            found = [node for node in ast.walk(place.node) if isinstance(node, ast.Subscript)]
            for edit, now, new, whole in (each for node in found for each in _edits(place, node, got, want)):
                if edit in made:
                    continue
                made.add(edit)
                yield fix(
                    "leave out this slice" if whole else f"let the slice take {new}",
                    edit,
                    prior - (0.02 if whole else 0.0) - (0.05 if now == want else 0.0),
                    stage=Stage.RESHAPE,
                    why=f"the slice takes {now}, {new} are wanted",
                )


def _edits(place: OperandPlace, node: ast.Subscript, a: int, b: int) -> Iterator[tuple[Edit, int, int, bool]]:
    """The edit, what the slice takes now and then, and whether it is left out."""
    base = shape_in(place.frame, node.value) if place.frame is not None else None
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if base is None:
        return
    for part, axis in _axes(parts, base):
        if not isinstance(part, ast.Slice) or part.step is not None or not isinstance(part.upper, ast.Constant):
            continue
        start = part.lower.value if isinstance(part.lower, ast.Constant) else 0 if part.lower is None else None
        if type(part.upper.value) is not int or type(start) is not int:
            continue
        now = part.upper.value - start
        if now not in (a, b):
            continue
        new = b if now == a else a
        if start + new <= base[axis]:
            yield Edit(place.source.span(part.upper), str(start + new)), now, new, False
        if base[axis] == new and all(_takes_all(other) for other in parts if other is not part):
            whole, value = place.source.span(node), place.source.span(node.value)
            edit = Edit(Span(whole.file, value.end, whole.end, place.source.between(value.end, whole.end)), "")
            yield edit, now, new, True


def _axes(parts: list[ast.expr], base: Shape) -> Iterator[tuple[ast.expr, int]]:
    """Each part of an index with the axis that it is about; none behind a new axis or a mask."""
    if any(isinstance(part, ast.Constant) and part.value is None for part in parts):
        return
    dots = next((i for i, part in enumerate(parts) if isinstance(part, ast.Constant) and part.value is ...), None)
    for number, part in enumerate(parts):
        if dots is None or number < dots:
            axis = number
        elif number > dots:
            axis = len(base) - len(parts) + number
        else:
            continue
        if 0 <= axis < len(base):
            yield part, axis


def _takes_all(part: ast.expr) -> bool:
    return (isinstance(part, ast.Constant) and part.value is ...) or (
        isinstance(part, ast.Slice) and part.lower is None and part.upper is None and part.step is None
    )
