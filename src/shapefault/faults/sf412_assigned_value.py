"""SF412: a value of another form is assigned to a part of a tensor.

What it is
    ``x[i] = value``, ``x[mask] = value``, ``x[:, a:b] = value`` and ``copy_`` take a value that broadcasts to the part.

Why it happens
    The value has its axes in another order, has an axis too many, or was made for another length; the buffer that is
    filled was made for another number.

Not this fault
    A mask that does not fit the tensor: see SF411.

See also
    torch.Tensor.index_put_
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import last_dim_owner, operand_sizes
from shapefault.faults.rewrite.aligning import aligned
from shapefault.faults.rewrite.axes.buffer_of_parts import buffer_of_parts, filled
from shapefault.faults.rewrite.axes.outer import column_met_row
from shapefault.faults.rewrite.axes.part_filled import part_filled
from shapefault.faults.rewrite.axes.rows_for_each import rows_for_each
from shapefault.faults.rewrite.axes.slice_bounds import assigned_bounds
from shapefault.faults.rewrite.images.sized_again import sized_again
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.numbers.program import constants
from shapefault.faults.rewrite.numbers.related import related_numbers
from shapefault.faults.rewrite.samples.empty_tables import empty_tables
from shapefault.faults.rewrite.samples.same_length import as_long_as_given
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, tensors_in

_CHANNELS = 8


class AssignedValue(Fault):
    """The value does not broadcast to the part that it is assigned to."""

    code = "SF412"
    name = "assigned-value"
    title = "a value of another form is assigned to a part of a tensor"
    ops = ("setitem", "index_put", "copy", "index_copy", "index_add", "expand")
    rule = "value broadcasts to the part"
    example = """
        table = torch.zeros(4, 3, 10)
        row = torch.rand(10, 3)
        table[0] = row
    """
    fixed = """
        table = torch.zeros(4, 3, 10)
        row = torch.rand(10, 3)
        table[0] = row.transpose(0, 1)
    """
    expected = """
        error[SF412]: a value of (10, 3) is assigned to a part of (3, 10)
    """
    near_misses = ("table = torch.zeros(4, 3, 10); table[0] = torch.rand(10)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Torch names the two shapes, or they are told by the rule."""
        if mismatch.op == "expand" or not mismatch.operands:
            return self._as_told(mismatch, trace)
        role = next((r for r in ("value", "src", "source", "other", "arg1") if r in mismatch.operands), None)
        joining = own_collate(trace)
        if role is None:
            return None
        broken = mismatch.broken
        if broken is not None and broken.operand in ("mask", "index"):
            return None
        told = trace.parsed.shapes.get("value") if trace.parsed is not None else None
        # what is drawn by chance may be of another size when it is run again
        value, part = told or mismatch.operands[role].shape, _part(trace, mismatch)
        if part is None:
            return None
        return Cause(
            f"a value of ({_listed(value)}) is assigned to a part of ({_listed(part)})",
            Stage.DATA_LOADING
            if joining
            else (Stage.STATE_DICT if _into_parameters(trace, mismatch) else Stage.RESHAPE),
            None,
            (MathLine("value broadcasts to the part", f"({_listed(value)})", f"({_listed(part)})"),),
            # within a collate function, more than that its samples differ; within a sample, less than any other
            confidence=0.95 if joining else 0.72 if trace.loader is None else 0.2,
            primary_label=f"value {operand_sizes(mismatch, role)}",
            data={"role": role, "value": value, "part": part},
        )

    def _as_told(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """By the message alone, where what is assigned is made by a call that cannot be made again."""
        told = trace.parsed.shapes if trace.parsed is not None else {}
        given = told.get("input", told.get("value"))
        if mismatch.operands or given is None or "target" not in told or filled(trace) is None:
            return None
        value, part = tuple(given), tuple(told["target"])
        return Cause(
            f"a value of ({_listed(value)}) is assigned to a part of ({_listed(part)})",
            Stage.AUGMENTATION if trace.crash.module is None else Stage.RESHAPE,
            None,
            (MathLine("value broadcasts to the part", f"({_listed(value)})", f"({_listed(part)})"),),
            confidence=0.72,
            primary_label=f"value ({_listed(value)})",
            data={"role": None, "value": value, "part": part},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Bring the value to the part's form; change what decided the size of either."""
        role, value, part = cause.data["role"], cause.data["value"], cause.data["part"]
        yield from buffer_of_parts(trace, value, part, 0.84)
        yield from empty_tables(trace, value, part, 0.88)
        yield from sized_again(trace, value, part, 0.86)
        if role is None:
            return
        yield from column_met_row(trace, mismatch, 0.82)
        yield from rows_for_each(trace, mismatch, role, value, part, 0.84)
        if len(value) == len(part) and value[:-1] == part[:-1]:
            yield from as_long_as_given(trace, mismatch, 0.86)
        filling = cause.stage if trace.crash.module is not None else Stage.DATA_LOADING
        yield from part_filled(trace, part, value, 0.82, filling or Stage.RESHAPE)
        yield from assigned_bounds(trace, part, value, 0.8, cause.stage or Stage.RESHAPE)
        if cause.stage is Stage.STATE_DICT and len(value) == len(part):
            for a, b in zip(part, value, strict=True):
                if a != b:
                    for found in related_numbers(trace, a, b, 0.8):
                        yield replace(found, stage=Stage.STATE_DICT)
        if mismatch.op == "copy" and math.prod(value) == math.prod(part):
            text, why = f"{{}}.reshape({_listed(part)})", "it has another form"
            same = [Template(text, 0.8, "give it the form of the place", why)]
            yield from structural(trace, mismatch, role, same, stage=Stage.RESHAPE, limit=2)
        yield from structural(trace, mismatch, role, aligned(value, part, 0.7), stage=Stage.RESHAPE, limit=6)
        if value[1:] == part and value[0] <= _CHANNELS:
            first = Template("{}[0]", 0.6, "take the first channel", "one row is filled, several come")
            yield from structural(trace, mismatch, role, [first], stage=cause.stage or Stage.RESHAPE)
        lead = len(part) - len(value)
        for axis, a in enumerate(value):
            b = part[axis + lead] if 0 <= axis + lead < len(part) else a
            if a == b or a == 1:
                continue
            owner = last_dim_owner(trace, mismatch, role, axis)
            if owner is not None:
                yield from set_argument(trace, owner[0], owner[1], a, b, 0.62)
            stage = Stage.LAYER_CONFIG if trace.crash.module is not None else Stage.DATA_LOADING
            yield from constants(trace, b, max(a, _longest(trace, value, axis)), 0.6, stage=stage, limit=3)
            yield from constants(trace, a, b, 0.54, stage=Stage.DATA_LOADING, limit=3)


def own_collate(trace: Trace) -> bool:
    """Whether a collate function of the program's own was running."""
    return trace.loader is not None and trace.loader.where == "collate" and bool(trace.loader.collate)


def _longest(trace: Trace, value: Shape, axis: int) -> int:
    """The largest size that the samples which were looked at have on an axis of the value."""
    shapes = [shape for shape, _ in trace.loader.shapes] if trace.loader is not None else []
    others = (*value[:axis], *value[axis + 1 :])
    return max((s[axis] for s in shapes if len(s) == len(value) and (*s[:axis], *s[axis + 1 :]) == others), default=0)


def _into_parameters(trace: Trace, mismatch: Mismatch) -> bool:
    """Whether weights are copied by hand: a tensor of the place's shape belongs to a module of the program."""
    shape = _part(trace, mismatch)
    if mismatch.op != "copy" or trace.crash.module is not None or shape is None:
        return False
    held = [v for f in trace.user_frames() for v in (*f.frame.f_locals.values(), *f.frame.f_globals.values())]
    own: set[int] = set()
    for module in [v for v in held if callable(getattr(v, "named_parameters", None))][:20]:
        try:
            own |= {p.data_ptr() for p in module.parameters()}
        except Exception:
            continue
    near = list(trace.crash.user.frame.f_locals.values()) if trace.crash.user is not None else []
    tensors = [t for value in near for t in tensors_in(value, 1)]
    return any(shape_of(t) == shape and t.data_ptr() in own for t in tensors)


def _part(trace: Trace, mismatch: Mismatch) -> Shape | None:
    from shapefault import ops

    parsed = trace.parsed
    if parsed is not None:
        for name in ("target", "part"):
            if name in parsed.shapes:
                return tuple(parsed.shapes[name])
    if mismatch.op == "copy":
        return mismatch.shape("input") or mismatch.shape("arg0")
    operands = {r: o.shape for r, o in mismatch.operands.items() if r not in ("value", "src")}
    try:
        return ops.result("getitem", operands, mismatch.params) if mismatch.op == "setitem" else mismatch.shape("input")
    except Exception:
        return None


def _listed(shape: Shape) -> str:
    return ", ".join(map(str, shape))
