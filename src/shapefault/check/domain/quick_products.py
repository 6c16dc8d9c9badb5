"""Quick rules of matrix products and attention; see :mod:`quick`."""

from __future__ import annotations

from typing import Any

import torch

from shapefault.check.domain.algebra import Value
from shapefault.check.domain.quick import QuickFunctions as Run
from shapefault.check.domain.quick import quick
from shapefault.check.domain.sketch import fits, sizes_of, sketch


@quick("linear")
def _linear(run: Run, x: Any, weight: Any, bias: Any = None) -> Any:
    sizes, matrix = sizes_of(x), sizes_of(weight)
    if len(sizes) < 2 or len(matrix) != 2 or x.dtype != weight.dtype or not fits(bias, matrix[0]):
        return None
    if not run.equal(sizes[-1], matrix[1]):
        return run.refused(torch.nn.functional.linear, x, weight, bias)
    result = (*sizes[:-1], matrix[0])
    run.notes.work.append((result, matrix[1:]))
    return sketch(result, x.dtype)


@quick("bmm")
def _batched(run: Run, x: Any, y: Any) -> Any:
    return _product(run, x, y) if len(sizes_of(x)) == len(sizes_of(y)) == 3 else None


@quick("matmul __matmul__")
def _product(run: Run, x: Any, y: Any) -> Any:
    if not isinstance(x, torch.Tensor) or not isinstance(y, torch.Tensor) or x.dtype != y.dtype:
        return None
    a, b = sizes_of(x), sizes_of(y)
    if min(len(a), len(b)) < 2 or (len(a) == 2 and len(b) > 2):
        return None
    batch = run.broadcast(a[:-2], b[:-2]) if run.equal(a[-1], b[-2]) else None
    if batch is None:
        return run.refused(torch.matmul, x, y)
    result = (*batch, a[-2], b[-1])
    run.notes.work.append((result, a[-1:]))
    return sketch(result, x.dtype)


@quick("einsum", on=(torch,))
def _einsum(run: Run, equation: str, *operands: Any) -> Any:
    """Sums that name every axis; layouts are torch's own."""
    before, arrow, after = equation.replace(" ", "").partition("->")
    terms = before.split(",")
    if not arrow or len(terms) != len(operands) or not all(isinstance(x, torch.Tensor) for x in operands):
        return None
    known: dict[str, Value] = {}
    for term, x in zip(terms, operands, strict=True):
        sizes = sizes_of(x)
        if len(set(term)) != len(sizes) or len(term) != len(sizes) or not term.isalpha():
            return None
        if x.dtype != operands[0].dtype or not x.is_floating_point() or x.device.type != "meta":
            return None
        for letter, size in zip(term, sizes, strict=True):
            common = run.broadcast((known.get(letter, size),), (size,))
            if common is None:
                return None
            known[letter] = common[0]
    if len(set(after)) != len(after) or not set(after) <= set(known):
        return None
    result = tuple(known[letter] for letter in after)
    run.notes.work.append((result, tuple(size for letter, size in known.items() if letter not in after)))
    return run.later(result, operands[0], torch.einsum, equation, *operands)


@quick("scaled_dot_product_attention")
def _attention(
    run: Run,
    query: Any,
    key: Any,
    value: Any,
    attn_mask: Any = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: Any = None,
    enable_gqa: bool = False,
) -> Any:
    q, k, v = sizes_of(query), sizes_of(key), sizes_of(value)
    if enable_gqa or len(q) < 3 or not query.dtype == key.dtype == value.dtype:
        return None
    if (
        not run.alike((*q[:-2], q[-1]), (*k[:-2], k[-1]))
        or not run.alike(k[:-1], v[:-1])
        or not run.positive((*q, *k, *v))
    ):
        return None
    if attn_mask is not None:
        mask, scores = sizes_of(attn_mask), (*q[:-1], k[-2])
        if is_causal or len(mask) > len(q) or attn_mask.dtype not in (query.dtype, torch.bool):
            return None
        if not all(a == 1 or run.equal(a, b) for a, b in zip(mask[::-1], scores[::-1], strict=False)):
            return None
    run.notes.work += [((*q[:-1], k[-2]), q[-1:]), ((*q[:-1], v[-1]), v[-2:-1])]
    attention = torch.nn.functional.scaled_dot_product_attention
    given = (query, key, value, attn_mask, dropout_p, is_causal)
    return run.later((*q[:-1], v[-1]), query, attention, *given, scale=scale)


@quick("multi_head_attention_forward", on=(torch.nn.functional,))
def _multi_head(
    run: Run,
    query: Any,
    key: Any,
    value: Any,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Any,
    in_proj_bias: Any,
    bias_k: Any,
    bias_v: Any,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: Any,
    out_proj_bias: Any,
    training: bool = True,
    key_padding_mask: Any = None,
    need_weights: bool = True,
    attn_mask: Any = None,
    use_separate_proj_weight: bool = False,
    *_: Any,
    average_attn_weights: bool = True,
    is_causal: bool = False,
    **__: Any,
) -> Any:
    sizes = sizes_of(query)
    if sizes_of(key) != sizes or sizes_of(value) != sizes or len(sizes) != 3 or sizes[2] != embed_dim_to_check:
        return None
    if any(part is not None for part in (bias_k, bias_v, key_padding_mask, attn_mask)):
        return None
    if add_zero_attn or use_separate_proj_weight or is_causal or embed_dim_to_check % num_heads:
        return None
    if not fits(in_proj_weight, 3 * sizes[2], sizes[2]) or not fits(in_proj_bias, 3 * sizes[2]):
        return None
    if not fits(out_proj_weight, sizes[2], sizes[2]) or not fits(out_proj_bias, sizes[2]):
        return None
    if not run.positive(sizes):
        return None
    steps, batch, width = sizes
    scores = (batch, num_heads, steps, steps)
    run.notes.work += [((*sizes[:2], 4 * width), (width,)), (scores, (2 * width // num_heads,))]
    weights = sketch((batch, steps, steps) if average_attn_weights else scores, query.dtype)
    return sketch(sizes, query.dtype), weights if need_weights else None
