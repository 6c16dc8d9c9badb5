"""SF603: a group norm is built for another number of channels.

What it is
    ``GroupNorm(groups, C)`` takes C channels on axis 1, and C must be a multiple of the groups.

Why it happens
    The number is another layer's, the channels stand last, or ``GroupNorm(C, groups)`` was written the other way round.

Not this fault
    A layer norm: see SF602.

See also
    torch.nn.GroupNorm
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import last_dim_owner, layer_name, operand_sizes, want_label
from shapefault.faults.rewrite.layers.around import around, detours
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.layers.names import other_names
from shapefault.faults.rewrite.layers.siblings import sibling_layers
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class GroupNormChannels(Fault):
    """``num_channels`` is not the size of axis 1, or no multiple of the groups."""

    code = "SF603"
    name = "group-norm-channels"
    title = "a group norm is built for another number of channels"
    ops = ("group_norm",)
    rule = "C = num_channels, a multiple of num_groups"
    example = """
        x = torch.rand(8, 32, 14, 14)
        norm = nn.GroupNorm(4, 16)
        norm(x)
    """
    fixed = """
        x = torch.rand(8, 32, 14, 14)
        norm = nn.GroupNorm(4, 32)
        norm(x)
    """
    expected = """
        error[SF603]: group_norm got 32 channels on axis 1, it is built for 16
    """
    near_misses = ("nn.GroupNorm(4, 32)(torch.rand(8, 32, 14, 14))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The weight has another size, or the groups do not divide the channels."""
        broken, shape = mismatch.broken, mismatch.shape("input")
        if broken is None or broken.kind not in ("channels", "groups") or shape is None or len(shape) < 2:
            return None
        weight = mismatch.shape("weight")
        want = weight[0] if weight else getattr(mismatch.layer, "num_channels", None)
        if broken.kind == "channels" or (want is not None and want != shape[1]):
            message = f"group_norm got {shape[1]} channels on axis 1, it is built for {want}"
        else:
            message = f"group_norm got {shape[1]} channels, its groups take {broken.want}"
        return Cause(
            message,
            Stage.LAYER_CONFIG,
            None,
            (MathLine("C = num_channels", str(shape[1]), str(want or broken.want)),),
            want_label(mismatch, "num_channels", f"takes C={want}"),
            confidence=0.8,
            primary_label=operand_sizes(mismatch, "input"),
            data={"got": shape[1], "want": want},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Channels that stand last; another norm; the number; the layer before; the groups."""
        got, want = cause.data["got"], cause.data["want"]
        shape = mismatch.operands["input"].shape
        name = layer_name(trace, mismatch)
        if want is not None and want != got:
            if shape[-1] == want and len(shape) > 2:
                why = f"{name} reads axis 1 ({got}) as channels, they are on the last axis"
                yield from around(trace, detours(len(shape)), 0.82, why=why, applicability="safe")
            yield from sibling_layers(trace, 0.74)
            yield from other_names(trace, mismatch.layer, "num_channels", want, got, 0.76)
            why = f"{name} is built for {want} channels, {got} arrive"
            yield from set_argument(trace, mismatch.layer, "num_channels", want, got, 0.74, far=0.02, why=why)
            owner = last_dim_owner(trace, mismatch, "input", 1)
            if owner is not None:
                why = f"gives {got} channels, {name} takes {want}"
                yield from set_argument(trace, owner[0], owner[1], got, want, 0.64, why=why)
        groups = int(mismatch.params.get("num_groups", getattr(mismatch.layer, "num_groups", 1)) or 1)
        for new in _divisors(got, groups):
            why = f"{got} channels are no multiple of {groups} groups"
            yield from set_argument(trace, mismatch.layer, "num_groups", groups, new, 0.6, why=why)


def _divisors(channels: int, groups: int) -> list[int]:
    """The nearest numbers of groups that divide the channels."""
    if channels % groups == 0:
        return []
    return sorted((d for d in range(1, channels + 1) if channels % d == 0), key=lambda d: abs(d - groups))[:2]
