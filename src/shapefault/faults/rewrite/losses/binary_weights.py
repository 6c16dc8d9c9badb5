"""Weights of two classes given to a binary loss as ``weight``, which is a weight of each number of the target there.

``pos_weight`` weighs the positive class against the other; see torch.nn.BCEWithLogitsLoss.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import atom, bench_of, fix
from shapefault.faults.rewrite.keywords import without_argument
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source

_LOSSES = ("BCEWithLogitsLoss", "BCELoss", "binary_cross_entropy_with_logits", "binary_cross_entropy")


def binary_weights(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The ratio as ``pos_weight`` where the loss has it; else without the weight."""
    if not mismatch.op.startswith("binary_cross_entropy") or mismatch.shape("input") != mismatch.shape("target"):
        return
    for name in _LOSSES:
        for call in bench_of(trace).project.calls.get(name, []):
            keyword = next((k for k in call.node.keywords if k.arg == "weight"), None)
            if keyword is None:
                continue
            why = "weight is a factor for each number of the target, and not for each class"
            if "logits" in name.lower():
                edit = Edit(call.source.span(keyword), f"pos_weight={positive_ratio(call.source, keyword.value)}")
                yield fix("weigh the positive class", edit, prior, stage=Stage.LOSS_TARGET, why=why)
            yield fix("leave out the weight", without_argument(call.source, call.node, keyword), prior - 0.04,
                      stage=Stage.LOSS_TARGET, why=why)  # fmt: skip


def positive_ratio(source: Source, node: ast.expr) -> str:
    """How much a positive counts for each negative, of the weights of both."""
    text = atom(source, node)
    return f"{text}[1] / {text}[0]"
