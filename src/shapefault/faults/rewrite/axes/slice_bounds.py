"""A slice with a number in it decides the size that is wrong: ``boxes[..., :2]`` where three columns are wanted."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from shapefault.faults.rewrite.axes.dims import number
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Edit, Fix, Shape, Span, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import Source, statement_of
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk


def assigned_bounds(trace: Trace, part: Shape, value: Shape, prior: float, stage: Stage) -> Iterator[Fix]:
    """The same of an assignment, ``cloud[:, :1] = cloud[:, :3] - mean``: the slices on its two sides.

    ``part`` is the shape of the left one, ``value`` what is assigned to it.
    """
    user, node, source = trace.crash.user, trace.crash.expression, trace.source()
    statement = statement_of(node) if node is not None else None
    if user is None or source is None or not isinstance(statement, ast.Assign):
        return
    left: ast.expr = ast.Tuple(statement.targets, ast.Store())
    right = statement.value
    for a, b in zip(reversed(part), reversed(value), strict=False):
        for side, other, want, worth in ((left, right, b, prior), (right, left, a, prior - 0.05)) if a != b else ():
            for sliced in walk(side):
                for bounds in _edits(source, user, sliced, a, b) if isinstance(sliced, ast.Subscript) else ():
                    if bounds.new == want and bounds.fits(other):
                        yield _as_fix(bounds, worth, stage)


def other_bounds(
    trace: Trace, mismatch: Mismatch, got: int, want: int, prior: float, *, stage: Stage = Stage.RESHAPE
) -> Iterator[Fix]:
    """Such a slice of ``got`` entries taken ``want`` long, or left out where the tensor has just as many.

    Of two sizes that differ the other one may be wrong as well, with a little less evidence.
    """
    made: set[Edit] = set()
    held = {role: places(trace, mismatch, role)[:6] for role in mismatch.operands}
    for role, found in held.items():
        others = [place.node for other in held if other != role for place in held[other]]
        for place in found:
            nodes = [node for node in walk(place.node) if isinstance(node, ast.Subscript)]
            for bounds in (each for node in nodes for each in _edits(place.source, place.frame, node, got, want)):
                if bounds.edit not in made and bounds.fits(*others):
                    made.add(bounds.edit)
                    yield _as_fix(bounds, prior - (0.05 if bounds.now == want else 0.0), stage)


@dataclass(frozen=True)
class _Bounds:
    """An edit of a slice, what it takes now and then, whether it is left out; where it then starts, if that changes."""

    edit: Edit
    now: int
    new: int
    whole: bool = False
    start: int | None = None

    def fits(self, *others: ast.AST) -> bool:
        """Whether a slice that starts elsewhere then starts where one of those beside it does."""
        return self.start is None or any(self.start in _starts(other) for other in others)


def _as_fix(bounds: _Bounds, prior: float, stage: Stage) -> Fix:
    title = "leave out this slice" if bounds.whole else f"let the slice take {bounds.new}"
    why = f"the slice takes {bounds.now}, {bounds.new} are wanted"
    return fix(title, bounds.edit, prior - (0.02 if bounds.whole else 0.0), stage=stage, why=why)


def _edits(source: Source, frame: Frame | None, node: ast.Subscript, a: int, b: int) -> Iterator[_Bounds]:
    base = _shape(frame, node.value) if frame is not None else None
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if base is None:
        return
    for part, axis in _axes(parts, base):
        if not isinstance(part, ast.Slice) or part.step is not None:
            continue
        size = base[axis]
        start, end = _bound(part.lower, 0, size), _bound(part.upper, size, size)
        if start is None or end is None or end - start not in (a, b):
            continue
        now = end - start
        new = b if now == a else a
        if isinstance(part.lower, ast.UnaryOp) and part.upper is None:
            if new < size:
                yield _Bounds(Edit(source.span(part.lower), f"-{new}"), now, new, start=size - new)
        elif part.upper is None and part.lower is not None:
            if new < size:
                yield _Bounds(Edit(source.span(part.lower), str(size - new)), now, new, start=size - new)
        elif part.upper is not None and not isinstance(part.upper, ast.UnaryOp) and start + new <= size:
            yield _Bounds(Edit(source.span(part.upper), str(start + new)), now, new)
        if size == new and now != new and all(_takes_all(other) for other in parts if other is not part):
            whole, value = source.span(node), source.span(node.value)
            edit = Edit(Span(whole.file, value.end, whole.end, source.between(value.end, whole.end)), "")
            yield _Bounds(edit, now, new, True)


def _shape(frame: Frame, node: ast.expr) -> Shape | None:
    """The shape of what is sliced: a tensor's, or that of an array with a name."""
    held = shape_of(frame.names.get(node.id)) if isinstance(node, ast.Name) else None
    return held if held is not None else shape_in(frame, node)


def _starts(node: ast.AST) -> set[int]:
    """Where the slices within an expression start: what stands beside them was likely meant to start there, too."""
    lower = (part.lower for part in walk(node) if isinstance(part, ast.Slice))
    return {n.value for n in lower if isinstance(n, ast.Constant) and type(n.value) is int}


def _bound(node: ast.expr | None, default: int, size: int) -> int | None:
    """A bound of a slice that is written as a number, counted from the front; None for any other."""
    if node is None:
        return default
    value = number(node)
    if value is None or abs(value) > size:
        return None
    return size + value if value < 0 else value


def _axes(parts: list[ast.expr], base: Shape) -> Iterator[tuple[ast.expr, int]]:
    """Each part of an index with the axis that it is about; none behind a new axis or a mask."""
    if any(isinstance(part, ast.Constant) and part.value is None for part in parts):
        return
    dots = next((i for i, part in enumerate(parts) if isinstance(part, ast.Constant) and part.value is ...), None)
    for place, part in enumerate(parts):
        if dots is None or place < dots:
            axis = place
        elif place > dots:
            axis = len(base) - len(parts) + place
        else:
            continue
        if 0 <= axis < len(base):
            yield part, axis


def _takes_all(part: ast.expr) -> bool:
    return (isinstance(part, ast.Constant) and part.value is ...) or (
        isinstance(part, ast.Slice) and part.lower is None and part.upper is None and part.step is None
    )
