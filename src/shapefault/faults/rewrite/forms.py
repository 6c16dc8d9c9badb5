"""The forms of an operand on its way to the failing call: ``labels`` and ``labels.view(-1)``, each with its shape.

A form can be taken up again in another way: the reshaping that the program does now is replaced, not undone by another.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.operands import OperandPlace, places, returned
from shapefault.faults.rewrite.peek import shape_in
from shapefault.faults.rewrite.shapes import Template, apply, meta
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.nodes import walk

RESHAPING = {"view", "reshape", "flatten", "squeeze", "unsqueeze", "permute", "transpose", "t", "contiguous", "view_as"}
_KEEPING = {
    "float", "long", "double", "half", "int", "bool", "to", "cuda", "cpu", "detach", "clone", "type", "type_as",
    "requires_grad_",
}  # fmt: skip


@dataclass(frozen=True)
class Form:
    """The operand before some of its reshapings: ``base`` is what they are called on, ``whole`` with them."""

    place: OperandPlace
    base: ast.expr
    whole: ast.expr
    shape: Shape
    """Of ``base``."""

    @property
    def plain(self) -> bool:
        """Whether this is the operand as it is handed on."""
        return self.base is self.whole

    def edit(self, template: str) -> Edit:
        """``template`` around the base, in place of the reshapings."""
        if self.plain:
            return (
                self.place.edit(template)
                if self.place.node is self.base
                else wrapped(self.place.source, self.base, template)
            )
        inner = wrapped(self.place.source, self.base, template)
        return Edit(self.place.source.span(self.whole), inner.content)


def exactly(want: Shape) -> Callable[[Shape, bool], bool]:
    """A form is accepted that has just this shape, whatever its numbers are."""
    return lambda shape, floating: shape == want


def forms(trace: Trace, mismatch: Mismatch, role: str) -> list[Form]:
    """Every form of the operand that can be told: at the crash, in its definitions, in the functions that return it."""
    operand = mismatch.operands.get(role)
    if operand is None:
        return []
    found: list[Form] = []
    roots: set[tuple[int, str]] = set()
    for place in places(trace, mismatch, role):
        if place.kind != "use" and place.name and (place.level, place.name) not in roots:
            continue  # a name that the operand is made of, not the operand
        if (root := _root(place.node)) is not None and place.kind != "loop":
            roots.add((place.level, root))
        shape = _shape_at(place, operand.shape)
        if shape is None or (place.kind != "use" and shape != operand.shape):
            continue
        found.extend(_peeled(place, shape))
        if shape == operand.shape and (place.kind == "definition" or isinstance(place.node, ast.Call)):
            for end in returned(trace, place):
                found.extend(_peeled(end, shape))
    return found


def _root(node: ast.expr) -> str | None:
    """The name that an expression regroups or converts: ``x`` of ``x.float().view(-1)``."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr not in RESHAPING | _KEEPING:
            return None
        node = node.func.value
    return node.id if isinstance(node, ast.Name) else None


def _shape_at(place: OperandPlace, shape: Shape) -> Shape | None:
    """The shape of a place's value now; that of the operand where the crash stands at the place."""
    name = place.name or (place.node.id if isinstance(place.node, ast.Name) else "")
    if place.frame is not None and name:
        value = place.frame.frame.f_locals.get(name, place.frame.frame.f_globals.get(name))
        return shape_of(value) if is_tensor(value) else None
    if place.level == 0 and place.kind == "use":
        return shape
    return shape_in(place.frame, place.node) if place.frame is not None else None


def _peeled(place: OperandPlace, shape: Shape) -> Iterator[Form]:
    node = place.node
    yield Form(place, node, node, shape)
    if place.kind == "loop":
        return
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _KEEPING:
        node = node.func.value
    whole = node
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RESHAPING:
        node = node.func.value
        if isinstance(node, ast.Name) and node.id in ("torch", "F", "np"):
            return
        inner = _before(place, node, shape)
        if inner is not None:
            yield Form(place, node, whole, inner)


def _before(place: OperandPlace, node: ast.expr, shape: Shape) -> Shape | None:
    """The shape of a receiver; for ``x = x.view(-1)`` that of the tensor which ``x`` is a view of."""
    if place.frame is None:
        return None
    names = {n.id for n in walk(node) if isinstance(n, ast.Name)}
    if place.name and place.name in names:
        value: Any = place.frame.frame.f_locals.get(place.name, place.frame.frame.f_globals.get(place.name))
        base = getattr(value, "_base", None) if is_tensor(value) else None
        return (
            shape_of(base)
            if base is not None and isinstance(node, ast.Name) and base.numel() == value.numel()
            else None
        )
    return shape_in(place.frame, node)


def reformed(
    trace: Trace,
    mismatch: Mismatch,
    role: str,
    propose: Callable[[Shape], Iterable[Template]],
    fits: Callable[[Shape, bool], bool],
    *,
    stage: Stage | None = None,
    definition: float = -0.02,
    limit: int = 8,
) -> Iterator[Fix]:
    """Each form of the operand taken up in a way that ``fits`` (by shape, and whether its numbers are floats)."""
    made = 0
    tensor = mismatch.tensor(role)
    for form in forms(trace, mismatch, role):
        for template in propose(form.shape):
            result = apply(template.text, meta(form.shape, tensor))
            if result is None or not fits(tuple(result.shape), bool(result.is_floating_point())):
                continue
            bonus = definition if form.place.kind != "use" else 0.0
            yield fix(
                template.title,
                form.edit(template.text),
                template.prior + bonus + (0.02 if not form.plain else 0.0),
                stage=stage,
                why=template.why or template.title,
                applicability=template.applicability,
            )
            made += 1
            if made >= limit:
                return
