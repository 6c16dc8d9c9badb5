"""SF507: the size of another axis is read than the one that is meant.

What it is
    ``x.size(0)`` (or ``x.shape[0]``) is the batch where ``x`` is (N, L, C) and the time where ``x`` is (L, N, C). What
    is cut or made to that size does not fit ``x``.

Why it happens
    Code for time-major tensors (positional encodings of older tutorials, initial states, masks) is given batch-first
    ones, or the other way round.

Not this fault
    A sequence that is really longer than the table: see SF403.

See also
    torch.nn.TransformerEncoderLayer(batch_first=True)
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.size_axis import is_batch_size, other_sizes
from shapefault.faults.rewrite.layers.short_tables import short_table
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class SizeOfOtherAxis(Fault):
    """An operand is made with the size of an axis of another one, and fits with the size of another axis."""

    code = "SF507"
    name = "size-of-other-axis"
    title = "the size of another axis is read than the one that is meant"
    ops = ("add", "sub", "mul", "cat", "matmul", "bmm", "masked_fill", "where", "lstm", "gru", "rnn_tanh", "rnn")
    rule = "x.size(axis) is the size of the axis that is meant"
    example = """
        batch_size = 64
        x, table = torch.rand(batch_size, 20, 16), torch.rand(50, 1, 16)
        y = x + table[:x.size(0)]
    """
    fixed = """
        batch_size = 64
        x, table = torch.rand(batch_size, 20, 16), torch.rand(50, 1, 16)
        y = x + table[:x.size(1)].transpose(0, 1)
    """
    expected = """
        error[SF507]
    """
    near_misses = ("x, t = torch.rand(64, 20, 16), torch.rand(50, 1, 16); x + t[:20].transpose(0, 1)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """With the size of another axis the call succeeds."""
        if trace.loader is not None or len(mismatch.operands) < 2 or mismatch.layer is not None:
            return None
        found = [f for role in list(mismatch.operands)[:3] for f in other_sizes(trace, mismatch, role, 0.72)]
        if not found or self._longer_than_table(mismatch, trace):
            return None
        shape = mismatch.operands[next(iter(mismatch.operands))].shape
        batch = bool(shape) and is_batch_size(trace, shape[0])
        broken = mismatch.broken
        math = (MathLine(broken.formula, broken.got, broken.want),) if broken is not None else ()
        sizes = " and ".join(operand_sizes(mismatch, r) for r in list(mismatch.operands)[:2])
        return Cause(
            f"{mismatch.op} got {sizes}: one was made with the size of another axis",
            Stage.RESHAPE,
            None,
            math,
            confidence=0.78 if batch else 0.5,
            primary_label=sizes,
            data={"found": found, "batch": batch},
        )

    @staticmethod
    def _longer_than_table(mismatch: Mismatch, trace: Trace) -> bool:
        """Whether more rows than a table has are asked of it, and they are not as many as the samples of a batch."""
        broken = mismatch.broken
        if broken is None or broken.got_value is None or broken.want_value is None:
            return False
        short = short_table(trace, mismatch, (broken.got_value, broken.want_value))
        return short is not None and not is_batch_size(trace, short[1])

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Read the other size; or bring the tensor to the order that is expected."""
        from dataclasses import replace

        for candidate in cause.data["found"]:
            yield candidate if cause.data["batch"] else replace(candidate, prior=candidate.prior - 0.2)
        swap = [Template("{}.transpose(0, 1)", 0.5, "put the time first", "the time is expected first")]
        yield from structural(trace, mismatch, next(iter(mismatch.operands)), swap, stage=Stage.RESHAPE, limit=2)
