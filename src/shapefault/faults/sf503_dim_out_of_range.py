"""SF503: a call names an axis that the tensor does not have.

What it is
    ``dim=2`` of a tensor with two axes, ``x[:, :, 0]`` with more indices than axes, or ``loss[0]`` of a single number.

Why it happens
    An axis was lost before (one sample without its batch axis, ``view(-1)``, ``squeeze``, an index), or the call was
    written for a tensor of another form.

Not this fault
    A ``squeeze()`` that dropped a batch of one: see SF504.

See also
    torch.Tensor.dim
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.as_its_partner import as_its_partner
from shapefault.faults.rewrite.axes.collapsed import batch_kept
from shapefault.faults.rewrite.axes.dims import along, other_dims
from shapefault.faults.rewrite.axes.reshapes import call_at, receiver
from shapefault.faults.rewrite.axes.undo import undone
from shapefault.faults.rewrite.behind import calls_behind, without_batch
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.images.volume_axis import one_slice
from shapefault.faults.rewrite.losses.own_loss import in_own_loss
from shapefault.faults.rewrite.losses.planes import class_planes
from shapefault.faults.rewrite.shapes import Template, root_structural, structural, unsqueezes
from shapefault.model import Edit, Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.project import CallPlace, callee


class DimOutOfRange(Fault):
    """An axis is named, or indexed, that does not exist."""

    code = "SF503"
    name = "dim-out-of-range"
    title = "a call names an axis that the tensor does not have"
    rule = "−rank ≤ dim < rank"
    example = """
        scores = torch.rand(8, 10)
        scores.softmax(dim=2)
    """
    fixed = """
        scores = torch.rand(8, 10)
        scores.softmax(dim=1)
    """
    expected = """
        error[SF503]: softmax names axis 2 of a tensor with 2 axes
    """
    near_misses = ("torch.rand(8, 5, 10).softmax(dim=2)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Torch names the axis, or counts the indices."""
        parsed = trace.parsed
        if parsed is None or trace.loader is not None or not mismatch.operands:
            return None
        role = next(iter(mismatch.operands))
        shape = mismatch.operands[role].shape
        if parsed.kind == "axis" and "got" in parsed.numbers:
            axis = parsed.numbers["got"]
            if mismatch.op in ("permute", "unsqueeze", "stack") or -len(shape) <= axis < len(shape):
                return None
            message = f"{mismatch.op} names axis {axis} of a tensor with {_count(len(shape))}"
            line = MathLine("−rank ≤ dim < rank", str(axis), f"−{len(shape)} to {len(shape) - 1}")
        elif "too many indices" in parsed.text:
            axis = None
            message = f"more indices than the {_count(len(shape))} of the tensor"
            line = MathLine("number of indices ≤ rank", f"more than {len(shape)}", f"≤ {len(shape)}")
        elif "0-dim tensor" in parsed.text and not shape:
            axis = None
            message = "an index of a single number, which has no axes"
            line = MathLine("number of indices ≤ rank", "1", "0")
        else:
            return None
        return Cause(
            message,
            Stage.RESHAPE,
            None,
            (line,),
            confidence=0.7,
            primary_label=operand_sizes(mismatch, role),
            data={"axis": axis, "role": role, "shape": shape},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Bring the lost axis back where it was lost; else name an axis that is there."""
        role, shape, axis = cause.data["role"], cause.data["shape"], cause.data["axis"]
        yield from self._along_an_axis(trace, 0.88)
        yield from self._as_number(shape, trace, 0.86)
        yield from batch_kept(calls_behind(trace, mismatch)[:12], 0.74)
        yield from undone(trace, mismatch, role, ("squeeze",), 0.7, stage=Stage.RESHAPE)
        yield from one_slice(trace, 0.72)
        for want in _planes_beside(trace, shape) if in_own_loss(trace) else ():
            yield from class_planes(trace, mismatch, role, want, 0.9)
        worth = 0.76 if without_batch(calls_behind(trace, mismatch)) else 0.46
        missing = [Template("{}.unsqueeze(0)", worth, "add the batch axis", "the batch axis is missing")]
        yield from root_structural(trace, missing, stage=Stage.DATA_LOADING)
        if axis is not None and axis > 0:
            call = call_at(mismatch.record.site) if mismatch.record is not None else None
            new = list(dict.fromkeys([len(shape) - 1, axis - 1]))
            yield from other_dims(trace, mismatch, call, axis, [d for d in new if 0 <= d < len(shape)], 0.6)
        yield from self._fewer_indices(trace, 0.55)
        partner = list(as_its_partner(trace, shape, 0.9)) if axis is not None and axis >= len(shape) else []
        yield from structural(trace, mismatch, role, partner, stage=Stage.RESHAPE, outer=0.02)
        templates = list(unsqueezes(len(shape), 0.5))
        ranked = [templates[-1], *templates[:-1]] if len(shape) > 1 else templates
        for number, template in enumerate(ranked):
            lower = Template(template.text, template.prior - 0.04 * number, template.title, template.why)
            yield from structural(trace, mismatch, role, [lower], stage=Stage.RESHAPE, limit=3)

    def _along_an_axis(self, trace: Trace, prior: float) -> Iterator[Fix]:
        """``torch.max(x)[0]``: of values and places the values, which there are only along an axis."""
        node, source = trace.crash.expression, trace.source()
        if source is None or not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Call):
            return
        call = CallPlace(source, node.value)
        parts = receiver(call)
        if parts is None or callee(node.value) not in _PAIRS or parts[1] or node.value.keywords:
            return
        name = callee(node.value)
        why = f"without dim, {name} gives one number for the whole tensor"
        yield from along(call, (1, -1, 0), f"take the {name}", prior, why=why)

    def _as_number(self, shape: Shape, trace: Trace, prior: float) -> Iterator[Fix]:
        """``loss[0]`` and ``loss.data[0]``, as before torch 0.5: the number is ``loss.item()``."""
        node, source = trace.crash.expression, trace.source()
        if shape or source is None or not isinstance(node, ast.Subscript):
            return
        data = isinstance(node.value, ast.Attribute) and node.value.attr == "data"
        tensor = node.value.value if data and isinstance(node.value, ast.Attribute) else node.value
        yield fix(
            "take the number itself",
            Edit(source.span(node), wrapped(source, tensor, "{}.item()").content),
            prior,
            stage=Stage.RESHAPE,
            why="a tensor of one number has no axes to index",
        )

    def _fewer_indices(self, trace: Trace, prior: float) -> Iterator[Fix]:
        """``x[:, :, 0]`` without one of its full slices."""
        node, source = trace.crash.expression, trace.source()
        if source is None or not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Tuple):
            return
        parts = node.slice.elts
        whole = [i for i, p in enumerate(parts) if isinstance(p, ast.Slice) and not (p.lower or p.upper or p.step)]
        if not whole or len(parts) < 2:
            return
        rest = [source.span(p).text for i, p in enumerate(parts) if i != whole[-1]]
        yield fix(
            "index the axes that there are",
            Edit(source.span(node.slice), ", ".join(rest)),
            prior,
            stage=Stage.RESHAPE,
            why=f"{len(parts)} indices are given",
        )


_PAIRS = ("max", "min", "median", "mode", "sort", "kthvalue")
"""Reductions that give values and places where they are told an axis."""


def _planes_beside(trace: Trace, shape: Shape) -> list[Shape]:
    """The maps of scores that the running function has for a map of class numbers of ``shape``."""
    held = [s for v in (trace.crash.user.frame.f_locals if trace.crash.user is not None else {}).values()
            if (s := shape_of(v)) is not None]  # fmt: skip
    return [s for s in dict.fromkeys(held) if len(shape) > 1 and len(s) > 2 and (s[0], *s[2:]) == shape]


def _count(rank: int) -> str:
    return "1 axis" if rank == 1 else f"{rank} axes"
