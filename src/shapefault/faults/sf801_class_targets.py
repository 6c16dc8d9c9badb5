"""SF801: a classification loss is given targets of another form than its predictions ask for.

What it is
    ``cross_entropy`` and ``nll_loss`` take predictions (N, C) and one class number for each of the N rows. Sequences
    are (N, C, L) with targets (N, L): the class axis is axis 1.

Why it happens
    A label column of shape (N, 1), one-hot labels, sequence logits as (N, L, C), labels that still have their start
    token, or a model whose output has another batch size because a view mixed it.

Not this fault
    Masks for images: see SF802. A class number that does not exist: see SF804. Losses that compare two tensors of one
    shape: see SF803.

See also
    torch.nn.CrossEntropyLoss
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.images.channels import image_channels
from shapefault.faults.rewrite.images.map_sizes import outer_maps
from shapefault.faults.rewrite.images.masks import read_grey
from shapefault.faults.rewrite.losses.class_losses import batch_fixes, class_fixes, fitting
from shapefault.faults.rewrite.losses.loss_forms import class_shape
from shapefault.faults.rewrite.losses.merged_samples import merged_samples
from shapefault.faults.rewrite.losses.sample_targets import squeezed_samples
from shapefault.faults.rewrite.losses.switched_maker import switched_maker
from shapefault.faults.rewrite.losses.view_rows import viewed_as_other_rows
from shapefault.faults.rewrite.numbers.wider_tests import wider_tests
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.samples.mean_of_crops import mean_of_crops
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text


class ClassTargets(Fault):
    """Predictions and class targets do not belong together."""

    code = "SF801"
    name = "class-targets"
    title = "a classification loss is given targets of another form than its predictions ask for"
    ops = ("cross_entropy", "nll_loss")
    rule = "input (N, C, d1, ...), target (N, d1, ...)"
    example = """
        logits, labels = torch.rand(8, 6), torch.zeros(8, 1, dtype=torch.long)
        F.cross_entropy(logits, labels)
    """
    fixed = """
        logits, labels = torch.rand(8, 6), torch.zeros(8, 1, dtype=torch.long)
        F.cross_entropy(logits, labels.squeeze(1))
    """
    expected = """
        error[SF801]: cross_entropy got predictions (8, 6) and targets (8, 1)
    """
    near_misses = ("F.cross_entropy(torch.rand(8, 6), torch.zeros(8, dtype=torch.long))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Input and target shapes do not fit; maps of images and class numbers out of range are other faults."""
        first, second = mismatch.shape("input"), mismatch.shape("target")
        if first is None or second is None or fitting(mismatch, first, second) or len(first) == 4:
            return None
        want = shape_text(class_shape(first))
        return Cause(
            f"{mismatch.op} got predictions {shape_text(first)} and targets {shape_text(second)}",
            Stage.LOSS_TARGET,
            None,
            (MathLine("target.shape = (N, d1, ...) of input (N, C, d1, ...)", shape_text(second), want),),
            confidence=0.8,
            primary_label=f"{operand_sizes(mismatch, 'input')} against {operand_sizes(mismatch, 'target')}",
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Bring the target, or the prediction, into the form that the loss takes; or the model's batch."""
        first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
        yield from viewed_as_other_rows(trace, mismatch, 0.9)
        yield from mean_of_crops(trace, mismatch, 0.88)
        yield from merged_samples(trace, mismatch, 0.9)
        yield from switched_maker(trace, mismatch, "target", 0.83)
        yield from class_fixes(trace, mismatch)
        yield from squeezed_samples(trace, mismatch, 0.81)
        if first == second:
            yield from wider_tests(trace, 0.8, Stage.LOSS_TARGET)
        if len(first) > 2 and math.prod(first[:-1]) == math.prod(second):
            yield from _flatten_both(trace, mismatch)
        if len(first) == 3 and len(second) == 2 and first[0] == second[0] and first[1] < second[1]:
            yield from _cut_and_flattened(trace, mismatch)
        if len(first) == 2 and len(second) > 1 and first[0] == math.prod(second) and 1 not in second:
            yield from _flatten_both(trace, mismatch)
        if len(first) == 2 and len(second) == 1 and second[0] and first[0] == 3 * second[0]:
            yield from image_channels(trace, 3, 1, 0.8)  # a view with an open batch axis made a row of each colour
        if len(first) == 2 and len(second) == 1 and second[0] in (3 * first[0], 4 * first[0]):
            yield from read_grey(trace, 0.86)  # each pixel has its colours
        yield from batch_fixes(trace, mismatch)
        yield from outer_maps(trace, 0.74)


def _cut_and_flattened(trace: Trace, mismatch: Mismatch) -> Iterator[Fix]:
    """Scores (N, L, C) end with the longest sequence of the batch, the targets are filled up beyond it."""
    inputs, targets = places(trace, mismatch, "input")[:1], places(trace, mismatch, "target")[:1]
    if inputs and targets and inputs[0].kind == targets[0].kind == "use":
        text = inputs[0].source.span(inputs[0].node).text
        edits = [
            inputs[0].edit("{}.flatten(0, 1)"),
            targets[0].edit(f"{{}}[:, :{text}.shape[1]].flatten()"),
        ]
        why = "each position that has scores has its own label, the loss takes one axis of them"
        yield fix("one row for each prediction", edits, 0.72, stage=Stage.LOSS_TARGET, why=why)


def _flatten_both(trace: Trace, mismatch: Mismatch) -> Iterator[Fix]:
    first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
    inputs, targets = places(trace, mismatch, "input")[:1], places(trace, mismatch, "target")[:1]
    edits = []
    if len(first) > 2 and inputs:
        edits.append(inputs[0].edit(f"{{}}.flatten(0, {len(first) - 2})"))
    if len(second) > 1 and targets:
        edits.append(targets[0].edit("{}.flatten()"))
    if edits:
        why = "each position has its own label, the loss takes one axis of them"
        yield fix("one row for each prediction", edits, 0.76, stage=Stage.LOSS_TARGET, why=why)
