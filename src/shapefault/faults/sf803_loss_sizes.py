"""SF803: a loss is given predictions and targets of different sizes.

What it is
    Elementwise losses (BCE, MSE, L1, Huber) take two tensors of one shape.

Why it happens
    The network ends in (N, 1) and the labels are (N,); the number of classes was written in two places; a decoder
    gives back images of another size than it was given.

Not this fault
    Class indices for cross-entropy: see SF801.

See also
    torch.squeeze, torch.nn.BCEWithLogitsLoss
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.crops import resize_to_other
from shapefault.faults.rewrite.outputs import output_journeys
from shapefault.faults.rewrite.shapes import flattens, permutations, squeezes, structural, unsqueezes
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.trace import Mismatch, Trace

_OPS = (
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss",
    "kl_div", "poisson_nll_loss", "soft_margin_loss", "multilabel_soft_margin_loss", "gaussian_nll_loss",
    "multilabel_margin_loss", "hinge_embedding_loss", "margin_ranking_loss", "cosine_embedding_loss",
)  # fmt: skip


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
            f"{mismatch.op} got predictions {_text(first)} and targets {_text(second)}",
            Stage.LOSS_TARGET,
            None,
            (MathLine("input.shape = target.shape", _text(first), _text(second)),),
            confidence=0.8,
            primary_label=f"{operand_sizes(mismatch, 'input')} against {operand_sizes(mismatch, 'target')}",
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """An axis of size 1 on one side; the layers that made the prediction; the constant written twice."""
        first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
        stage = Stage.LOSS_TARGET
        yield from structural(trace, mismatch, "input", squeezes(first, 0.8), stage=stage)
        yield from structural(trace, mismatch, "target", [*unsqueezes(len(second), 0.76), *squeezes(second, 0.74)], stage=stage)
        for role in ("input", "target"):
            shape = mismatch.operands[role].shape
            templates = [*flattens(len(shape), 0.5), *permutations(len(shape), 0.55), *unsqueezes(len(shape), 0.5)]
            yield from structural(trace, mismatch, role, templates, stage=stage)
        yield from output_journeys(trace, mismatch, first, second, 0.68)
        yield from resize_to_other(trace, mismatch, 0.4, stage=stage)


def _text(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))})"
