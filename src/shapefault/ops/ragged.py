"""Samples of different lengths: packed and padded sequences, nested and sparse tensors.

Sources: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pack_padded_sequence.html,
``…torch.nn.utils.rnn.pad_sequence``, https://docs.pytorch.org/docs/stable/nested.html,
https://docs.pytorch.org/docs/stable/generated/torch.sparse_coo_tensor.html.
"""

from __future__ import annotations

from dataclasses import replace

from shapefault.model import Shape
from shapefault.ops.base import (
    Operands,
    OpSpec,
    Params,
    Requirement,
    equal_axis,
    holds,
    numbered,
    rank_at_least,
    rank_in,
    shape_text,
    sizes,
)
from shapefault.ops.broadcast import expandable

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.{}.html"


def _axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    if role == "lengths" and rank == 1:
        return ("N",)
    if role == "indices" and rank == 2:
        return ("sparse axes", "entries")
    if role == "values" and rank == 1:
        return ("entries",)
    lead = ("N", "L") if params.get("batch_first") else ("L", "N")
    return (*lead, *numbered(rank)[2:]) if role == "input" and rank >= 2 else numbered(rank)


def _lengths(params: Params) -> list[int] | None:
    value = params.get("lengths")
    return [int(v) for v in value] if isinstance(value, list | tuple) else None


def _pack_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank = rank_at_least(operands, "input", 2)
    if not rank.holds:
        return (rank,)
    shape, lengths = operands["input"], _lengths(params)
    axis = 0 if params.get("batch_first") else 1
    if lengths is None:
        return rank, equal_axis(operands, "batch", "lengths", 0, "input", axis, formula="one length a sample")
    n, ordered = len(lengths), params.get("enforce_sorted", True)
    # Of what is put in order first, some may be left out.
    enough = n == shape[axis] or (not ordered and n < shape[axis])
    found = [
        rank,
        Requirement(
            "batch", enough, "one length a sample", str(n), str(shape[axis]), "lengths",
            0, "input", axis, n, shape[axis],
        ),
    ]  # fmt: skip
    # A length beyond L is no error: it counts as L.
    least = min(lengths, default=1)
    found.append(Requirement("length", least >= 1, "lengths ≥ 1", str(least), "≥ 1", "lengths"))
    found.append(Requirement("size", 0 not in shape, "no axis is empty", shape_text(shape), "sizes ≥ 1", "input"))
    if ordered:
        falling = sorted(lengths, reverse=True) == lengths
        shown = ", ".join(map(str, lengths))
        found.append(Requirement("order", falling, "lengths do not grow", shown, "sorted, longest first", "lengths"))
    return tuple(found)


def _pack_result(operands: Operands, params: Params) -> Shape | None:
    lengths, shape = _lengths(params), operands["input"]
    if lengths is None:
        return None
    longest = shape[1] if params.get("batch_first") else shape[0]
    return (sum(min(n, longest) for n in lengths), *shape[2:])


def _listed(operands: Operands) -> list[str]:
    return [role for role in operands if "[" in role]


def _pad_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    roles = _listed(operands)
    if not roles:
        return ()
    first, found = roles[0], [rank_at_least(operands, roles[0], 1)]
    if not found[0].holds:
        return tuple(found)
    for role in roles[1:]:
        rank = rank_in(operands, role, (len(operands[first]),))
        found.append(rank)
        if rank.holds:
            # They are copied into the padded tensor, where a size of 1 is spread.
            rest = {"sequence": operands[role][1:], "first": operands[first][1:]}
            found += [replace(r, operand=role, other=first) for r in expandable(rest, "sequence", "first", "size")]
    return tuple(found)


def _pad_result(operands: Operands, params: Params) -> Shape | None:
    shapes = [operands[role] for role in _listed(operands)]
    longest = max(shape[0] for shape in shapes)
    lead = (len(shapes), longest) if params.get("batch_first") else (longest, len(shapes))
    return (*lead, *shapes[0][1:])


def _nested_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    roles = _listed(operands)
    return tuple(rank_in(operands, role, (len(operands[roles[0]]),)) for role in roles[1:])


def _sparse_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    found = [rank_in(operands, "indices", (2,)), rank_at_least(operands, "values", 1)]
    if not holds(found):
        return tuple(found)
    found.append(equal_axis(operands, "size", "values", 0, "indices", 1, formula="one value an entry"))
    if params.get("size") is not None:
        wanted = sizes(params, "size")
        dense = operands["values"][1:]
        axes = operands["indices"][0] + len(dense)
        formula = "len(size) = sparse axes + dense axes"
        found.append(Requirement("rank", len(wanted) == axes, formula, str(len(wanted)), str(axes), "indices"))
        if found[-1].holds:
            sparse = wanted[: len(wanted) - len(dense)]
            if operands["indices"][1]:
                ok = all(size >= 1 for size in sparse)
                found.append(Requirement("size", ok, "sparse axes ≥ 1", shape_text(sparse), "≥ 1", "indices"))
            own, formula = wanted[len(wanted) - len(dense) :], "size of the dense axes"
            found.append(Requirement("size", own == dense, formula, shape_text(dense), shape_text(own), "values"))
    return tuple(found)


def _sparse_result(operands: Operands, params: Params) -> Shape | None:
    return sizes(params, "size") if params.get("size") is not None else None


SPECS = (
    OpSpec(
        "pack_padded_sequence",
        ("input", "lengths"),
        _pack_check,
        _pack_result,
        _axes,
        ("input", "lengths", "batch_first", "enforce_sorted"),
        source=DOC.format("pack_padded_sequence"),
    ),
    OpSpec(
        "pad_sequence",
        ("*sequences",),
        _pad_check,
        _pad_result,
        _axes,
        ("*sequences", "batch_first", "padding_value"),
        source=DOC.format("pad_sequence"),
    ),
    OpSpec(
        "nested_tensor",
        ("*tensor_list",),
        _nested_check,
        lambda o, p: None,
        _axes,
        ("*tensor_list",),
        source="https://docs.pytorch.org/docs/stable/nested.html",
    ),
    OpSpec(
        "sparse_coo_tensor",
        ("indices", "values"),
        _sparse_check,
        _sparse_result,
        _axes,
        ("indices", "values", "size"),
        source="https://docs.pytorch.org/docs/stable/generated/torch.sparse_coo_tensor.html",
    ),
)
