"""SF213: batches of matrices whose leading axes differ are multiplied.

What it is
    ``bmm`` pairs the matrices one by one; ``matmul`` broadcasts the axes in front of the matrices. Here they differ.

Why it happens
    Time stands in front of the batch in one of them, the heads were not moved in front of the time, an axis for heads
    is missing, or one batch was joined with another axis.

Not this fault
    The summed sizes differ: see SF211.

See also
    torch.matmul, torch.bmm
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.axes.split_samples import split_samples
from shapefault.faults.rewrite.axes.undo import undone
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.callees import called_as
from shapefault.faults.rewrite.numbers.program import constants
from shapefault.faults.rewrite.shapes import Template, on_meta, permutations, structural, unsqueezes
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class ProductBatch(Fault):
    """The axes in front of the matrices neither agree nor broadcast."""

    code = "SF213"
    name = "product-batch"
    title = "batches of matrices whose leading axes differ are multiplied"
    ops = ("matmul", "rmatmul", "bmm", "baddbmm")
    rule = "left.shape[:-2] and right.shape[:-2] broadcast"
    example = """
        weights, encoded = torch.rand(4, 1, 11), torch.rand(11, 4, 32)
        torch.bmm(weights, encoded)
    """
    fixed = """
        weights, encoded = torch.rand(4, 1, 11), torch.rand(11, 4, 32)
        torch.bmm(weights, encoded.transpose(0, 1))
    """
    expected = """
        error[SF213]: bmm got a batch of 4 and one of 11
    """
    near_misses = ("torch.rand(4, 1, 5, 11) @ torch.rand(2, 11, 32)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The requirement on the leading axes is broken."""
        broken = mismatch.broken
        if broken is None or broken.kind not in ("batch", "broadcast") or mismatch.layer is not None:
            return None
        roles = list(mismatch.operands)[-2:]
        return Cause(
            f"{mismatch.op} got a batch of {broken.got} and one of {broken.want}",
            Stage.RESHAPE,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=0.72,
            primary_label=" and ".join(operand_sizes(mismatch, r) for r in roles),
            data={"roles": roles, "a": broken.got_value, "b": broken.want_value},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Move the axes of one operand; add the axis that the other one has; a batch of one for all."""
        left, right = cause.data["roles"]
        a, b = cause.data["a"], cause.data["b"]
        shapes = {r: mismatch.operands[r].shape for r in (left, right)}
        yield from split_samples(trace, mismatch, (left, right), 0.84)
        for role in (right, left):
            yield from undone(trace, mismatch, role, ("transpose", "permute"), 0.66, stage=Stage.RESHAPE)
        record = mismatch.record
        call = call_at(record.site) if record is not None else None
        if mismatch.op == "bmm" and call is not None and 1 in (a, b) and _matmul_takes(mismatch):
            edit = called_as(call, "matmul")
            if edit is not None:
                yield fix("use matmul, which repeats a batch of one", edit, 0.7, stage=Stage.RESHAPE,
                          why="bmm pairs the matrices one by one")  # fmt: skip
        for number, role in enumerate((right, left)):
            rank = len(shapes[role])
            other = len(shapes[left if role == right else right])
            if rank < other and rank >= 2:
                made = list(unsqueezes(rank))
                ranked = [*made[1 : rank - 1], made[0]]
                inner = [Template(t.text, 0.76 - 0.03 * n, t.title, t.why) for n, t in enumerate(ranked)]
                yield from structural(trace, mismatch, role, inner, stage=Stage.RESHAPE, limit=3)
            moves = [
                Template("{}.transpose(0, 1)", 0.74 - 0.02 * number, "put the batch first", "time comes first here"),
                Template("{}.transpose(1, 2)", 0.7, "put the heads before the time", "the heads come after the time"),
            ]
            yield from structural(trace, mismatch, role, moves, stage=Stage.RESHAPE, limit=3)
            yield from structural(trace, mismatch, role, permutations(rank, 0.5), stage=Stage.RESHAPE, limit=3)
        if a and b and min(a, b) > 1:
            yield from constants(trace, a, b, 0.42, limit=3)
            yield from constants(trace, b, a, 0.4, limit=3)


def _matmul_takes(mismatch: Mismatch) -> bool:
    import torch

    tensors = [on_meta(mismatch.tensor(r)) for r in mismatch.operands]
    try:
        torch.matmul(*tensors)
    except Exception:
        return False
    return True
