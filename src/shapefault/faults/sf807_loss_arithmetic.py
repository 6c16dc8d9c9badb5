"""SF807: a loss or a metric that the program computes itself combines predictions and targets of different sizes.

What it is
    Dice, IoU, focal and the like multiply and add predictions and targets: both need one shape.

Why it happens
    The target has no channel axis, or holds class numbers where one plane for each class is needed; it went through
    another transform than its image; the network gives back another size.

Not this fault
    Losses of ``torch.nn``: see SF801 to SF803. Arithmetic inside a model: see SF403.

See also
    torch.nn.functional.one_hot
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import last_dim_owner
from shapefault.faults.rewrite.axes.joined_planes import joined_planes
from shapefault.faults.rewrite.axes.outer import column_met_row
from shapefault.faults.rewrite.axes.pairs import every_pair
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.forms import exactly, reformed
from shapefault.faults.rewrite.images.channel_statistics import along_channels
from shapefault.faults.rewrite.images.grey_masks import black_and_white
from shapefault.faults.rewrite.images.target_pictures import target_pictures
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.layers.parameters import given
from shapefault.faults.rewrite.losses.label_tensors import made_labels
from shapefault.faults.rewrite.losses.loss_forms import equal_to
from shapefault.faults.rewrite.losses.own_loss import in_own_loss
from shapefault.faults.rewrite.losses.planes import class_planes, foreground
from shapefault.faults.rewrite.losses.planes_already import planes_already
from shapefault.faults.rewrite.losses.target_scale import scales
from shapefault.faults.rewrite.losses.two_models import cut_to_student
from shapefault.faults.rewrite.samples.extra_entry import extra_entry
from shapefault.faults.rewrite.samples.sample_keys import sample_keys
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text


class LossArithmetic(Fault):
    """Elementwise arithmetic of predictions and targets within a loss of the program's own."""

    code = "SF807"
    name = "loss-arithmetic"
    title = "a loss of the program's own combines predictions and targets of different sizes"
    ops = ("add", "sub", "mul", "div", "pow", "eq", "ne", "maximum", "minimum", "logical_and", "bitwise_and")
    rule = "prediction.shape = target.shape"
    example = """
        def dice(prediction, target):
            overlap = (prediction * target).sum()
            return 2 * overlap / (prediction.sum() + target.sum())
        dice(torch.rand(4, 3, 8, 9), torch.zeros(4, 8, 9, dtype=torch.long))
    """
    fixed = """
        def dice(prediction, target):
            overlap = (prediction * F.one_hot(target.long(), 3).permute(0, 3, 1, 2).float()).sum()
            return 2 * overlap / (prediction.sum() + target.sum())
        dice(torch.rand(4, 3, 8, 9), torch.zeros(4, 8, 9, dtype=torch.long))
    """
    expected = """
        error[SF807]: mul in a loss got predictions and targets (4, 3, 8, 9) and (4, 8, 9)
    """
    near_misses = ("loss = (torch.rand(4, 1) - torch.rand(4, 1)).abs().mean()",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Two shapes that do not broadcast, in a function or statement that speaks of a loss."""
        pair = _pair(mismatch)
        broken = mismatch.broken
        if pair is None or broken is None or broken.kind != "broadcast" or not in_own_loss(trace):
            return None
        a, b = (mismatch.operands[r].shape for r in pair)
        return Cause(
            f"{mismatch.op} in a loss got predictions and targets {shape_text(a)} and {shape_text(b)}",
            Stage.LOSS_TARGET,
            None,
            (MathLine("prediction.shape = target.shape", shape_text(a), shape_text(b)),),
            confidence=0.72,
            primary_label=f"{shape_text(a)} against {shape_text(b)}",
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The target brought into the prediction's form: its axes, its planes, its size."""
        pair = _pair(mismatch)
        if pair is None:
            return
        yield from along_channels(trace, mismatch, 0.88)
        yield from planes_already(trace, 0.9)
        yield from every_pair(trace, mismatch, 0.9, Stage.LOSS_TARGET)
        yield from column_met_row(trace, mismatch, 0.86, stage=Stage.LOSS_TARGET)
        yield from joined_planes(trace, mismatch, 0.88, Stage.LOSS_TARGET)
        first, second = (mismatch.operands[r].shape for r in pair)
        yield from cut_to_student(trace, mismatch, pair, 0.85)
        for role, other in ((pair[1], first), (pair[0], second)):
            own = "input" if role == pair[0] else "target"
            yield from reformed(trace, mismatch, role, equal_to(other, own), exactly(other), stage=Stage.LOSS_TARGET)
            yield from class_planes(trace, mismatch, role, other, 0.8)
            yield from black_and_white(trace, mismatch, role, other[1] if len(other) > 1 else 0, 0.88)
        if first and second:
            yield from foreground(trace, mismatch, pair[0], second, 0.84)
        if first and second and first[0] != second[0] and first[1:] == second[1:]:
            yield from extra_entry(trace, first[0], second[0], 0.84, Stage.LOSS_TARGET)
            yield from made_labels(trace, mismatch, pair[1], first[0], 0.66)
        yield from scales(trace, first, second, 0.82)
        yield from scales(trace, second, first, 0.78)
        yield from _by_layer(trace, mismatch, pair, 0.66)
        if len(first) == len(second) >= 4 and first[2:] != second[2:]:
            yield from sample_keys(trace, mismatch, pair, 0.8)
            sides = Mismatch(mismatch.op, {"input": mismatch.operands[pair[0]], "target": mismatch.operands[pair[1]]})
            yield from target_pictures(trace, sides, 0.74)


def _by_layer(trace: Trace, mismatch: Mismatch, pair: tuple[str, str], prior: float) -> Iterator[Fix]:
    """The layer that made the one axis in which the prediction differs."""
    first, second = (mismatch.operands[r].shape for r in pair)
    differing = [i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b]
    if len(first) != len(second) or len(differing) != 1 or differing[0] == 0:
        return
    axis = differing[0]
    owner = last_dim_owner(trace, mismatch, pair[0], axis)
    if owner is not None:
        why = f"the model gives {first[axis]} on axis {axis}, the target has {second[axis]}"
        title, edit = f"give the layer {owner[1]}={second[axis]}", given(*owner, str(second[axis]))
        if edit is not None:
            yield fix(title, edit, prior, stage=Stage.LOSS_TARGET, why=why)
        yield from set_argument(
            trace, *owner, first[axis], second[axis], prior - 0.04, stage=Stage.LOSS_TARGET, why=why
        )


def _pair(mismatch: Mismatch) -> tuple[str, str] | None:
    """The prediction and the target: the operand whose name speaks of a target comes second."""
    roles = [r for r, o in mismatch.operands.items() if o.shape]
    if len(roles) != 2:
        return None
    return (roles[0], roles[1])
