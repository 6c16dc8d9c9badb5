"""Targets that are no tensor of the data as it is: what another model gives, and class numbers for a binary loss."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.facts import last_dim_owner
from shapefault.faults.rewrite.bench import fix, insert_before, names_bound
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.operands import crash_argument
from shapefault.faults.rewrite.peek import real_operand
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import statement_of

_VALUES = ("binary_cross", "kl_div", "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")


def made_by_layer(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """A teacher's or a target network's last layer as wide as the prediction."""
    first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
    if len(first) != len(second) or first[:-1] != second[:-1]:
        return
    owner = last_dim_owner(trace, mismatch, "target", -1)
    if owner is not None:
        yield from set_argument(
            trace, owner[0], owner[1], second[-1], first[-1], prior,
            stage=Stage.LAYER_CONFIG,
            why=f"the target is a model's output of {second[-1]}, the prediction has {first[-1]}",
        )  # fmt: skip


def one_hot_targets(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Class numbers (N) for predictions (N, C, ...) of a loss that wants a number for each: one-hot rows."""
    first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
    if len(first) < 2 or second != first[:1] or first[1] < 2 or not mismatch.op.startswith(_VALUES):
        return
    real, at = real_operand(trace, mismatch, "target"), crash_argument(trace, mismatch, "target")
    if real is None or at is None:
        return
    source, node = at
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("float", "double"):
        node = node.func.value
    if not are_classes(real, first[1], made_floating=node is not at[1]):
        return
    numbers = source.span(node).text + (".long()" if node is at[1] else "")
    functional = names_bound(source, "torch.nn.functional", "torch.nn.functional")
    text = f"{functional}.one_hot({numbers}, {first[1]}).float()"
    edit = Edit(source.span(at[1]), text)
    if len(first) > 2:  # one class for every place of a sample; what follows reads the target so, too
        prediction, statement = crash_argument(trace, mismatch, "input"), statement_of(at[1])
        if statement is None or prediction is None or not all(isinstance(n, ast.Name) for n in (at[1], prediction[1])):
            return
        ones = ", 1" * (len(first) - 2)
        name, like = source.span(at[1]).text, source.span(prediction[1]).text
        edit = insert_before(source, statement, f"{name} = {text}.reshape(-1, {first[1]}{ones}).expand_as({like})")
    yield fix(
        "give the loss one-hot targets",
        edit,
        prior,
        stage=Stage.LOSS_TARGET,
        why=f"class numbers of {first[1]} classes, the loss compares a number for each class",
    )


def are_classes(real: Any, classes: int, *, made_floating: bool) -> bool:
    """Whether values are class numbers; ones and zeros that were floating from the start say real or fake."""
    try:
        inside = bool(((real >= 0) & (real < classes) & (real == real.round())).all())
        return inside and (made_floating or not real.is_floating_point() or int(real.max()) > 1)
    except Exception:
        return False
