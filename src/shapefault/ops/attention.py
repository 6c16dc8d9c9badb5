"""Attention: ``multi_head_attention_forward``, ``scaled_dot_product_attention`` and Transformer layers.

Sources: https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html,
``…torch.nn.functional.scaled_dot_product_attention``, ``…torch.nn.TransformerEncoderLayer``,
``…torch.nn.TransformerDecoderLayer``.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.model import Shape
from shapefault.ops.base import (
    Operands,
    OpSpec,
    Params,
    Requirement,
    either,
    equal_axis,
    equals,
    holds,
    listed,
    numbered,
    rank_at_least,
    rank_in,
    shape_text,
)
from shapefault.ops.broadcast import broadcast, expandable, pairwise

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.nn.{}.html"


def _sequence_axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    """Names of one sequence: ``L N E`` by default, ``N L E`` with ``batch_first``; keys have ``S``."""
    length = {"key": "S", "value": "S", "src": "S", "memory": "S", "tgt": "T"}.get(role, "L")
    if rank == 3:
        return ("N", length, "E") if params.get("batch_first") else (length, "N", "E")
    if rank == 2 and role == "attn_mask":
        return ("L", "S")
    if rank == 2 and role == "key_padding_mask":
        return ("N", "S")
    return (length, "E") if rank == 2 else numbered(rank)


def _embed(operands: Operands, params: Params) -> int | None:
    value = params.get("embed_dim", params.get("embed_dim_to_check", params.get("d_model")))
    return None if value is None else int(value)


def _head_requirement(embed: int, params: Params) -> Iterator[Requirement]:
    heads = params.get("num_heads", params.get("nhead"))
    if heads:
        yield Requirement(
            "heads",
            embed % int(heads) == 0,
            "embed_dim is a multiple of num_heads",
            str(embed),
            f"a multiple of {heads}",
            "query",
            -1,
            got_value=embed,
        )


@listed
def _mha_check(operands: Operands, params: Params) -> Iterator[Requirement]:
    query = rank_in(operands, "query", (2, 3))
    yield query
    if not query.holds:
        return
    rank = len(operands["query"])
    others = [rank_in(operands, role, (rank,)) for role in ("key", "value") if role in operands]
    yield from others
    if not holds(others):
        return
    embed = _embed(operands, params)
    if embed is not None:
        yield equals(operands, "features", "query", -1, embed, formula="query: E = embed_dim")
        yield from _head_requirement(embed, params)
    batch_axis, length_axis = (0, 1) if params.get("batch_first") and rank == 3 else (1, 0)
    for role, given in (("key", "kdim"), ("value", "vdim")):
        size = params.get(given) or embed
        if role in operands and size is not None:
            yield equals(operands, "features", role, -1, int(size), formula=f"{role}: E = {given}")
    if "key" not in operands or "value" not in operands:
        return
    yield equal_axis(operands, "length", "value", length_axis, "key", length_axis, formula="value: S = key: S")
    if rank == 3:
        for role in ("key", "value"):
            yield equal_axis(operands, "batch", role, batch_axis, "query", batch_axis, formula=f"{role}: N = query: N")
    yield from _masks(operands, params, rank, batch_axis, length_axis)


def _masks(operands: Operands, params: Params, rank: int, batch_axis: int, length_axis: int) -> Iterator[Requirement]:
    query, key = operands["query"], operands["key"]
    target, source = query[length_axis], key[length_axis]
    if "key_padding_mask" in operands:
        want = (query[batch_axis], source) if rank == 3 else (source,)
        got = operands["key_padding_mask"]
        yield Requirement(
            "mask",
            got == want,
            "key_padding_mask.shape = (N, S)",
            shape_text(got),
            shape_text(want),
            "key_padding_mask",
            None,
            "key",
        )
    if "attn_mask" in operands:
        heads = int(params.get("num_heads", params.get("nhead", 1)) or 1)
        full = ((query[batch_axis] if rank == 3 else 1) * heads, target, source)
        allowed = ((target, source), full)
        got = operands["attn_mask"]
        yield Requirement(
            "mask",
            got in allowed,
            "attn_mask.shape = (L, S) or (N·num_heads, L, S)",
            shape_text(got),
            either([shape_text(a) for a in allowed]),
            "attn_mask",
            None,
            "query",
        )


def _query_shape(operands: Operands, params: Params) -> Shape | None:
    return operands["query"]


def _dot_axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    last = {"query": ("L", "E"), "key": ("S", "E"), "value": ("S", "Ev"), "attn_mask": ("L", "S")}.get(
        role, ("L", "Ev")
    )
    lead = {2: (), 3: ("N",), 4: ("N", "heads")}.get(rank)
    return numbered(rank) if lead is None else (*lead, *last)


@listed
def _dot_check(operands: Operands, params: Params) -> Iterator[Requirement]:
    ranks = [rank_at_least(operands, role, 2) for role in ("query", "key", "value")]
    yield from ranks
    if not holds(ranks):
        return
    yield equal_axis(operands, "features", "query", -1, "key", -1, formula="query: E = key: E")
    yield equal_axis(operands, "length", "value", -2, "key", -2, formula="value: S = key: S")
    lead = {role: operands[role][:-2] for role in ("query", "key", "value")}
    if params.get("enable_gqa"):
        return
    yield from pairwise(lead, "key", "query", "batch")
    yield from pairwise(lead, "value", "key", "batch")
    yield from pairwise(lead, "value", "query", "batch")
    if "attn_mask" in operands and not params.get("is_causal"):
        common = broadcast((lead["query"], lead["key"])) or lead["query"]
        scores = (*common, operands["query"][-2], operands["key"][-2])
        if len(lead["query"]) == 2 and lead["query"] == lead["key"] == lead["value"]:
            yield rank_at_least(operands, "attn_mask", 2)
        both = {"attn_mask": operands["attn_mask"], "scores": scores}
        yield from expandable(both, "attn_mask", "scores", "mask")


def _dot_result(operands: Operands, params: Params) -> Shape | None:
    lead = broadcast([operands[role][:-2] for role in ("query", "key", "value")])
    return None if lead is None else (*lead, operands["query"][-2], operands["value"][-1])


def _layer_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    """A Transformer layer or stack: every sequence has ``d_model`` features and one batch size."""
    found: list[Requirement] = []
    for role in ("src", "tgt", "memory"):
        if role not in operands:
            continue
        rank = rank_in(operands, role, (2, 3))
        found.append(rank)
        if rank.holds and params.get("d_model") is not None:
            want = int(params["d_model"])
            found.append(equals(operands, "features", role, -1, want, formula=f"{role}: E = d_model"))
    other = "memory" if "memory" in operands else "src"
    if holds(found) and "tgt" in operands and other in operands:
        rank = rank_in(operands, other, (len(operands["tgt"]),))
        found.append(rank)
        if rank.holds and len(operands["tgt"]) == 3:
            axis = 0 if params.get("batch_first") else 1
            found.append(equal_axis(operands, "batch", other, axis, "tgt", axis, formula=f"{other}: N = tgt: N"))
    return (*found, *_layer_masks(operands, params)) if holds(found) else tuple(found)


def _layer_masks(operands: Operands, params: Params) -> Iterator[Requirement]:
    """A mask of attention in two axes has a row for each place of the one sequence, a column for each of the other."""
    for role, rows, columns in (
        ("src_mask", "src", "src"),
        ("tgt_mask", "tgt", "tgt"),
        ("memory_mask", "tgt", "memory"),
    ):
        if role not in operands or len(operands[role]) != 2 or rows not in operands or columns not in operands:
            continue
        axis = 1 if params.get("batch_first") and len(operands[rows]) == 3 else 0
        want, got = (operands[rows][axis], operands[columns][axis]), operands[role]
        formula = f"{role}.shape = ({rows}: L, {columns}: L)"
        yield Requirement("mask", got == want, formula, shape_text(got), shape_text(want), role, None, rows)


def _layer_result(operands: Operands, params: Params) -> Shape | None:
    return operands["tgt"] if "tgt" in operands else operands["src"]


QKV = ("query", "key", "value")

SPECS = (
    OpSpec(
        "multi_head_attention",
        (*QKV, "key_padding_mask", "attn_mask"),
        _mha_check,
        _query_shape,
        _sequence_axes,
        (*QKV, "embed_dim", "num_heads"),
        ("multi_head_attention_forward", "multihead_attention"),
        source=DOC.format("MultiheadAttention"),
    ),
    OpSpec(
        "scaled_dot_product_attention",
        (*QKV, "attn_mask"),
        _dot_check,
        _dot_result,
        _dot_axes,
        (*QKV, "attn_mask", "dropout_p", "is_causal"),
        (
            "_scaled_dot_product_flash_attention",
            "_scaled_dot_product_efficient_attention",
            "_scaled_dot_product_attention_math",
            "_scaled_dot_product_flash_attention_for_cpu",
        ),
        source=DOC.format("functional.scaled_dot_product_attention"),
    ),
    OpSpec(
        "transformer_encoder_layer",
        ("src",),
        _layer_check,
        _layer_result,
        _sequence_axes,
        ("src",),
        ("transformer_encoder", "_transformer_encoder_layer_fwd"),
        source=DOC.format("TransformerEncoderLayer"),
    ),
    OpSpec(
        "transformer_decoder_layer",
        ("tgt", "memory"),
        _layer_check,
        _layer_result,
        _sequence_axes,
        ("tgt", "memory"),
        ("transformer_decoder",),
        source=DOC.format("TransformerDecoderLayer"),
    ),
    OpSpec(
        "transformer",
        ("src", "tgt"),
        _layer_check,
        _layer_result,
        _sequence_axes,
        ("src", "tgt"),
        source=DOC.format("Transformer"),
    ),
)
