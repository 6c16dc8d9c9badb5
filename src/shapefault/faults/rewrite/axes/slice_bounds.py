"""A slice with a number in it decides the size that is wrong: ``boxes[..., :2]`` where three columns are wanted."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import OperandPlace, places
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Edit, Fix, Shape, Span, Stage
from shapefault.observe.trace import Mismatch, Trace


def other_bounds(trace: Trace, mismatch: Mismatch, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Such a slice of ``got`` entries taken ``want`` long, or left out where the tensor has just as many."""
    made: set[Edit] = set()
    for role in mismatch.operands:
        for place in places(trace, mismatch, role)[:6]:
            for node in ast.walk(place.node):
                for edit, whole in _edits(place, node, got, want) if isinstance(node, ast.Subscript) else ():
                    if edit not in made:
                        made.add(edit)
                        yield fix(
                            "leave out this slice" if whole else f"let the slice take {want}",
                            edit,
                            prior - (0.02 if whole else 0.0),
                            stage=Stage.RESHAPE,
                            why=f"the slice takes {got}, {want} are wanted",
                        )


def _edits(place: OperandPlace, node: ast.Subscript, got: int, want: int) -> Iterator[tuple[Edit, bool]]:
    base = shape_in(place.frame, node.value) if place.frame is not None else None
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if base is None:
        return
    for part, axis in _axes(parts, base):
        if not isinstance(part, ast.Slice) or part.step is not None or not isinstance(part.upper, ast.Constant):
            continue
        start = part.lower.value if isinstance(part.lower, ast.Constant) else 0 if part.lower is None else None
        if type(part.upper.value) is not int or type(start) is not int or part.upper.value - start != got:
            continue
        if start + want <= base[axis]:
            yield Edit(place.source.span(part.upper), str(start + want)), False
        if base[axis] == want and all(_takes_all(other) for other in parts if other is not part):
            whole, value = place.source.span(node), place.source.span(node.value)
            yield Edit(Span(whole.file, value.end, whole.end, place.source.between(value.end, whole.end)), ""), True


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
