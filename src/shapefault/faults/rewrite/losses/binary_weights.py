"""Weights of two classes given to a binary loss as ``weight``, which is a weight of each number of the target there.

``pos_weight`` weighs the positive class against the other; see torch.nn.BCEWithLogitsLoss.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import without_argument
from shapefault.model import Edit, Fix, Span, Stage
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
                edit = _as_ratio(call.source, keyword)
                yield fix("weigh the positive class", edit, prior, stage=Stage.LOSS_TARGET, why=why)
            yield fix("leave out the weight", without_argument(call.source, call.node, keyword), prior - 0.04,
                      stage=Stage.LOSS_TARGET, why=why)  # fmt: skip


def _as_ratio(source: Source, weight: ast.keyword) -> Edit:
    """``pos_weight=w[1] / w[0]`` in place of ``weight=w``."""
    start, whole = (weight.lineno, source.column(weight.lineno, weight.col_offset)), source.span(weight.value)
    text = whole.text if isinstance(weight.value, ast.Name | ast.Attribute) else f"({whole.text})"
    span = Span(source.path, start, whole.end, source.between(start, whole.end))
    return Edit(span, f"pos_weight={text}[1] / {text}[0]")
