"""The model's forward joined the batch axis with another: find the call that did, and keep the batch apart."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from shapefault import ops
from shapefault.faults.facts import RECURRENT
from shapefault.faults.rewrite.axes.reshapes import call_at, receiver, replaced, source_text
from shapefault.faults.rewrite.bench import before_bracket, fix, names_bound
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.layers.constructor import constructor
from shapefault.faults.rewrite.layers.pooled_maps import pooled_in_place
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, tensors_in
from shapefault.source.files import enclosing
from shapefault.source.project import CallPlace, callee

_SQUEEZED = "squeeze() drops the batch axis of a batch of one, too"
_WHY = "the batch axis is joined with another here"


def mixing(journey: list[Record], batch: int) -> Record | None:
    """The newest call that took a tensor whose first axis is the batch and gave back one whose first is not."""
    for record in journey:
        before, after = record_in(record), record_out(record)
        if before and after is not None and before[0] == batch and (not after or after[0] != batch):
            return record
    return None


def record_in(record: Record) -> Shape | None:
    """The shape of a record's first tensor, which may stand in a list."""
    found = tensors_in([*record.args, *record.kwargs.values()])
    return record.in_shapes.get(id(found[0]), shape_of(found[0])) if found else None


def record_out(record: Record) -> Shape | None:
    """The shape of a record's first result."""
    found = tensors_in(record.out)
    return shape_of(found[0]) if found else None


def unmixed(trace: Trace, journey: list[Record], batch: int, prior: float) -> Iterator[Fix]:
    """Edits that keep the batch axis where the model's forward lost it; ``trace`` views the model's run."""
    yield from _batch_first(trace, journey, batch, prior + 0.06)
    yield from _states(journey, batch, prior + 0.08)
    record = mixing(journey, batch)
    if record is None:
        return
    call = _call(record)
    before, after = record_in(record), record_out(record)
    if before is None or after is None:
        return
    op = ops.canonical(record.name)
    if op in ("cat", "stack") and call is not None:
        yield from _joined(call, prior)
    elif op in ("view", "reshape", "flatten") and call is not None:
        yield from _pooled(journey, record, before, after, prior + 0.04)
        yield from _viewed(call, before, after, prior)
    elif op in ("getitem", "__getitem__", "select"):
        yield from _selected(record, prior)
    elif op == "squeeze" and call is not None and len(before) > 1:
        yield from _named(call, before, prior)


def _states(journey: list[Record], batch: int, prior: float) -> Iterator[Fix]:
    """``h.view(-1, H)`` of the last states (layers, N, H) puts those of all layers into one row of samples."""
    for record, earlier in pairwise(journey):
        call, before, after = _call(record), record_in(record), record_out(record)
        if call is None or before is None or len(before) != 3 or earlier.name not in RECURRENT:
            continue
        parts = receiver(call)
        if before[0] < 2 or before[1] != batch or after != (before[0] * batch, before[2]) or parts is None:
            continue
        yield fix(
            "take the last layer's states",
            replaced(call, f"{source_text(call.source, parts[0])}[-1]"),
            prior,
            stage=Stage.RESHAPE,
            why=f"the states of {before[0]} layers become samples here",
        )


def _named(call: CallPlace, before: Shape, prior: float) -> Iterator[Fix]:
    """``x.squeeze()`` of one sample: flatten its map of size 1, or name the one axis that is meant."""
    ones = [axis for axis in range(1, len(before)) if before[axis] == 1]
    found = receiver(call)
    if len(ones) > 1 and len(ones) == len(before) - 2 and found is not None:
        text = source_text(call.source, found[0])
        edit = replaced(call, f"{text}.flatten(1)")
        yield fix(
            "flatten all but the batch axis", edit, prior, stage=Stage.RESHAPE, why=_SQUEEZED, applicability="safe"
        )
    elif ones:
        yield squeezed(call, ones[-1] if ones[-1] < len(before) - 1 or ones[-1] == 1 else -1, prior)


def squeezed(call: CallPlace, axis: int, prior: float) -> Fix:
    """``x.squeeze()`` that names its axis."""
    text = f"{axis}" if not call.node.args else f", {axis}"
    return fix(
        "name the axis that is squeezed",
        before_bracket(call.source, call.node, text),
        prior,
        stage=Stage.RESHAPE,
        why=_SQUEEZED,
        applicability="safe",
    )


def _call(record: Record) -> CallPlace | None:
    for site in (record.site, *record.frames[1:2]):
        call = call_at(site)
        if call is not None and callee(call.node) in (
            "view",
            "reshape",
            "flatten",
            "cat",
            "concat",
            "stack",
            "squeeze",
        ):
            return call
    return None


def _joined(call: CallPlace, prior: float) -> Iterator[Fix]:
    args = call.node.args
    given = next((k.value for k in call.node.keywords if k.arg in ("dim", "axis")), args[1] if len(args) > 1 else None)
    edit = Edit(call.source.span(given), "1") if given is not None else set_keyword(call, "dim", "1")
    yield fix(
        "join along the features",
        edit,
        prior + 0.02,
        stage=Stage.RESHAPE,
        why="the parts are joined along the batch axis",
    )
    if len(args) >= 1:
        text = source_text(call.source, args[0])
        torch = names_bound(call.source, "torch", "torch")
        yield fix(
            "average the parts",
            replaced(call, f"{torch}.stack({text}, dim=0).mean(dim=0)"),
            prior - 0.12,
            stage=Stage.RESHAPE,
            why="the parts are joined along the batch axis",
        )


def _viewed(call: CallPlace, before: Shape, after: Shape, prior: float) -> Iterator[Fix]:
    found = receiver(call)
    if found is None or len(before) < 2:
        return
    tensor, _ = found
    text = source_text(call.source, tensor)
    if not isinstance(tensor, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
        text = f"({text})"
    folded = [i for i in range(2, len(before)) if (*before[1:i], *before[i + 1 :]) == after[1:]]
    if len(before) > 3 and len(folded) == 1 and after[0] == before[0] * before[folded[0]]:
        axis = folded[0]  # not beside the batch: the view mixes the samples' values, too
        yield fix(
            f"average over axis {axis}, do not fold it into the batch",
            replaced(call, f"{text}.mean({axis})"),
            prior,
            stage=Stage.RESHAPE,
            why=f"the {before[axis]} of axis {axis} become rows of the batch here",
        )
    if len(after) == 2:
        yield fix(
            "flatten all but the batch axis", replaced(call, f"{text}.flatten(1)"), prior, stage=Stage.RESHAPE, why=_WHY
        )


def _pooled(journey: list[Record], record: Record, before: Shape, after: Shape, prior: float) -> Iterator[Fix]:
    """A pooling of fixed size in front of the view: pool to the map that the view takes."""
    if len(before) < 3 or len(after) != 2:
        return
    side = math.isqrt(after[1] // before[1]) if after[1] % before[1] == 0 else 0
    if side < 1 or side * side * before[1] != after[1]:
        return
    at = next(i for i, r in enumerate(journey) if r is record)
    worth = prior - (0.2 if side > 1 else 0.0)
    yield from pooled_in_place(journey[at + 1 : at + 4], before, side, worth, Stage.RESHAPE)


def _selected(record: Record, prior: float) -> Iterator[Fix]:
    """``out[-1]`` of a tensor whose first axis is the batch."""
    site = record.site
    source, node = (site.source(), site.node()) if site is not None else (None, None)
    if source is None or not isinstance(node, ast.Subscript) or isinstance(node.slice, ast.Tuple):
        return
    span = source.span(node.slice)
    edit = Edit(span, f":, {span.text}")
    yield fix("take the step, not the sample", edit, prior, stage=Stage.RESHAPE, why="the first axis is the batch here")


def _batch_first(trace: Trace, journey: list[Record], batch: int, prior: float) -> Iterator[Fix]:
    """A recurrent layer of the journey reads axis 0 as time though it is the batch."""
    for record in journey:
        module: Any = record.module
        if ops.canonical(record.name) not in RECURRENT or module is None:
            continue
        before = record_in(record)
        if getattr(module, "batch_first", True) or before is None or len(before) != 3 or before[0] != batch:
            return
        call = constructor(module)
        if call is not None and enclosing(call.node, ast.Lambda) is None:
            yield fix(
                "tell the layer that the batch is axis 0",
                set_keyword(call, "batch_first", "True"),
                prior,
                stage=Stage.LAYER_CONFIG,
                why="the layer reads axis 0 as time, it is the batch",
            )
        return
