"""SF731: attention reads the batch as time, or time as the batch.

What it is
    ``MultiheadAttention`` and the Transformer layers take (time, batch, features), or (batch, time, features) with
    ``batch_first=True``. Query, key and value must agree in the batch; masks of padding are (batch, time) in both.

Why it happens
    The layers were built without ``batch_first`` and get batch-first tensors; while all lengths are equal, nothing
    raises and attention runs across the samples.

Not this fault
    The number of features differs: see SF732. A mask of another length: see SF733.

See also
    torch.nn.MultiheadAttention, torch.nn.TransformerEncoderLayer
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.undo import undone
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.layers.attention_masks import mask_node
from shapefault.faults.rewrite.layers.sequence import (
    fits_otherwise,
    other_layout,
    reads_batch,
    reads_batch_first,
    turned,
)
from shapefault.faults.rewrite.samples.added_axis import without_added_axis
from shapefault.faults.rewrite.shapes import Template, root_structural, squeezes, structural, unsqueezes
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

ATTENTION = (
    "multi_head_attention", "transformer", "transformer_encoder_layer", "transformer_decoder_layer",
)  # fmt: skip
_SEQUENCES = ("query", "key", "value", "src", "tgt", "memory")


class AttentionLayout(Fault):
    """Batch and time are exchanged."""

    code = "SF731"
    name = "attention-layout"
    title = "attention reads the batch as time, or time as the batch"
    ops = ATTENTION
    rule = "query, key and value have one N"
    example = """
        query, memory = torch.rand(2, 5, 32), torch.rand(2, 9, 32)
        attention = nn.MultiheadAttention(32, 4)
        attention(query, memory, memory)
    """
    fixed = """
        query, memory = torch.rand(2, 5, 32), torch.rand(2, 9, 32)
        attention = nn.MultiheadAttention(32, 4, batch_first=True)
        attention(query, memory, memory)
    """
    expected = """
        error[SF731]: multi_head_attention
    """
    near_misses = ("nn.MultiheadAttention(32, 4, batch_first=True)(*[torch.rand(2, 5, 32)] * 3)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Batch sizes, lengths or masks differ, and would not if the first two axes were exchanged."""
        broken = mismatch.broken
        if broken is None or broken.kind not in ("batch", "mask", "length", "rank"):
            return None
        fits = broken.kind != "rank" and fits_otherwise(mismatch, _SEQUENCES)
        if broken.kind == "mask" and not fits:
            return None
        meant = broken.kind == "mask" and mismatch.layer is not None and reads_batch(mismatch.layer)
        said = f"{mismatch.op} got {broken.got} for {broken.formula.split(' = ')[0]}, it takes {broken.want}"
        return Cause(
            said,
            Stage.LAYER_CONFIG,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=(0.7 if meant else 0.85) if fits else 0.6,
            primary_label=operand_sizes(mismatch, broken.operand),
            data={"fits": fits, "kind": broken.kind, "role": broken.operand, "other": broken.other},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The layer's switch; the axes exchanged where a tensor is handed on."""
        role, other = cause.data["role"], cause.data["other"]
        # what follows takes axis 0 for time, as the layer does: a mask is then what is turned
        time_first = cause.data["kind"] == "mask" and reads_batch_first(trace) is False
        if cause.data["fits"] and mismatch.layer is not None:
            moved = turned(trace, mismatch.tensor("query")) or time_first
            yield from other_layout(trace, mismatch.layer, 0.6 if moved and not reads_batch(mismatch.layer) else 0.87)
        if time_first and (given := mask_node(trace, (f"src_{role}", role))) is not None:
            edit = wrapped(given[1].source, given[2], "{}.transpose(0, 1)")
            why = "the mask of padded places is (batch, time), whatever the order of the sequences"
            yield fix("exchange batch and time of the mask", edit, 0.82, stage=Stage.RESHAPE, why=why)
        shape = mismatch.operands[role].shape if role in mismatch.operands else ()
        if cause.data["kind"] == "rank" and len(shape) > 3:
            yield from without_added_axis(trace, 0.9)
            yield from root_structural(trace, squeezes(shape, 0.78), stage=Stage.DATA_LOADING)
        for name in (role, other):
            if name not in mismatch.operands:
                continue
            rank = len(mismatch.operands[name].shape)
            if cause.data["kind"] == "rank" and rank > 3:
                squeezed = squeezes(mismatch.operands[name].shape, 0.62)
                yield from structural(trace, mismatch, name, squeezed, stage=Stage.RESHAPE, limit=4)
            elif cause.data["kind"] == "rank":
                yield from structural(trace, mismatch, name, unsqueezes(rank, 0.6), stage=Stage.RESHAPE, limit=4)
            templates = [Template("{}.transpose(0, 1)", 0.6, "exchange batch and time", "batch and time are exchanged")]
            yield from structural(trace, mismatch, name, templates, stage=Stage.RESHAPE, limit=3)
            yield from undone(trace, mismatch, name, ("transpose", "permute"), 0.56, stage=Stage.RESHAPE)
        if not cause.data["fits"] and len(shape) == 3 and mismatch.layer is not None:
            yield from other_layout(trace, mismatch.layer, 0.5)
