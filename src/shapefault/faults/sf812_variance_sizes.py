"""SF812: the variance of a Gaussian loss is of another shape than the mean.

What it is
    ``gaussian_nll_loss(input, target, var)`` takes a variance of the input's shape, without its last axis, or with one
    axis of size 1. More than one axis of size 1 is not broadcast, though the arithmetic would allow it.

Why it happens
    A model predicts one variance for each channel or sample; an axis of size 1 is missing or one too many.

Not this fault
    The prediction and the target differ: see SF803.

See also
    torch.nn.GaussianNLLLoss, torch.Tensor.expand_as
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.forms import exactly, reformed
from shapefault.faults.rewrite.losses.loss_forms import equal_to
from shapefault.faults.rewrite.operands import crash_argument
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text
from shapefault.ops.broadcast import broadcast


class VarianceSizes(Fault):
    """A variance that does not go with the mean."""

    code = "SF812"
    name = "variance-sizes"
    title = "the variance of a Gaussian loss is of another shape than the mean"
    ops = ("gaussian_nll_loss",)
    rule = "var.shape = input.shape, or without its last axis, or with one axis of size 1"
    example = """
        mean, target = torch.rand(8, 4, 16, 16), torch.rand(8, 4, 16, 16)
        var = torch.ones(8, 4, 1, 1)
        F.gaussian_nll_loss(mean, target, var)
    """
    fixed = """
        mean, target = torch.rand(8, 4, 16, 16), torch.rand(8, 4, 16, 16)
        var = torch.ones(8, 4, 1, 1)
        F.gaussian_nll_loss(mean, target, var.expand_as(mean))
    """
    expected = """
        error[SF812]: gaussian_nll_loss got a variance of (8, 4, 1, 1) for means of (8, 4, 16, 16)
    """
    near_misses = ("F.gaussian_nll_loss(torch.rand(8, 4), torch.rand(8, 4), torch.ones(8, 1))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The variance is what the loss refuses."""
        mean, var = mismatch.shape("input"), mismatch.shape("var")
        if mean is None or var is None or mismatch.broken is None or mismatch.broken.operand != "var":
            return None
        return Cause(
            f"{mismatch.op} got a variance of {shape_text(var)} for means of {shape_text(mean)}",
            Stage.LOSS_TARGET,
            None,
            (MathLine(self.rule, shape_text(var), shape_text(mean)),),
            confidence=0.85,
            primary_label=operand_sizes(mismatch, "var"),
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The variance spread over the axes that it has once; else in the form of the mean."""
        mean, var = mismatch.operands["input"].shape, mismatch.operands["var"].shape
        given, like = (crash_argument(trace, mismatch, role) for role in ("var", "input"))
        if given is not None and like is not None and broadcast((mean, var)) == mean:
            text = like[0].span(like[1]).text
            yield fix(
                f"spread the variance over {text}", wrapped(*given, f"{{}}.expand_as({text})"), 0.86,
                stage=Stage.LOSS_TARGET, why="this loss spreads no more than one axis of size 1",
            )  # fmt: skip
        yield from reformed(trace, mismatch, "var", equal_to(mean, "target"), exactly(mean), stage=Stage.LOSS_TARGET)
