"""SF733: a mask of attention has another shape than the scores.

What it is
    ``attn_mask`` is (L, S), or one for each sample and head (N · heads, L, S); ``key_padding_mask`` is (N, S);
    for ``scaled_dot_product_attention`` the mask must broadcast to (N, heads, L, S).

Why it happens
    A mask of padding is handed on as the mask of attention; a causal mask is made for the number of samples or for
    the longest sequence; a mask of each sample lacks the axis of the heads.

Not this fault
    The sequences themselves are time-first: see SF731.

See also
    torch.nn.Transformer.generate_square_subsequent_mask
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.layers.attention_masks import cut, lengthened, made_for, mask_node, renamed
from shapefault.faults.rewrite.layers.sequence import batch_expression, fits_otherwise, other_layout, said_outright
from shapefault.faults.rewrite.samples.one_less import one_less
from shapefault.faults.rewrite.shapes import Template, permutations, squeezes, structural, unsqueezes
from shapefault.model import Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text

_NAMES = {
    "attn_mask": ("attn_mask", "mask", "src_mask", "tgt_mask", "memory_mask"),
    "src_mask": ("mask", "src_mask"),
    "tgt_mask": ("tgt_mask",),
    "memory_mask": ("memory_mask",),
    "key_padding_mask": ("key_padding_mask", "src_key_padding_mask", "tgt_key_padding_mask", "memory_key_padding_mask"),
}


class AttentionMasks(Fault):
    """The mask does not have the shape of the scores."""

    code = "SF733"
    name = "attention-masks"
    title = "a mask of attention has another shape than the scores"
    ops = (
        "multi_head_attention", "scaled_dot_product_attention", "transformer_encoder_layer",
        "transformer_decoder_layer", "transformer",
    )  # fmt: skip
    rule = "attn_mask.shape = (L, S), key_padding_mask.shape = (N, S)"
    example = """
        words, padded = torch.rand(4, 9, 32), torch.zeros(4, 9, dtype=torch.bool)
        attention = nn.MultiheadAttention(32, 4, batch_first=True)
        attention(words, words, words, attn_mask=padded)
    """
    fixed = """
        words, padded = torch.rand(4, 9, 32), torch.zeros(4, 9, dtype=torch.bool)
        attention = nn.MultiheadAttention(32, 4, batch_first=True)
        attention(words, words, words, key_padding_mask=padded)
    """
    expected = """
        error[SF733]: multi_head_attention got a mask (4, 9)
    """
    near_misses = (
        "nn.MultiheadAttention(32, 4, batch_first=True)(*[torch.rand(4, 9, 32)] * 3, attn_mask=torch.zeros(9, 9))",
    )

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The requirement on a mask is broken."""
        broken = mismatch.broken
        if broken is None or broken.operand not in _NAMES or broken.operand not in mismatch.operands:
            return None
        shape = mismatch.operands[broken.operand].shape
        return Cause(
            f"{mismatch.op} got a mask {shape_text(shape)}, it takes {broken.want}",
            Stage.LAYER_CONFIG,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=0.8,
            primary_label=operand_sizes(mismatch, broken.operand),
            data={"role": broken.operand, "shape": shape},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Its name, its length, its axes."""
        role, shape = cause.data["role"], cause.data["shape"]
        if mismatch.op.startswith("transformer"):
            yield from self._of_layer(role, shape, mismatch, trace)
            return
        multi = mismatch.op == "multi_head_attention"
        batch, length, source = _sizes(mismatch, multi)
        if multi and role == "attn_mask" and shape in ((batch, source), (batch, length)):
            yield from renamed(trace, 0.86)
        turned = multi and role == "attn_mask" and shape == (batch, batch) and batch != length
        if turned and mismatch.layer is not None and fits_otherwise(mismatch, ("query", "key", "value")):
            why = "the mask is as long as the axis that is read as the batch"
            yield from other_layout(trace, mismatch.layer, 0.84, why=why, meant=False)
        if shape[-1] - source == 1:
            yield from one_less(trace, 0.88)
        found = mask_node(trace, _NAMES[role])
        if found is not None and turned and mismatch.layer is not None and said_outright(trace, mismatch.layer):
            yield from made_for(trace, found[2], found[1].source, shape[-1], length, 0.9)
        if found is not None and not turned:
            frame, call, node = found
            if multi and role == "attn_mask" and len(shape) == 2:
                yield from made_for(trace, node, call.source, shape[-1], length, 0.8)
                expression = batch_expression(trace, frame, length, call.node.lineno)
                if expression is not None and length == source:
                    yield from cut(call.source, node, shape, (length, source), expression, 0.72)
            if role == "key_padding_mask" and shape[:-1] == (batch,) and 0 < source - shape[-1] <= 4:
                yield from lengthened(trace, node, call.source, source - shape[-1], 0.82)
        heads = int(mismatch.params.get("num_heads", 1) or 1)
        templates: list[Template] = []
        if multi and role == "attn_mask" and shape == (batch, length, source):
            title = "one mask for each sample and head"
            templates.append(Template(f"{{}}.repeat_interleave({heads}, dim=0)", 0.82, title, "the heads are missing"))
        templates += [*unsqueezes(len(shape), 0.66), *squeezes(shape, 0.68)]
        if not multi and len(shape) == 2:
            title, why = "give the mask its axes of heads and queries", "one row for each sample is given"
            templates.insert(0, Template("{}[:, None, None, :]", 0.74, title, why))
        templates += list(permutations(len(shape), 0.5))
        yield from structural(trace, mismatch, role, templates, stage=Stage.RESHAPE, limit=8)

    def _of_layer(self, role: str, shape: Shape, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The length of the mask where it is made."""
        found = mask_node(trace, _NAMES[role])
        sequence = mismatch.operands["src" if role == "src_mask" else "tgt"].shape
        if found is not None and len(sequence) == 3:
            length = sequence[1 if mismatch.params.get("batch_first") else 0]
            yield from made_for(trace, found[2], found[1].source, shape[-1], length, 0.8)


def _sizes(mismatch: Mismatch, multi: bool) -> tuple[int, int, int]:
    query, key = mismatch.operands["query"].shape, mismatch.operands["key"].shape
    if not multi:
        return query[0], query[-2], key[-2]
    return (query[1] if len(query) == 3 else 1), query[0], key[0]
