"""What the faults of classification losses share: which shapes fit, and the changes of either side or of the batch."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from typing import Any

from shapefault.faults.facts import records_of
from shapefault.faults.rewrite.axes.rows_of_maps import rows_of_maps
from shapefault.faults.rewrite.axes.size_axes import axes_swapped
from shapefault.faults.rewrite.axes.squeezing import named_squeezes
from shapefault.faults.rewrite.axes.undo import unindexed
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.forms import reformed
from shapefault.faults.rewrite.losses.label_tensors import made_labels
from shapefault.faults.rewrite.losses.loss_forms import class_predictions, class_shape, class_targets
from shapefault.faults.rewrite.losses.one_step import last_step
from shapefault.faults.rewrite.losses.outputs import output_journeys
from shapefault.faults.rewrite.losses.view_batches import rows_of_views, torn
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.peek import real_operand
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor
from shapefault.source.files import enclosing


def fitting(mismatch: Mismatch, first: Shape, second: Shape) -> bool:
    """Whether class targets of a shape belong to predictions of a shape."""
    if len(first) >= 2 and second == class_shape(first):
        return True
    floating = mismatch.operands["target"].dtype.startswith(("float", "bfloat", "half"))
    return first == second and floating and mismatch.op == "cross_entropy"


def class_fixes(trace: Trace, mismatch: Mismatch) -> Iterator[Fix]:
    """Another form of the target, else of the prediction."""
    first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
    real = real_operand(trace, mismatch, "target")
    stage = Stage.LOSS_TARGET
    if fitting(mismatch, second, first) and len(second) > len(first):
        yield from exchanged(trace, mismatch)
    yield from unindexed(trace, mismatch, "target", class_shape(first), 0.88)
    yield from last_step(trace, mismatch, 0.76)
    proposed = class_targets(first, real, torn(trace, mismatch))
    yield from reformed(trace, mismatch, "target", proposed, lambda s, _: fitting(mismatch, first, s), stage=stage)
    if first == second and mismatch.op == "cross_entropy":
        title, why = "make the one-hot targets probabilities", "whole numbers are class numbers"
        floating = Template("{}.float()", 0.74, title, why)
        yield from structural(trace, mismatch, "target", [floating], stage=stage)
    yield from reformed(
        trace,
        mismatch,
        "input",
        class_predictions(second, real),
        lambda s, _: fitting(mismatch, s, second),
        stage=stage,
    )


def batch_fixes(trace: Trace, mismatch: Mismatch) -> Iterator[Fix]:
    """Predictions and targets of different batch sizes: where either lost its batch."""
    first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
    want = class_shape(first)
    if len(second) < len(want):
        yield from named_squeezes(trace, mismatch, "target", (1, -1), 0.84)
    if len(first) <= len(second) or len(first) == 1:
        yield from named_squeezes(trace, mismatch, "input", (1, -1), 0.84, Stage.RESHAPE)
    yield from rows_of_a_tensor(trace, mismatch, "input", 0.8)
    if first and second and first[0] != second[0]:
        yield from rows_of_views(trace, mismatch, 0.86)
        yield from rows_of_maps(trace, records_of(trace, mismatch, "input"), second[0], 0.82)
        yield from axes_swapped(trace, mismatch, "target", _rows(first, second), 0.74)
        yield from made_labels(trace, mismatch, "target", first[0], 0.7)
        if len(first) == 1:
            yield from output_journeys(trace, mismatch, first, (second[0], first[0]), 0.66)
        elif len(first) == 2 or len(second) == len(first) - 1:
            yield from output_journeys(trace, mismatch, first, (second[0], first[1], *second[1:]), 0.66)


def _rows(first: Shape, second: Shape) -> Shape:
    """Numbers of labels that would belong to the predictions."""
    count = second[0] if second else 1
    return (first[0], *(first[0] // count for _ in [0] if count and first[0] % count == 0), math.prod(first[:-1]))


def rows_of_a_tensor(trace: Trace, mismatch: Mismatch, role: str, prior: float) -> Iterator[Fix]:
    """``for logit in logits`` over one tensor takes its samples apart where a list of maps was meant."""
    for place in places(trace, mismatch, role):
        if place.kind != "loop" or place.statement is None or place.frame is None:
            continue
        loop = enclosing(place.node, ast.For)
        target = place.node if isinstance(place.node, ast.Name) else None
        loop = loop if isinstance(loop, ast.For) else None
        if loop is None or target is None or loop.target is not target or not isinstance(loop.iter, ast.Name):
            continue
        value: Any = place.frame.frame.f_locals.get(loop.iter.id, place.frame.frame.f_globals.get(loop.iter.id))
        if is_tensor(value) and tuple(value.shape[1:]) == mismatch.operands[role].shape:
            yield fix(
                "loop over a list of predictions",
                Edit(place.source.span(loop.iter), f"[{loop.iter.id}]"),
                prior,
                stage=Stage.LOSS_TARGET,
                why=f"{loop.iter.id} is one tensor, the loop takes its samples apart",
            )


def exchanged(trace: Trace, mismatch: Mismatch) -> Iterator[Fix]:
    """``criterion(labels, outputs)``: the prediction comes first."""
    inputs, targets = places(trace, mismatch, "input")[:1], places(trace, mismatch, "target")[:1]
    if inputs and targets and inputs[0].span != targets[0].span:
        edits = (Edit(inputs[0].span, targets[0].span.text), Edit(targets[0].span, inputs[0].span.text))
        why = "the labels are given first, the loss takes the prediction first"
        yield fix("give the prediction first", edits, 0.92, stage=Stage.LOSS_TARGET, why=why)
