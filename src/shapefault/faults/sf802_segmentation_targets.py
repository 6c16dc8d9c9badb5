"""SF802: a segmentation loss is given masks of another form than its maps of predictions ask for.

What it is
    For maps of predictions (N, C, H, W) ``cross_entropy`` takes class numbers (N, H, W): no channel axis, the same
    height and width.

Why it happens
    Masks saved or read as RGB, a channel axis of size 1 from ``ToTensor``, one-hot masks, ``squeeze()`` on a batch of
    one, a network whose output is smaller than the image, or masks that were resized otherwise than their images.

Not this fault
    One label for each image or token: see SF801.

See also
    torch.nn.CrossEntropyLoss, torch.nn.functional.interpolate
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.elsewhere.class_attributes import class_attributes
from shapefault.faults.rewrite.images.bare_masks import bare_masks, resized_arrays
from shapefault.faults.rewrite.images.cut_with import cut_with_the_others
from shapefault.faults.rewrite.images.map_sizes import map_sizes
from shapefault.faults.rewrite.images.mask_numbers import mask_numbers
from shapefault.faults.rewrite.images.mask_rates import mask_rates
from shapefault.faults.rewrite.images.masks import read_grey
from shapefault.faults.rewrite.images.other_pipelines import numbers_of_other_pipelines
from shapefault.faults.rewrite.losses.class_losses import batch_fixes, class_fixes, fitting
from shapefault.faults.rewrite.losses.cut_by_own import cut_by_own
from shapefault.faults.rewrite.losses.loss_forms import class_shape
from shapefault.faults.rewrite.losses.sample_targets import squeezed_samples
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text


class SegmentationTargets(Fault):
    """Maps of predictions and masks do not belong together."""

    code = "SF802"
    name = "segmentation-targets"
    title = "a segmentation loss is given masks of another form than its maps of predictions ask for"
    ops = ("cross_entropy", "nll_loss", "nll_loss2d")
    rule = "input (N, C, H, W), target (N, H, W)"
    example = """
        maps, masks = torch.rand(2, 5, 32, 32), torch.zeros(2, 1, 32, 32, dtype=torch.long)
        F.cross_entropy(maps, masks)
    """
    fixed = """
        maps, masks = torch.rand(2, 5, 32, 32), torch.zeros(2, 1, 32, 32, dtype=torch.long)
        F.cross_entropy(maps, masks.squeeze(1))
    """
    expected = """
        error[SF802]: cross_entropy got maps (2, 5, 32, 32) and masks (2, 1, 32, 32)
    """
    near_misses = ("F.cross_entropy(torch.rand(2, 5, 8, 8), torch.zeros(2, 8, 8, dtype=torch.long))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The predictions are maps and the targets are not the masks that belong to them."""
        first, second = mismatch.shape("input"), mismatch.shape("target")
        if first is None or second is None or len(first) != 4 or fitting(mismatch, first, second):
            return None
        return Cause(
            f"{mismatch.op} got maps {shape_text(first)} and masks {shape_text(second)}",
            Stage.LOSS_TARGET,
            None,
            (
                MathLine(
                    "target.shape = (N, H, W) of input (N, C, H, W)", shape_text(second), shape_text(class_shape(first))
                ),
            ),
            confidence=0.82,
            primary_label=f"{operand_sizes(mismatch, 'input')} against {operand_sizes(mismatch, 'target')}",
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Masks read in one channel; class numbers in place of one-hot planes; sizes that agree."""
        first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
        if len(second) == 4 and (second[-1] in (3, 4) or second[1] in (3, 4)):
            yield from read_grey(trace, 0.84)
        yield from class_fixes(trace, mismatch)
        yield from squeezed_samples(trace, mismatch, 0.81)
        if first[2:] != second[-2:]:
            yield from bare_masks(trace, 0.88)
            yield from cut_by_own(trace, mismatch, 0.8)
            yield from mask_numbers(trace, first[2:], second[-2:], 0.9)
            yield from mask_rates(trace, first[2:], second[-2:], 0.86)
            yield from resized_arrays(trace, 0.8)
            yield from numbers_of_other_pipelines(trace, 0.82)
        yield from batch_fixes(trace, mismatch)
        if len(second) == 3 and second[0] == first[0]:
            yield from cut_with_the_others(trace, 0.84)
            yield from class_attributes(trace, 0.88)
            yield from map_sizes(trace, mismatch, second[1:], 0.72)
