"""SF723: a recurrent layer is given a tensor with too many or too few axes.

What it is
    LSTM, GRU and RNN take (time, batch, features), or (batch, time, features) with ``batch_first``, or one sequence
    (time, features); the cells take (batch, features) or (features).

Why it happens
    Images or feature maps were not made into a sequence; an axis of channels is left; a single step or sample lost
    its axis.

Not this fault
    The number of features differs: see SF721.

See also
    torch.nn.LSTM, torch.Tensor.flatten
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.undo import undone
from shapefault.faults.rewrite.layers.sequence import RECURRENT
from shapefault.faults.rewrite.samples.added_axis import without_added_column
from shapefault.faults.rewrite.shapes import Template, squeezes, structural, unsqueezes
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class RecurrentRank(Fault):
    """The input has a number of axes that the layer does not take."""

    code = "SF723"
    name = "recurrent-rank"
    title = "a recurrent layer is given a tensor with too many or too few axes"
    ops = RECURRENT
    rule = "input.dim() = 2 or 3"
    example = """
        digits = torch.rand(8, 1, 28, 28)
        rows = nn.LSTM(28, 64, batch_first=True)
        rows(digits)
    """
    fixed = """
        digits = torch.rand(8, 1, 28, 28)
        rows = nn.LSTM(28, 64, batch_first=True)
        rows(digits.squeeze(1))
    """
    expected = """
        error[SF723]: lstm got a tensor with 4 axes
    """
    near_misses = ("nn.LSTM(28, 64, batch_first=True)(torch.rand(8, 28, 28))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The requirement on the input's number of axes is broken."""
        broken, shape = mismatch.broken, mismatch.shape("input")
        if broken is None or shape is None or broken.kind != "rank" or broken.operand != "input":
            return None
        return Cause(
            f"{mismatch.op} got a tensor with {len(shape)} axes, it takes {broken.want}",
            Stage.RESHAPE,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=0.8,
            primary_label=operand_sizes(mismatch, "input"),
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The axis left out or put in; a feature map read column by column."""
        shape = mismatch.operands["input"].shape
        stage = Stage.RESHAPE
        if 1 in shape[2:]:
            yield from without_added_column(trace, 0.86)
        if len(shape) > 2:
            yield from undone(trace, mismatch, "input", ("unsqueeze",), 0.72, stage=stage)
            yield from structural(trace, mismatch, "input", squeezes(shape, 0.8), stage=stage)
        yield from structural(trace, mismatch, "input", list(_maps(shape)), stage=stage)
        if len(shape) < 3:
            yield from structural(trace, mismatch, "input", unsqueezes(len(shape), 0.72), stage=stage)


def _maps(shape: tuple[int, ...]) -> Iterator[Template]:
    """A feature map (N, C, H, W) as a sequence; (N, T, ...) with its features joined."""
    if len(shape) < 4:
        return
    yield Template("{}.flatten(2)", 0.7, "join the features of each step", "each step has several axes of features")
    if len(shape) == 4:
        yield Template(
            "{}.flatten(1, 2).transpose(1, 2)", 0.66, "read the map column by column", "a map is not a sequence"
        )
        yield Template(
            "{}.permute(0, 3, 1, 2).flatten(2)", 0.64, "read the map column by column", "a map is not a sequence"
        )
        yield Template("{}.flatten(2).transpose(1, 2)", 0.62, "read the map pixel by pixel", "a map is not a sequence")
        yield Template("{}.mean(2).transpose(1, 2)", 0.5, "average the rows of the map", "a map is not a sequence")
    yield Template("{}.flatten(0, 1)", 0.4, "join the first two axes", "an axis too many")
