"""SF803: a loss is given predictions and targets of different sizes.

What it is
    Elementwise losses (BCE, MSE, L1, Huber) take two tensors of one shape.

Why it happens
    The network ends in (N, 1) and the labels are (N,); the number of classes was written in two places; a decoder
    gives back images of another size than it was given; label tensors are made for a constant batch size.

Not this fault
    Class numbers for cross-entropy: see SF801.

See also
    torch.squeeze, torch.nn.BCEWithLogitsLoss
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes, records_of
from shapefault.faults.rewrite.axes.idle_squeezes import squeezed_outputs
from shapefault.faults.rewrite.axes.outer import column_met_row
from shapefault.faults.rewrite.axes.rows_of_maps import rows_of_maps
from shapefault.faults.rewrite.axes.size_axes import axes_swapped
from shapefault.faults.rewrite.axes.squeezing import named_squeezes
from shapefault.faults.rewrite.axes.undo import unindexed
from shapefault.faults.rewrite.forms import exactly, reformed
from shapefault.faults.rewrite.images.cut_with import cut_with_the_others
from shapefault.faults.rewrite.images.map_sizes import masks_for_each, resized
from shapefault.faults.rewrite.images.masks import COLOURS, read_grey
from shapefault.faults.rewrite.images.planes_first import kept_in_place
from shapefault.faults.rewrite.images.target_pictures import target_pictures
from shapefault.faults.rewrite.images.whole_multiples_of import cut_to_factor, sizes_of_factor
from shapefault.faults.rewrite.losses.class_loss import class_loss
from shapefault.faults.rewrite.losses.column_twice import column_twice
from shapefault.faults.rewrite.losses.dummy_axis import dummy_axis
from shapefault.faults.rewrite.losses.frames_as_samples import frames_as_samples
from shapefault.faults.rewrite.losses.label_maps import label_maps
from shapefault.faults.rewrite.losses.label_tensors import made_labels
from shapefault.faults.rewrite.losses.loss_forms import equal_to
from shapefault.faults.rewrite.losses.many_hot import many_hot
from shapefault.faults.rewrite.losses.merged_samples import merged_samples
from shapefault.faults.rewrite.losses.one_step import last_step
from shapefault.faults.rewrite.losses.outputs import output_journeys, single_plane
from shapefault.faults.rewrite.losses.planes import class_planes
from shapefault.faults.rewrite.losses.reconstruction import cut_to_input
from shapefault.faults.rewrite.losses.switched_maker import switched_maker
from shapefault.faults.rewrite.losses.target_layers import made_by_layer, one_hot_targets
from shapefault.faults.rewrite.losses.target_scale import scales
from shapefault.faults.rewrite.samples.sample_sizes import like_its_neighbour, whole_multiples
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Fix, MathLine, Rejected, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text

_OPS = (
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss",
    "kl_div", "poisson_nll_loss", "soft_margin_loss", "multilabel_soft_margin_loss", "gaussian_nll_loss",
    "multilabel_margin_loss", "hinge_embedding_loss",
)  # fmt: skip


def _first_columns(trace: Trace, mismatch: Mismatch, first: Shape, second: Shape) -> Iterator[Fix]:
    """A prediction of means and of as many variances: the means compared alone."""
    if len(first) != 2 or first[0] != second[0] or first[1] != 2 * second[1] or second[1] < 2:
        return
    why = f"there are {first[1]} columns for {second[1]} targets"
    template = Template(f"{{}}[:, :{second[1]}]", 0.66, "compare the first half of the columns alone", why)
    yield from structural(trace, mismatch, "input", [template], stage=Stage.LOSS_TARGET)


class LossSizes(Fault):
    """Prediction and target differ in shape."""

    code = "SF803"
    name = "loss-sizes"
    title = "a loss is given predictions and targets of different sizes"
    ops = _OPS
    rule = "input.shape = target.shape"
    example = """
        logits, labels = torch.rand(16, 1), torch.ones(16)
        F.binary_cross_entropy_with_logits(logits, labels)
    """
    fixed = """
        logits, labels = torch.rand(16, 1), torch.ones(16)
        F.binary_cross_entropy_with_logits(logits.squeeze(1), labels)
    """
    expected = """
        error[SF803]: binary_cross_entropy_with_logits got predictions (16, 1) and targets (16)
    """
    near_misses = ("F.mse_loss(torch.rand(16, 1), torch.rand(16, 1))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Input and target are not of one shape."""
        first, second = mismatch.shape("input"), mismatch.shape("target")
        if first is None or second is None or first == second:
            return None
        return Cause(
            f"{mismatch.op} got predictions {shape_text(first)} and targets {shape_text(second)}",
            Stage.LOSS_TARGET,
            None,
            (MathLine("input.shape = target.shape", shape_text(first), shape_text(second)),),
            confidence=0.8,
            primary_label=f"{operand_sizes(mismatch, 'input')} against {operand_sizes(mismatch, 'target')}",
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """An axis of size 1 on one side; the layers that made the prediction; the constant written twice."""
        first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
        stage = Stage.LOSS_TARGET
        yield from column_met_row(trace, mismatch, 0.86, stage=stage)
        yield from column_twice(trace, mismatch, 0.82)
        yield from switched_maker(trace, mismatch, "target", 0.83)
        yield from last_step(trace, mismatch, 0.76)
        for role, other in (("input", second), ("target", first)):
            yield from unindexed(trace, mismatch, role, other, 0.88)
            yield from reformed(trace, mismatch, role, equal_to(other, role), exactly(other), stage=stage)
        if len(first) < len(second):
            yield from named_squeezes(trace, mismatch, "input", (1, -1), 0.7, Stage.RESHAPE)
        if len(second) < len(first):
            yield from named_squeezes(trace, mismatch, "target", (1, -1), 0.7)
        if first and second and first[0] != second[0] and first[1:] == second[1:]:
            yield from axes_swapped(trace, mismatch, "target", (first[0],), 0.72)
            yield from made_labels(trace, mismatch, "target", first[0], 0.72)
            yield from merged_samples(trace, mismatch, 0.9)
            yield from rows_of_maps(trace, records_of(trace, mismatch, "input"), second[0], 0.82)
        if first and second and first[0] == second[0] and first != second:
            yield from label_maps(trace, mismatch, 0.8)
        if first and second and first != second and len(first) == len(second):
            yield from whole_multiples(trace, mismatch, first, second, 0.88)
            yield from _first_columns(trace, mismatch, first, second)
            yield from kept_in_place(trace, second, first, 0.84)
            if len(first) == 4 and (second[0], second[3], *second[1:3]) == first:
                yield from like_its_neighbour(trace, (2, 0, 1), 0.86)
        if _mask_in_colour(first, second):
            yield from read_grey(trace, 0.86)
        yield from frames_as_samples(trace, mismatch, 0.9)
        yield from scales(trace, first, second, 0.82)
        yield from class_loss(trace, mismatch, 0.84)
        yield from one_hot_targets(trace, mismatch, 0.82)
        if mismatch.op.startswith("binary_cross") and len(first) == len(second) + 1:
            yield from single_plane(trace, mismatch, 0.82)
            if len(first) > 2:
                yield from class_planes(trace, mismatch, "target", first, 0.74)
        if mismatch.op.startswith("binary_cross") and len(first) == len(second) > 1 and second[1] == 1:
            yield from class_planes(trace, mismatch, "target", first, 0.78 if len(first) > 2 else 0.86)
        yield from dummy_axis(trace, mismatch, 0.88)
        if mismatch.op.startswith("binary_cross"):
            yield from many_hot(trace, mismatch, 0.9)
        yield from cut_to_input(trace, mismatch, 0.66)
        yield from made_by_layer(trace, mismatch, 0.82)
        yield from squeezed_outputs(trace, mismatch, 0.82)
        yield from output_journeys(trace, mismatch, first, second, 0.68)
        if len(first) == len(second) == 4 and first[2:] != second[2:]:
            yield from cut_with_the_others(trace, 0.84)
            yield from target_pictures(trace, mismatch, 0.76)
        if len(first) == len(second) == 4 and first[:2] == second[:2]:
            yield from cut_to_factor(trace, first, second, 0.8)
            yield from sizes_of_factor(trace, first, second, 0.76)
            yield from resized(trace, mismatch, second[2:], 0.4)
            yield from masks_for_each(trace, mismatch, second[2:], 0.78)

    def rejected(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> tuple[Rejected, ...]:
        """An axis of size 1 that lets the loss compare every sample with every other."""
        first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
        if len(first) == len(second) or first[:1] == second[:1]:
            return ()
        return (Rejected("unsqueeze", "broadcasting would compare every sample with every other"),)


_PIXELS = 64
"""Fewer numbers are no picture."""


def _mask_in_colour(first: Shape, second: Shape) -> bool:
    """Whether the target has the colours of a picture as its channels, the prediction one or two of the same size.

    Flat, in rows or in one, the target has three or four times as many numbers.
    """
    if len(first) == len(second) in (1, 2) and first[:-1] == second[:-1] and first[-1] >= _PIXELS:
        return any(second[-1] == colours * first[-1] for colours in COLOURS if colours > 1)
    if len(first) != 4 or len(second) != 4 or first[1] > 2:
        return False
    return second[1] in COLOURS and (first[0], *first[2:]) == (second[0], *second[2:])
