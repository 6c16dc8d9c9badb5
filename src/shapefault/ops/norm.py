"""Normalisation: channels on axis 1 (batch, instance, group), trailing axes (layer, RMS).

Sources: https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html, ``…LayerNorm``,
``…GroupNorm``, ``…InstanceNorm2d``, ``…LocalResponseNorm``.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.ops.base import (
    Operands,
    OpSpec,
    Params,
    Requirement,
    at_least,
    equals,
    holds,
    numbered,
    product,
    rank_at_least,
    rank_in,
    same_shape,
    shape_text,
    sizes,
    times,
)

DOC = "https://docs.pytorch.org/docs/stable/generated/torch.nn.{}.html"
PER_CHANNEL = ("running_mean", "running_var", "weight", "bias")


def _axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    if role in PER_CHANNEL:
        return ("C",) if rank == 1 else numbered(rank)
    names = {2: ("N", "C"), 3: ("N", "C", "L"), 4: ("N", "C", "H", "W"), 5: ("N", "C", "D", "H", "W")}
    return names.get(rank, numbered(rank))


def _per_channel(operands: Operands, channels: int) -> Iterator[Requirement]:
    for role in PER_CHANNEL:
        if role in operands:
            size = product(operands[role])
            yield Requirement(
                "channels",
                channels == size,
                f"C = {role}.shape[0]",
                str(channels),
                str(size),
                "input",
                1,
                role,
                0,
                channels,
                size,
            )


def _batch_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    allowed = params.get("ranks")
    rank = rank_in(operands, "input", tuple(allowed)) if allowed else rank_at_least(operands, "input", 2)
    if not rank.holds:
        return (rank,)
    shape = operands["input"]
    if not product(shape) and not (params.get("training") and product((shape[0], *shape[2:])) == 1):
        return (rank,)  # of nothing, nothing is computed
    found = [
        rank,
        *(rank_in(operands, r, (1,)) for r in ("running_mean", "running_var") if r in operands),
        *_per_channel(operands, shape[1]),
    ]
    if params.get("training"):
        values = product((shape[0], *shape[2:]))
        shown = f"{times((shape[0], *shape[2:]))} = {values}" if len(shape) > 2 else str(values)
        found.append(
            Requirement(
                "batch",
                values > 1,
                "values per channel ≥ 2 when training",
                shown,
                "≥ 2",
                "input",
                0,
                None,
                None,
                shape[0],
            )
        )
    return tuple(found)


def _instance_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank = rank_at_least(operands, "input", 3)
    if not rank.holds:
        return (rank,)
    shape = operands["input"]
    found = [rank, *(rank_in(operands, r, (0, 1)) for r in PER_CHANNEL if r in operands)]
    single = params.get("use_input_stats", True) and product(shape[2:]) == 1
    if not holds(found) or not (shape[1] or single):
        return tuple(found)
    found += _per_channel(operands, shape[1])
    if any(r in operands for r in PER_CHANNEL):
        # The values per channel are repeated for each sample.
        found.append(Requirement("batch", shape[0] > 0, "N ≥ 1", str(shape[0]), "≥ 1", "input", 0, got_value=shape[0]))
        if shape[0] and not product(shape) and not single:
            return rank, found[-1]  # of nothing, nothing is computed
    if params.get("use_input_stats", True) and (product(shape) or single):
        values = product(shape[2:])
        found.append(
            Requirement(
                "size",
                values > 1,
                "values per channel and sample ≥ 2",
                f"{times(shape[2:])} = {values}",
                "≥ 2",
                "input",
                2,
                None,
                None,
                shape[2],
            )
        )
    return tuple(found)


def _group_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    rank = rank_at_least(operands, "input", 2)
    if not rank.holds:
        return (rank,)
    shape, groups = operands["input"], int(params.get("num_groups", 1))
    if wrong := tuple(at_least(params, num_groups=1)):
        return rank, *wrong
    found = [
        rank,
        Requirement(
            "groups",
            shape[1] % groups == 0,
            "C is a multiple of num_groups",
            str(shape[1]),
            f"a multiple of {groups}",
            "input",
            1,
            got_value=shape[1],
        ),
        *_per_channel({r: s for r, s in operands.items() if r in ("weight", "bias")}, shape[1]),
    ]
    found += [rank_in(operands, role, (1,)) for role in ("weight", "bias") if role in operands]
    values = product((shape[0], shape[1] // groups, *shape[2:]))
    for axis, size in enumerate(shape[1:], 1):
        found.append(Requirement("size", size > 0, f"input.shape[{axis}] ≥ 1", str(size), "≥ 1", "input", axis))
    if not product(shape):
        return tuple(found)
    found.append(
        Requirement("batch", values > 1, "values per group ≥ 2", str(values), "≥ 2", "input", 0, None, None, shape[0])
    )
    return tuple(found)


def _layer_axes(role: str, rank: int, params: Params) -> tuple[str, ...]:
    if role != "input":
        return numbered(rank)
    trailing = len(sizes(params, "normalized_shape"))
    if trailing == 1:
        return {2: ("N", "F"), 3: ("N", "L", "F")}.get(rank, (*numbered(rank)[:-1], "F") if rank else ())
    return _axes(role, rank, params)


def _layer_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    wanted = sizes(params, "normalized_shape")
    found = [rank_at_least(operands, "input", len(wanted))]
    if not found[0].holds:
        return tuple(found)
    for back in range(len(wanted), 0, -1):
        formula = f"input.shape[−{back}] = normalized_shape[−{back}]"
        found.append(equals(operands, "features", "input", -back, wanted[-back], formula=formula, other="weight"))
    for role in ("weight", "bias"):
        if role in operands:
            found.append(
                Requirement(
                    "features",
                    operands[role] == wanted,
                    f"{role}.shape = normalized_shape",
                    shape_text(operands[role]),
                    shape_text(wanted),
                    role,
                )
            )
    return tuple(found)


def _response_check(operands: Operands, params: Params) -> tuple[Requirement, ...]:
    return rank_at_least(operands, "input", 3), *at_least(params, size=1)


STATS = ("input", "running_mean", "running_var", "weight", "bias")

SPECS = (
    OpSpec(
        "batch_norm",
        STATS,
        _batch_check,
        same_shape,
        _axes,
        (*STATS, "training", "momentum", "eps"),
        (
            "native_batch_norm",
            "_native_batch_norm_legit",
            "cudnn_batch_norm",
            "_batch_norm_impl_index",
            "lazy_batch_norm1d",
            "lazy_batch_norm2d",
            "lazy_batch_norm3d",
        ),
        source=DOC.format("BatchNorm2d"),
    ),
    OpSpec(
        "instance_norm",
        STATS,
        _instance_check,
        same_shape,
        _axes,
        (*STATS, "use_input_stats", "momentum", "eps"),
        source=DOC.format("InstanceNorm2d"),
    ),
    OpSpec(
        "group_norm",
        ("input", "weight", "bias"),
        _group_check,
        same_shape,
        _axes,
        ("input", "num_groups", "weight", "bias", "eps"),
        ("native_group_norm",),
        source=DOC.format("GroupNorm"),
    ),
    OpSpec(
        "layer_norm",
        ("input", "weight", "bias"),
        _layer_check,
        same_shape,
        _layer_axes,
        ("input", "normalized_shape", "weight", "bias", "eps"),
        ("native_layer_norm",),
        source=DOC.format("LayerNorm"),
    ),
    OpSpec(
        "rms_norm",
        ("input", "weight"),
        _layer_check,
        same_shape,
        _layer_axes,
        ("input", "normalized_shape", "weight", "eps"),
        ("_fused_rms_norm",),
        source=DOC.format("RMSNorm"),
    ),
    OpSpec(
        "local_response_norm",
        ("input",),
        _response_check,
        same_shape,
        _axes,
        ("input", "size", "alpha", "beta", "k"),
        source=DOC.format("LocalResponseNorm"),
    ),
)
