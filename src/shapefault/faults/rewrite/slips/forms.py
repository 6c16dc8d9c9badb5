"""Another form of a tensor far from where it fails: ``feats.T`` where the features are saved, ``pair[0]`` when read.

Which forms the failing call, or the outermost module's, would take is known from trying them on tensors without
memory. Here they are put where a tensor of that very shape, or one sample of it, was seen in the run that was watched.
"""

from __future__ import annotations

import ast
import weakref
from collections.abc import Iterator
from dataclasses import dataclass

from shapefault.calls.moves import MOST_AXES, Move, moves
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.shapes import accepted, apply, meta, root_accepts, turns_one
from shapefault.faults.rewrite.slips.places import ASIDE, Scope
from shapefault.model import Fix, Shape
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.observe.witness import Held
from shapefault.ops import check
from shapefault.source.project import callee

_WORTH, _PER_COST = 0.42, 0.1
_BLIND = 0.34
"""Where what failed has no operands that are known, lists to be joined say: a batch of one that was kept."""
_OF_PART = 0.02
"""What it takes that a place has fewer axes than the operand, or more: for each of them."""
_MOST_LEAD = 2
_ANY = 0


@dataclass(frozen=True)
class Form:
    """A change of axes under which the call succeeds: of a tensor of ``shape``, by axis numbers of its own.

    0 stands for any size: those of several tensors that are joined.
    """

    shape: Shape
    kind: str
    axes: tuple[int, ...]
    title: str
    cost: float

    def text(self, lead: int, numpy: bool) -> str | None:
        """The source text for a tensor without the first ``lead`` axes (with as many more, where negative)."""
        if self.kind == "permute":
            kept = max(lead, 0)
            order = (*range(-lead), *(axis - lead for axis in self.axes[kept:]))
            return _ordered(order, numpy) if self.axes[:kept] == tuple(range(kept)) else None
        axes = tuple(axis - lead for axis in self.axes)
        if axes[0] < 0:
            return None
        at = axes[0]
        if self.kind == "unsqueeze":
            return f"{{}}[{':, ' * at}None]" if numpy else f"{{}}.unsqueeze({at})"
        if self.kind == "squeeze":
            return f"{{}}.squeeze({at})"
        if self.kind == "select":
            return f"{{}}[{':, ' * at}0]"
        return None if numpy else f"{{}}.flatten({', '.join(map(str, axes))})"


def _ordered(order: tuple[int, ...], numpy: bool) -> str | None:
    moved = [i for i, axis in enumerate(order) if i != axis]
    if len(order) == 2:
        return "{}.T"
    if len(moved) == 2:
        return f"{{}}.{'swapaxes' if numpy else 'transpose'}({moved[0]}, {moved[1]})"
    return f"{{}}.{'transpose' if numpy else 'permute'}({', '.join(map(str, order))})"


def forms(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """Each form that would pass, at what is returned, assigned and handed on in the scope."""
    wanted = _wanted(trace)
    blind = trace.mismatch is None or not trace.mismatch.operands
    for node, held in _sites(scope) if wanted or blind else ():
        if held is None or not isinstance(held.value, tuple) or held.kind not in ("Tensor", "ndarray"):
            continue
        if blind and len(held.value) > 1 and held.value[0] == 1:
            yield fix("drop axis 0 of size 1", wrapped(scope.source, node, "{}.squeeze(0)"), _BLIND)
        for form in wanted:
            lead = _lead(form.shape, held.value)
            text = form.text(lead, held.kind == "ndarray") if lead is not None else None
            if lead is not None and text is not None:
                worth = _WORTH - _PER_COST * form.cost - _OF_PART * abs(lead)
                yield fix(form.title, wrapped(scope.source, node, text), worth)


def _sites(scope: Scope) -> Iterator[tuple[ast.expr, Held | None]]:
    """What is returned, listed, assigned to one name, what calls are given; each with what it was."""
    for part in scope.parts:
        if isinstance(part, ast.Assign) and len(part.targets) == 1 and isinstance(part.targets[0], ast.Name):
            yield part.value, scope.held(part.targets[0].id)
            continue
        handed: list[ast.expr] = []
        if isinstance(part, ast.Return | ast.Yield) and part.value is not None:
            handed = [part.value]
        elif isinstance(part, ast.Tuple | ast.List) and isinstance(part.ctx, ast.Load):
            handed = part.elts
        elif isinstance(part, ast.Call) and callee(part) not in ASIDE:
            handed = [*part.args, *(k.value for k in part.keywords)]
        yield from scope.known(handed)


def _lead(whole: Shape, held: Shape) -> int | None:
    """How many axes of the operand a place lacks at the front; negative where it has more."""
    for lead in range(-_MOST_LEAD, _MOST_LEAD + 1):
        if lead >= 0 and len(whole) > lead and _alike(whole[lead:], held):
            return lead
        if lead < 0 and _alike(whole, held[-lead:]):
            return lead
    return None


def _alike(asked: Shape, held: Shape) -> bool:
    return len(asked) == len(held) and all(a in (_ANY, h) for a, h in zip(asked, held, strict=True))


_known: weakref.WeakKeyDictionary[Trace, tuple[Form, ...]] = weakref.WeakKeyDictionary()


def _wanted(trace: Trace) -> tuple[Form, ...]:
    """The changes of axes under which the failing call, or the outermost module's call, goes well; tried once."""
    if trace not in _known:
        _known[trace] = _passing(trace)
    return _known[trace]


def _passing(trace: Trace) -> tuple[Form, ...]:
    mismatch = trace.mismatch
    found: list[Form] = []
    found += _of_lists(mismatch) if mismatch is not None else ()
    for role, operand in mismatch.operands.items() if mismatch is not None else ():
        if role in ("weight", "bias") or not operand.shape or len(operand.shape) > MOST_AXES:
            continue
        assert mismatch is not None
        stand_in = meta(operand.shape, mismatch.tensor(role))
        others = [o.shape for r, o in mismatch.operands.items() if r != role]
        for move in moves(operand.shape):
            moved = apply(move.text, stand_in)
            chance = any(turns_one(move.text, operand.shape, other) for other in others)
            if moved is not None and not chance and accepted(mismatch, role, moved):
                found.append(_form(operand.shape, move))
    root = trace.root
    for index, given in enumerate(root.args[:3] if root is not None else ()):
        shape = shape_of(given) if is_tensor(given) else None
        if shape and len(shape) <= MOST_AXES:
            found += [_form(shape, m) for m in moves(shape) if root_accepts(trace, index, m.text) is True]
    return tuple(found)


def _of_lists(mismatch: Mismatch) -> Iterator[Form]:
    """The changes of all tensors of a list alike under which the op's own rules hold."""
    lists: dict[str, list[str]] = {}
    for role in mismatch.operands:
        lists.setdefault(role.partition("[")[0], []).append(role)
    shapes = {role: operand.shape for role, operand in mismatch.operands.items()}
    for roles in lists.values():
        own = [shapes[role] for role in roles]
        if len(roles) < 2 or len({len(shape) for shape in own}) > 1 or not 0 < len(own[0]) <= MOST_AXES:
            continue
        merged = tuple(sizes[0] if len(set(sizes)) == 1 else _ANY for sizes in zip(*own, strict=True))
        for move in moves(own[0]):
            moved = {role: shape_of(apply(move.text, meta(shapes[role], None))) for role in roles}
            known = {role: shape for role, shape in moved.items() if shape is not None}
            if len(known) == len(roles) and all(r.holds for r in check(mismatch.op, shapes | known, mismatch.params)):
                yield _form(merged, move)


def _form(shape: Shape, move: Move) -> Form:
    value = move.value if isinstance(move.value, tuple) else (move.value,)
    return Form(shape, str(move.kind), value, move.title, move.cost)
