"""SF806: predictions and labels that are compared in the training loop are of different sizes.

What it is
    ``predicted == labels`` and losses on pairs or triplets take one entry for each sample of the batch.

Why it happens
    ``torch.max(outputs, 0)`` takes the maximum along the samples; labels are one-hot; label tensors are made for a
    constant batch size; the labels of another loop are still in scope; a whole data set is compared with one batch.

Not this fault
    Losses with one prediction and one target: see SF801 to SF804. Other arithmetic: see SF403.

See also
    torch.argmax, torch.nn.TripletMarginLoss, torch.nn.CosineEmbeddingLoss
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.axes.size_axes import axes_swapped
from shapefault.faults.rewrite.axes.squeezing import named_squeezes
from shapefault.faults.rewrite.forms import exactly, reformed
from shapefault.faults.rewrite.losses.as_rows import as_rows
from shapefault.faults.rewrite.losses.comparing import choices, namesakes
from shapefault.faults.rewrite.losses.label_tensors import made_labels
from shapefault.faults.rewrite.losses.loss_forms import class_targets, equal_to
from shapefault.faults.rewrite.peek import real_operand
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text

_COMPARING = ("eq", "ne")
_PAIRS = ("cosine_embedding_loss", "triplet_margin_loss", "margin_ranking_loss", "triplet_margin_with_distance_loss")


class ComparedBatches(Fault):
    """Two sides of a comparison, or of a loss on pairs, are of different batches."""

    code = "SF806"
    name = "compared-batches"
    title = "predictions and labels that are compared are of different sizes"
    ops = (*_COMPARING, *_PAIRS)
    rule = "one entry for each sample on both sides"
    example = """
        outputs, labels = torch.rand(8, 3), torch.zeros(8, dtype=torch.long)
        correct = (outputs.argmax(0) == labels).sum()
    """
    fixed = """
        outputs, labels = torch.rand(8, 3), torch.zeros(8, dtype=torch.long)
        correct = (outputs.argmax(1) == labels).sum()
    """
    expected = """
        error[SF806]: eq compares (3) with (8)
    """
    near_misses = ("torch.rand(8, 3).argmax(1) == torch.zeros(8, dtype=torch.long)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Two operands that should have one entry a sample have different numbers of them."""
        pair = _pair(mismatch)
        if pair is None or (mismatch.op in _COMPARING and trace.crash.model_calls):
            return None
        a, b = (mismatch.operands[r].shape for r in pair)
        verb = "compares" if mismatch.op in _COMPARING else "got"
        word = "with" if mismatch.op in _COMPARING else "and"
        return Cause(
            f"{mismatch.op} {verb} {shape_text(a)} {word} {shape_text(b)}",
            Stage.LOSS_TARGET,
            None,
            (MathLine("one entry for each sample", shape_text(a), shape_text(b)),),
            confidence=0.75,
            primary_label=f"{shape_text(a)} against {shape_text(b)}",
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The axis of an argmax; the form of the labels; their number; rows for a loss on pairs of rows."""
        yield from as_rows(trace, mismatch, 0.84)
        pair = _pair(mismatch)
        if pair is None:
            return
        for role, other in (pair, pair[::-1]):
            own, want = mismatch.operands[role].shape, mismatch.operands[other].shape
            count = want[0] if want else 1
            if mismatch.op in _COMPARING:
                yield from choices(trace, mismatch, role, count, 0.84)
                real = real_operand(trace, mismatch, role)
                yield from reformed(
                    trace,
                    mismatch,
                    role,
                    class_targets((*want[:1], 2, *want[1:]), real),
                    exactly(want),
                    stage=Stage.LOSS_TARGET,
                )
                if len(own) == 2 and own[:1] == want and own[1] > 1:
                    why = f"each of the {own[0]} has {own[1]} numbers, one for each class"
                    numbers = Template("{}.argmax(1)", 0.74, "take the number of the largest entry", why)
                    either = "{}.argmax(1) if {}.ndim > 1 else {}"
                    mixed = Template(either, 0.72, "take the number of the largest entry, where there are several", why)
                    yield from structural(trace, mismatch, role, [numbers, mixed], stage=Stage.LOSS_TARGET)
                yield from namesakes(trace, mismatch, role, 0.62)
            goal = want
            if mismatch.op == "cosine_embedding_loss" and role == "target":
                goal = want[:1]
            yield from reformed(trace, mismatch, role, equal_to(goal, "target"), exactly(goal), stage=Stage.LOSS_TARGET)
            if own and own[0] != count and role in ("other", "target"):
                yield from axes_swapped(trace, mismatch, role, (count,), 0.66)
                yield from made_labels(trace, mismatch, role, count, 0.66)
            yield from named_squeezes(trace, mismatch, role, (1, -1), 0.6)


def _pair(mismatch: Mismatch) -> tuple[str, str] | None:
    """The two operands that differ; the target of a loss on pairs against its first input."""
    roles = list(mismatch.operands)
    if len(roles) < 2:
        return None
    if "target" in roles and mismatch.operands[roles[0]].shape[:1] != mismatch.operands["target"].shape[:1]:
        return "target", roles[0]
    for a, b in ((0, 1), (0, 2), (1, 2)):
        if b < len(roles) and mismatch.operands[roles[a]].shape != mismatch.operands[roles[b]].shape:
            return roles[a], roles[b]
    return None
