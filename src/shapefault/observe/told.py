"""Calls that fail before any op of torch runs: what they were given is read in the frames of the crash."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from shapefault import ops
from shapefault.observe.asserted import asserted
from shapefault.observe.compared import compared
from shapefault.observe.crash import Crash
from shapefault.observe.mismatch import Mismatch, operand
from shapefault.observe.patterned import patterned, refused
from shapefault.observe.sampled import sampled
from shapefault.observe.unpacked import size_of, unpacked
from shapefault.observe.values import is_tensor, shape_text

if TYPE_CHECKING:
    from shapefault.observe.trace import Trace


Found = TypeVar("Found")

READ = ("unpack", "shape", "device-assert", "fromarray")
"""Ops of messages that say nothing where nothing is read in the frames."""


def told(trace: Trace) -> Mismatch | None:
    """The check, the reading of sizes, the index, the pattern or the sample that failed; None for any other call."""
    parsed = trace.parsed
    checked = trace.crash.user_raised or parsed is None or ops.spec(parsed.op) is None
    if checked and (check := _compared(trace)) is not None:
        return check
    if refused(trace.crash):
        return _patterned(trace)
    if parsed is None:
        return None
    if parsed.op in ("unpack", "shape") or size_of(trace.crash.expression):
        return _unpacked(trace)
    if parsed.op == "device-assert":
        return _asserted(trace)
    if parsed.op == "fromarray":
        return _pictured(trace)
    return _sampled(trace) if parsed.op == "log_prob" else None


def _stand_in(trace: Trace, read: Callable[[Crash], Found | None]) -> Found | None:
    """What ``read`` finds in the crash of the replay, where that ended as the program did."""
    if trace.replay is not None and isinstance(trace.replay.error, type(trace.crash.exc)):
        return read(Crash.of(trace.replay.error))
    return None


def _unpacked(trace: Trace) -> Mismatch | None:
    """The sizes of a tensor, read into more or fewer names than it has axes."""
    found = unpacked(trace.crash, lambda node: _result(trace, node))
    if found is None:
        return None
    again = _stand_in(trace, unpacked) or found
    want = f"≥ {found.wanted}" if found.kind == "index" else str(found.wanted)
    broken = ops.Requirement(
        "unpack", False, "names = sizes", str(found.got), want, "input",
        got_value=found.got, want_value=found.wanted,
    )  # fmt: skip
    given = operand("input", found.array, stand_in=again.array)
    made = Mismatch("unpack", {"input": given}, {"kind": found.kind}, broken, parsed=trace.parsed, read=found)
    made._tensors["input"] = again.array
    return made


def _result(trace: Trace, node: ast.expr) -> Any:
    """What the call at ``node``, in the frame of the crash, gave when it was replayed."""
    user, replay = trace.crash.user, trace.replay
    if user is None or replay is None:
        return None
    if replay.alone:
        return replay.result
    source = user.site.source()
    for record in reversed(replay.records):
        here = next((site for site in record.frames if site.code is user.site.code), None)
        position = here.position() if here is not None and source is not None else None
        if position is not None and source is not None and source.node_at(*position) is node:
            return record.out if record.done and is_tensor(record.out) else None
    return None


def _compared(trace: Trace) -> Mismatch | None:
    """The check of sizes that failed, with the tensors whose sizes it read."""
    found = compared(trace.crash)
    if found is None:
        return None
    again = _stand_in(trace, compared) or found
    at = found.got.base if found.frame is trace.crash.user else None
    made = Mismatch("check", at=at, parsed=trace.parsed, read=found)
    for role, side, stand_in in (("input", found.got, again.got), ("other", found.want, again.want)):
        if side.tensor is None:
            continue
        tensor = stand_in.tensor if stand_in.tensor is not None else side.tensor
        shape = tuple(side.tensor.shape)
        axes = trace.maker_axes(tensor, shape) or ops.axes("check", role, len(shape))
        made.operands[role] = operand(role, side.tensor, axes, tensor)
        made._tensors[role] = tensor
    other = found.want.tensor is not None
    made.broken = ops.Requirement(
        "size", False, f"{ast.unparse(found.got.node)} = {ast.unparse(found.want.node)}", str(found.got.value),
        str(found.want.value), "input", found.got.axis, "other" if other else None,
        found.want.axis if other else None, found.got.value, found.want.value,
    )  # fmt: skip
    return made


def _asserted(trace: Trace) -> Mismatch | None:
    """The call behind a bare device-side assert, where an index on the CPU shows it."""
    found = asserted(trace.crash)
    if found is None or trace.parsed is None:
        return None
    tensors = {role: value for role, value in found.tensors.items() if is_tensor(value)}
    operands = {
        role: operand(role, value, ops.axes(found.op, role, value.dim(), {})) for role, value in tensors.items()
    }
    kind = "index-range" if found.op.startswith("embedding") else "target-range"
    parsed = replace(trace.parsed, kind=kind, op=found.op, numbers={"got": found.worst}, sure=True)
    made = Mismatch(found.op, operands, layer=found.layer, parsed=parsed, at=found.node)
    made._values.update(tensors)
    return made


def _pictured(trace: Trace) -> Mismatch | None:
    """The array that PIL took for no picture, where its axes are the reason and not its kind of numbers."""
    held = next((f.frame.f_locals.get("obj") for f in trace.crash.frames if f.name == "fromarray"), None)
    shape = tuple(getattr(held, "shape", ()))
    if len(shape) < 3 or (len(shape) == 3 and 2 <= shape[-1] <= 4):
        return None
    broken = ops.Requirement("rank", False, "(H, W) or (H, W, C)", shape_text(shape), "C = 2, 3 or 4", "input")
    given = operand("input", held, ("C", "H", "W")[-len(shape) :] if len(shape) == 3 else ())
    return Mismatch("fromarray", {"input": given}, {}, broken, parsed=trace.parsed)


def _patterned(trace: Trace) -> Mismatch | None:
    """A tensor that a pattern of einops does not fit."""
    found = patterned(trace.crash)
    if found is None:
        return None
    again = _stand_in(trace, patterned) or found
    params, shape = {"pattern": found.pattern, "lengths": found.lengths}, tuple(found.tensor.shape)
    given = operand("input", found.tensor, ops.axes("rearrange", "input", len(shape), params), again.tensor)
    broken = next((r for r in ops.check("rearrange", {"input": shape}, params) if not r.holds), None)
    made = Mismatch("rearrange", {"input": given}, params, broken, layer=found.layer, parsed=trace.parsed)
    made._tensors["input"] = again.tensor
    return made


def _sampled(trace: Trace) -> Mismatch | None:
    """The value that a distribution refused."""
    found = sampled(trace.crash)
    if found is None or trace.parsed is None:
        return None
    shape, draws = tuple(found.value.shape), found.batch + found.event
    differing = [i for i, (a, b) in enumerate(zip(shape, draws, strict=False)) if a != b]
    one = differing[0] if len(shape) == len(draws) and len(differing) == 1 else None
    broken = ops.Requirement(
        "sample", False, "value.shape = batch_shape + event_shape", shape_text(shape), shape_text(draws),
        "value", axis=one, got_value=shape[one] if one is not None else None,
        want_value=draws[one] if one is not None else None,
    )  # fmt: skip
    shapes = {"batch_shape": found.batch, "event_shape": found.event}
    made = Mismatch("log_prob", {"value": operand("value", found.value)}, shapes, broken, parsed=trace.parsed)
    made._values["value"] = found.value
    return made
