"""Reshape an operand where the program hands it on; only what torch then accepts is proposed."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from shapefault import ops
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import OperandPlace, places, root_places
from shapefault.model import Applicability, Fix, Shape, Stage
from shapefault.observe.deadly import surviving
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import quiet
from shapefault.observe.replay import replay_call
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of


@dataclass(frozen=True)
class Template:
    """A reshaping as source text with ``{}`` for the operand."""

    text: str
    prior: float
    title: str
    why: str = ""
    applicability: Applicability = "unsafe"


def unsqueezes(rank: int, prior: float = 0.5) -> Iterator[Template]:
    """A new axis of size 1 at every place."""
    for axis in range(rank + 1):
        yield Template(f"{{}}.unsqueeze({axis})", prior, f"add an axis of size 1 at {axis}", "an axis is missing")


def squeezes(shape: Shape, prior: float = 0.5) -> Iterator[Template]:
    """Without one axis of size 1."""
    for axis, size in enumerate(shape):
        if size == 1:
            yield Template(f"{{}}.squeeze({axis})", prior, f"drop axis {axis} of size 1", "an axis of size 1 too many")


def flattens(rank: int, prior: float = 0.5) -> Iterator[Template]:
    """Neighbouring axes joined."""
    if rank > 1:
        yield Template("{}.flatten(1)", prior, "flatten all but the batch axis", "never flattened")
    for first in range(rank - 1):
        for last in range(first + 1, rank):
            if (first, last) != (1, rank - 1):
                yield Template(
                    f"{{}}.flatten({first}, {last})", prior - 0.05, f"join axes {first} to {last}", "an axis too many"
                )


def permutations(rank: int, prior: float = 0.4) -> Iterator[Template]:
    """Axes in another order; channels-last images and swapped sequences first."""
    first = {4: (0, 3, 1, 2), 3: (2, 0, 1), 5: (0, 4, 1, 2, 3)}.get(rank)
    if first is not None:
        yield Template(
            f"{{}}.permute({', '.join(map(str, first))})", prior, "move the channel axis", "channels are the last axis"
        )
    for a, b in itertools.combinations(range(rank), 2):
        yield Template(
            f"{{}}.transpose({a}, {b})",
            prior - 0.08,
            f"swap axes {a} and {b}",
            f"axes {a} and {b} are in the other order",
        )
    if rank <= 5:
        for order in itertools.permutations(range(rank)):
            moved = sum(1 for i, axis in enumerate(order) if i != axis)
            if order != first and moved > 2 and (order[0] == 0 or rank == 3):
                yield Template(
                    f"{{}}.permute({', '.join(map(str, order))})",
                    prior - 0.2,
                    "put the axes in the order that is expected",
                    "the axes are in another order",
                )


def turns(shape: Shape, axis: int, want: int, prior: float) -> Iterator[Template]:
    """The axis that has the wanted size in the place of ``axis``: the two are in the other order."""
    axis %= len(shape)
    for other, size in enumerate(shape):
        if 1 < size == want != shape[axis]:
            first, second = sorted((axis, other))
            yield Template(
                f"{{}}.transpose({first}, {second})",
                prior,
                f"swap axes {first} and {second}",
                f"the {want} that belong on axis {axis} are on axis {other}",
            )


def apply(template: str, tensor: Any) -> Any:
    """The template's text evaluated on a tensor without memory; None where it fails."""
    import torch

    try:
        return eval(template.replace("{}", "x"), {"x": tensor, "torch": torch})
    except Exception:
        return None


def meta(shape: Shape, like: Any) -> Any:
    """A tensor without memory."""
    import torch

    dtype = like.dtype if is_tensor(like) else torch.float32
    return torch.empty(shape, dtype=dtype, device="meta")


def turns_one(text: str, shape: Shape, other: Shape) -> bool:
    """Whether moved axes agree only because one of size 1, a batch of one say, is put where the other has more."""
    moved = apply(text, meta(shape, None))
    after = shape_of(moved) if moved is not None else None
    if after is None or not len(after) == len(shape) == len(other):
        return False
    return any(a == 1 < o and s != 1 for a, o, s in zip(after, other, shape, strict=True))


def on_meta(value: Any) -> Any:
    """A tensor or a list of them without memory, other values as they are."""
    if is_tensor(value):
        return meta(tuple(value.shape), value)
    if isinstance(value, list | tuple):
        return type(value)(on_meta(v) for v in value) if type(value) in (list, tuple) else value
    return value


def accepted(mismatch: Mismatch, role: str, tensor: Any) -> bool:
    """Whether the failing call alone succeeds with ``tensor`` for ``role``."""
    import torch

    old = mismatch.tensor(role)
    record = mismatch.record
    if tensor is None:
        return False
    if record is None or old is None:
        return _layer_accepts(mismatch, role, tensor)

    def swap(value: Any) -> Any:
        if value is old:
            return tensor
        if isinstance(value, list | tuple) and type(value) in (list, tuple):
            return type(value)(swap(v) for v in value)
        return on_meta(value)

    if mismatch.op in _BY_RULES or mismatch.op.startswith("conv_transpose"):
        return _by_rules(mismatch, role, tuple(tensor.shape))
    try:
        with quiet(), torch.no_grad(), surviving():
            record.func(*[swap(a) for a in record.args], **{k: swap(v) for k, v in record.kwargs.items()})
    except Exception:
        return False
    return True


_BY_RULES = ("getitem", "setitem", "masked_select", "index_put")
"""Ops that tensors without memory refuse (their result depends on values) or take whatever the shapes.

Transposed convolutions are of the second kind, too: without memory their channels are not compared.
"""


def _by_rules(mismatch: Mismatch, role: str, shape: Shape) -> bool:
    shapes = {name: operand.shape for name, operand in mismatch.operands.items()}
    return all(r.holds for r in ops.check(mismatch.op, {**shapes, role: shape}, mismatch.params))


def _layer_accepts(mismatch: Mismatch, role: str, tensor: Any) -> bool:
    if mismatch.layer is None:
        return True
    given: dict[str, list[Any]] = {}
    for other, operand in mismatch.operands.items():
        same = other == role or (mismatch.tensor(other) is not None and mismatch.tensor(other) is mismatch.tensor(role))
        stand_in = tensor if same else meta(operand.shape, mismatch.tensor(other))
        given.setdefault(other.split("[")[0], []).append(stand_in)
    arguments = {name: tuple(values) if len(values) > 1 else values[0] for name, values in given.items()}
    first = arguments.pop(next(iter(arguments))) if arguments else tensor
    return replay_call(mismatch.layer, (first,), arguments).error is None


def root_accepts(trace: Trace, index: int, template: str) -> bool | None:
    """Whether the outermost call gets past the fault with argument ``index`` reshaped; None if unknown."""
    root = trace.root
    if root is None or index >= len(root.args) or not is_tensor(root.args[index]):
        return None
    args = list(on_meta(list(root.args)))
    args[index] = apply(template, args[index])
    if args[index] is None:
        return False
    replay = replay_call(root.module, tuple(args), root.kwargs)
    if replay.error is None:
        return True
    user = trace.crash.user
    return not (user is not None and _stops_at(replay.error, user.file, user.lineno))


def _stops_at(error: BaseException, file: str, line: int) -> bool:
    traceback, last = error.__traceback__, None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == file:
            last = traceback.tb_lineno
        traceback = traceback.tb_next
    return last == line


def structural(
    trace: Trace,
    mismatch: Mismatch,
    role: str,
    templates: Iterable[Template],
    *,
    stage: Stage | None = None,
    outer: float = 0.0,
    definition: float = -0.02,
    limit: int = 24,
) -> Iterator[Fix]:
    """Every template at every place of the operand, where it makes the failing call succeed.

    ``outer`` is added to the prior for each frame above the crash, ``definition`` where an assignment is edited.
    """
    operand = mismatch.operands.get(role)
    if operand is None:
        return
    found = places(trace, mismatch, role)
    stand_in = meta(operand.shape, mismatch.tensor(role))
    made = 0
    for template in templates:
        result = apply(template.text, stand_in)
        fits = result is not None and accepted(mismatch, role, result)
        for place in found:
            direct = _is_operand(trace, place, operand.shape)
            if direct is False or (direct is None and place.level == 0 and not fits):
                if not _root_place(trace, place) or root_accepts(trace, 0, template.text) is not True:
                    continue
            elif not fits:
                continue
            bonus = outer * place.level + _of_kind(place, definition)
            yield fix(
                template.title,
                place.edit(template.text),
                template.prior + bonus,
                stage=stage,
                why=template.why or template.title,
                applicability=template.applicability,
            )
            made += 1
            if made >= limit:
                return


def root_structural(
    trace: Trace,
    templates: Iterable[Template],
    *,
    index: int = 0,
    stage: Stage | None = None,
    outer: float = -0.005,
    definition: float = 0.03,
) -> Iterator[Fix]:
    """Every template at every place of the outermost call's argument, where the call then gets past the fault."""
    found = root_places(trace, index)
    if not found:
        return
    for template in templates:
        if root_accepts(trace, index, template.text) is not True:
            continue
        for number, place in enumerate(found):
            if not _holds_argument(trace, place, index):
                continue
            bonus = outer * number + _of_kind(place, definition)
            yield fix(
                template.title,
                place.edit(template.text),
                template.prior + bonus,
                stage=stage,
                why=template.why or template.title,
                applicability=template.applicability,
            )


def _of_kind(place: OperandPlace, definition: float) -> float:
    """A definition may be better than a use; a loop has none to change, only a statement more below it.

    ``x = y`` does nothing by itself: there a step was left out.
    """
    if place.kind == "definition" and isinstance(place.node, ast.Name):
        return max(definition, 0.03)
    return {"use": 0.0, "loop": min(definition, -0.02)}.get(place.kind, definition)


def _holds_argument(trace: Trace, place: OperandPlace, index: int) -> bool:
    """Whether the place holds the very argument, and no part that it is made of."""
    root = trace.root
    if root is None or index >= len(root.args):
        return False
    shape = shape_of(root.args[index]) or ()
    return _is_operand(trace, place, shape) is not False


def _is_operand(trace: Trace, place: OperandPlace, shape: Shape) -> bool | None:
    """Whether the place holds a tensor of the operand's very shape; None when its value is not at hand."""
    if place.frame is None:
        return None
    name = place.name or (place.node.id if isinstance(place.node, ast.Name) else "")
    if not name:
        return None
    value = place.frame.frame.f_locals.get(name, place.frame.frame.f_globals.get(name))
    return shape_of(value) == shape if is_tensor(value) else None


def _root_place(trace: Trace, place: OperandPlace) -> bool:
    """Whether the place lies above the outermost module call."""
    root = trace.root
    if root is None:
        return False
    above = sum(1 for f in trace.crash.frames[root.depth :] if f.is_user)
    return place.level >= above
