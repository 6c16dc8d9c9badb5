"""SF604: a layer is built with channels that its groups do not divide.

What it is
    ``GroupNorm(groups, C)`` and ``Conv2d(C_in, C_out, k, groups=g)`` split their channels into equal parts.

Why it happens
    32 groups are written where 48 channels are made; the two numbers of ``GroupNorm`` were given the other way round;
    a depthwise convolution whose outputs are no multiple of its inputs.

Not this fault
    Heads of an attention layer: see SF734. A tensor with other channels at run time: see SF603 and SF105.

See also
    torch.nn.GroupNorm, torch.nn.Conv2d (groups)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import bench_of, exchange, fix
from shapefault.faults.rewrite.layers.multiplied_width import multiplied_width
from shapefault.model import Edit, Fix, MathLine, Stage
from shapefault.observe.crash import type_name
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.retarget import retarget

_NAMES = {
    "GroupNorm": ("num_groups", ("num_channels",)),
    "Conv1d": ("groups", ("in_channels", "out_channels")),
    "Conv2d": ("groups", ("in_channels", "out_channels")),
    "Conv3d": ("groups", ("in_channels", "out_channels")),
    "ConvTranspose1d": ("groups", ("in_channels", "out_channels")),
    "ConvTranspose2d": ("groups", ("in_channels", "out_channels")),
    "ConvTranspose3d": ("groups", ("in_channels", "out_channels")),
}
_ORDER = {
    "num_groups": 0, "num_channels": 1, "in_channels": 0, "out_channels": 1, "groups": 6,
}  # fmt: skip


class ChannelsInGroups(Fault):
    """A constructor refuses its own numbers."""

    code = "SF604"
    name = "channels-in-groups"
    title = "a layer is built with channels that its groups do not divide"
    rule = "C is a multiple of groups"
    example = """
        norm = nn.GroupNorm(32, 48)
        norm(torch.rand(2, 48, 8, 8))
    """
    expected = """
        error[SF604]: GroupNorm cannot split 48 channels into 32 groups
    """
    near_misses = ("nn.GroupNorm(16, 48)(torch.rand(2, 48, 8, 8))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The constructor's own message, and the numbers in its frame."""
        if "divisible by" not in trace.crash.message or "group" not in trace.crash.message:
            return None
        found = _numbers(trace)
        if found is None:
            return None
        kind, channels, groups = found
        name = next((n for n, v in channels.items() if v % groups), None)
        if name is None:
            return None
        value = channels[name]
        return Cause(
            f"{kind} cannot split {value} channels into {groups} groups",
            Stage.LAYER_CONFIG,
            None,
            (MathLine(f"{name} mod {_NAMES[kind][0]}", f"{value} mod {groups} = {value % groups}", "0"),),
            confidence=0.9,
            data={"kind": kind, "channels": channels, "groups": groups, "name": name},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """A number of groups that divides; the channels rounded; the two arguments exchanged."""
        kind, groups, name = cause.data["kind"], cause.data["groups"], cause.data["name"]
        channels: dict[str, int] = cause.data["channels"]
        source, call = trace.source(), trace.crash.expression
        if source is None or not isinstance(call, ast.Call):
            return
        parameter = _NAMES[kind][0]
        why = f"{channels[name]} is no multiple of {groups}"
        if kind == "GroupNorm" and groups % channels[name] == 0 and len(call.args) == 2:
            edits = exchange(source, *call.args)
            title = "exchange groups and channels"
            yield fix(title, edits, 0.85, stage=Stage.LAYER_CONFIG, why="the groups come first")
        divisors = [d for d in range(1, min(channels.values()) + 1) if all(v % d == 0 for v in channels.values())]
        for rank, new in enumerate(sorted(divisors, key=lambda d: abs(d - groups))[:2]):
            yield from _set(trace, source, call, parameter, groups, new, 0.78 - 0.04 * rank, why)
        value = channels[name]
        yield from multiplied_width(trace, value, groups, 0.74)
        for new in dict.fromkeys((value // groups * groups, -(-value // groups) * groups)):
            if new:
                yield from _set(trace, source, call, name, value, new, 0.62, why)


def _numbers(trace: Trace) -> tuple[str, dict[str, int], int] | None:
    """The class, its channels by parameter name, its groups: from the constructor's live frame."""
    for frame in reversed(trace.crash.frames):
        values = frame.frame.f_locals
        if frame.is_user or frame.name != "__init__" or "self" not in values:
            continue
        kind = type_name(values["self"])
        if kind not in _NAMES:
            continue
        parameter, names = _NAMES[kind]
        groups = values.get(parameter)
        channels = {n: v for n in names if isinstance(v := values.get(n), int)}
        if isinstance(groups, int) and groups > 0 and channels:
            return kind, channels, groups
    return None


def _set(
    trace: Trace, source: Source, call: ast.Call, name: str, old: int, new: int, prior: float, why: str
) -> Iterator[Fix]:
    node = next((k.value for k in call.keywords if k.arg == name), None)
    if node is None and len(call.args) > _ORDER[name]:
        node = call.args[_ORDER[name]]
    if node is None or isinstance(node, ast.Starred):
        return
    for target in retarget(bench_of(trace).resolver, source, node, old, new):
        yield fix(f"make {name} {new}", target.edits, prior - 0.02 * target.hops, stage=Stage.LAYER_CONFIG, why=why)
    if not isinstance(node, ast.Constant):
        edit = Edit(source.span(node), str(new))
        yield fix(f"write {name}={new} here", edit, prior - 0.12, stage=Stage.LAYER_CONFIG, why=why)
