"""A loss of values that is given class numbers: the loss for classes in its place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.facts import records_of
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.constructor import swap_class
from shapefault.faults.rewrite.losses.loss_forms import class_shape
from shapefault.faults.rewrite.losses.target_layers import are_classes
from shapefault.faults.rewrite.peek import real_operand
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_LAYERS = {"MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss", "BCEWithLogitsLoss"}
_FUNCTIONS = {"mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "binary_cross_entropy_with_logits"}


def class_loss(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``nn.MSELoss()`` becomes ``nn.CrossEntropyLoss()`` where each target is one of as many classes as are predicted.

    What a log-softmax gave goes to the negative log-likelihood.
    """
    first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
    if mismatch.op not in _FUNCTIONS or len(first) < 2 or first[1] < 3 or second != class_shape(first):
        return
    real = real_operand(trace, mismatch, "target")
    if real is None or real.is_floating_point() or not are_classes(real, first[1], made_floating=False):
        return
    made = next((ops.canonical(r.name) for r in records_of(trace, mismatch, "input")), "")
    layer, function = ("NLLLoss", "nll_loss") if made == "log_softmax" else ("CrossEntropyLoss", "cross_entropy")
    criterion, source, node = trace.crash.criterion, trace.source(), trace.crash.expression
    edit = None
    if criterion is not None:
        edit = swap_class(criterion.module, layer, _LAYERS)
    elif source is not None and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        span = source.span(node.func)
        edit = Edit(span, span.text[: -len(node.func.attr)] + function) if node.func.attr in _FUNCTIONS else None
    if edit is not None:
        yield fix(
            f"use {layer if criterion is not None else function}: the targets are class numbers",
            edit,
            prior,
            stage=Stage.LOSS_TARGET,
            why=f"one of {first[1]} classes is given for {first[1]} scores; {mismatch.op} compares value with value",
        )
