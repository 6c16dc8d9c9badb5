"""Attention: embedding sizes, heads, masks."""

from __future__ import annotations

from shapefault.ops.message_table.row import Row

ATTENTION: tuple[Row, ...] = (
    (
        "features",
        "multi_head_attention",
        "was expecting embedding dimension of {want:i}, but got {got:i}",
        "the query's last axis = embed_dim",
        "{got} ≠ {want}",
    ),
    (
        "groups",
        "multi_head_attention",
        "embed_dim must be divisible by num_heads",
        "embed_dim is a multiple of num_heads",
        "",
    ),
    (
        "features",
        "multi_head_attention",
        "key shape {key:s} does not match value shape {value:s}",
        "key and value have the same L and N",
        "{key} ≠ {value}",
    ),
    (
        "features",
        "multi_head_attention",
        "key's sequence and batch dims {key:s} do not match value's {value:s}",
        "key and value have the same L and N",
        "{key} ≠ {value}",
    ),
    (
        "rank",
        "multi_head_attention",
        "query should be unbatched 2D or batched 3D tensor but received {got:i}-D query tensor",
        "a query is L N E (N L E with batch_first), or L E",
        "{got} axes, not 2 or 3",
    ),
    (
        "rank",
        "multi_head_attention",
        "For batched ({query:i}-D) `query`, expected `key` and `value` to be {want:i}-D but found "
        "{key:i}-D and {value:i}-D tensors respectively",
        "query, key and value have as many axes",
        "{query}, {key} and {value}",
    ),
    (
        "rank",
        "multi_head_attention",
        "For unbatched ({query:i}-D) `query`, expected `key` and `value` to be {want:i}-D but found "
        "{key:i}-D and {value:i}-D tensors respectively",
        "query, key and value have as many axes",
        "{query}, {key} and {value}",
    ),
    (
        "mask",
        "multi_head_attention",
        "The shape of the {rank:i}D attn_mask is {got:s}, but should be {want:s}.",
        "attn_mask is L×S, or (N·heads)×L×S",
        "{got} ≠ {want}",
    ),
    (
        "mask",
        "multi_head_attention",
        "For batched (3-D) `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found {got:i}-D tensor instead",
        "attn_mask is L×S, or (N·heads)×L×S",
        "{got} axes",
    ),
    (
        "mask",
        "multi_head_attention",
        "For batched (3-D) `query`, expected `key_padding_mask` to be `None` or 2-D but found {got:i}-D tensor instead",
        "key_padding_mask is N×S",
        "{got} axes",
    ),
    (
        "mask",
        "multi_head_attention",
        "Expected key_padded_mask.shape[{axis:i}] to be {want:i}, but got {got:i}",
        "key_padding_mask is N×S, N first also without batch_first",
        "axis {axis}: {got} ≠ {want}",
    ),
    (
        "mask",
        "multi_head_attention",
        "expecting key_padding_mask shape of {want:s}, but got {got:s}",
        "key_padding_mask is N×S, N first also without batch_first",
        "{got} ≠ {want}",
    ),
    (
        "mask",
        "transformer_encoder",
        "Mask size should match input size",
        "src_key_padding_mask is N×S",
        "",
    ),
    (
        "batch",
        "transformer",
        "the batch number of src and tgt must be equal",
        "src and tgt have the same N (axis 1, or axis 0 with batch_first)",
        "",
    ),
    (
        "features",
        "transformer",
        "the feature number of src and tgt must be equal to d_model",
        "the last axis of src and tgt = d_model",
        "",
    ),
)
