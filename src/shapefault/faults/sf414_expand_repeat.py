"""SF414: ``expand`` or ``repeat`` to sizes that the tensor's axes do not lead to.

What it is
    ``expand`` keeps sizes and stretches axes of size 1; new axes come in front only. ``repeat`` takes one count for
    each axis, or more.

Why it happens
    A vector (N, C) should fill a map (N, C, H, W) but has no axes to stretch; the tensor gained or lost an axis; the
    sizes were written for another batch.

Not this fault
    Two tensors that meet in an addition: see SF403.

See also
    torch.Tensor.expand, torch.Tensor.repeat
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.aligning import inserted
from shapefault.faults.rewrite.axes.reshapes import call_at, receiver
from shapefault.faults.rewrite.axes.undo import undone
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.numbers.program import constants
from shapefault.faults.rewrite.shapes import Template, permutations, squeezes, structural
from shapefault.model import Edit, Fix, MathLine, Shape, Span, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace


class ExpandRepeat(Fault):
    """The sizes do not follow from the tensor's axes."""

    code = "SF414"
    name = "expand-repeat"
    title = "expand or repeat to sizes that the tensor's axes do not lead to"
    ops = ("expand", "repeat", "expand_as")
    rule = "input.shape[i] is 1 or the new size"
    example = """
        style, height, width = torch.rand(4, 16), 8, 8
        style.expand(4, 16, height, width)
    """
    fixed = """
        style, height, width = torch.rand(4, 16), 8, 8
        style[:, :, None, None].expand(4, 16, height, width)
    """
    expected = """
        error[SF414]: expand of (4, 16) to (4, 16, 8, 8)
    """
    near_misses = ("torch.rand(4, 16, 1, 1).expand(4, 16, 8, 8)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The op's own requirement is broken."""
        shape, sizes = mismatch.shape("input"), _sizes(mismatch)
        if mismatch.broken is None or shape is None or not sizes or trace.loader is not None:
            return None
        broken = mismatch.broken
        verb = "by" if mismatch.op == "repeat" else "to"
        return Cause(
            f"{mismatch.op} of ({_listed(shape)}) {verb} ({_listed(sizes)})",
            Stage.RESHAPE,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=0.76,
            primary_label=operand_sizes(mismatch, "input"),
            data={"shape": shape, "sizes": sizes},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Axes of size 1 where the sizes want them; an axis less; a size or a count more; other axes first."""
        shape, sizes = cause.data["shape"], cause.data["sizes"]
        call = call_at(mismatch.record.site) if mismatch.record is not None else None
        expanding = mismatch.op != "repeat"
        if mismatch.op == "expand_as" and shape[:1] == (1,) and sizes[1:] != shape[1:] and sizes[:1] == shape[1:]:
            why = "one row is stretched to the rows of a tensor whose columns it fits"
            turned = Template("{}.t()", 0.84, "turn the tensor to whose form it is stretched", why)
            yield from structural(trace, mismatch, "other", [turned], stage=Stage.RESHAPE, definition=-0.04)
        if expanding and len(shape) < len(sizes):
            why = "the axes to stretch are missing"
            found = enumerate(inserted(shape, sizes))
            added = [Template(text, 0.84 - 0.05 * n, "add the axes to stretch", why) for n, text in found]
            yield from structural(trace, mismatch, "input", added, stage=Stage.RESHAPE, limit=5)
        if len(shape) > len(sizes):
            yield from undone(trace, mismatch, "input", ("unsqueeze",), 0.72, stage=Stage.RESHAPE)
            yield from structural(trace, mismatch, "input", squeezes(shape, 0.66), stage=Stage.RESHAPE, limit=4)
            if call is not None:
                yield from _one_more(call, mismatch.op, shape, sizes, 0.76)
        elif mismatch.op == "expand" and call is not None and len(shape) == len(sizes):
            yield from _open_sizes(call, shape, sizes, 0.7)
        yield from structural(trace, mismatch, "input", permutations(len(shape), 0.56), stage=Stage.RESHAPE, limit=3)
        broken = mismatch.broken
        if broken is not None and broken.kind == "broadcast" and broken.got_value and broken.want_value:
            yield from constants(trace, broken.want_value, broken.got_value, 0.5, limit=3)


def _one_more(call: CallPlace, op: str, shape: Shape, sizes: Shape, prior: float) -> Iterator[Fix]:
    """A size (or count) for every axis, at the end or in front."""
    parts = receiver(call)
    if parts is None or not parts[1]:
        return
    new = ", ".join(["-1" if op == "expand" else "1"] * (len(shape) - len(sizes)))
    why = f"{len(sizes)} numbers are given for {len(shape)} axes"
    end, start = call.source.span(parts[1][-1]).end, call.source.span(parts[1][0]).start
    title = f"give every axis its {'size' if op == 'expand' else 'count'}"
    yield fix(title, Edit(Span(call.source.path, end, end), f", {new}"), prior, stage=Stage.RESHAPE, why=why)
    yield fix(title, Edit(Span(call.source.path, start, start), f"{new}, "), prior - 0.06, stage=Stage.RESHAPE, why=why)


def _open_sizes(call: CallPlace, shape: Shape, sizes: Shape, prior: float) -> Iterator[Fix]:
    """The sizes that differ left as they are."""
    parts = receiver(call)
    if parts is None or len(parts[1]) != len(sizes):
        return
    edits = [
        Edit(call.source.span(node), "-1")
        for node, have, want in zip(parts[1], shape, sizes, strict=True)
        if want not in (-1, have) and have != 1
    ]
    if edits:
        yield fix("leave these sizes as they are", edits, prior, stage=Stage.RESHAPE,
                  why="only axes of size 1 can be stretched")  # fmt: skip


def _sizes(mismatch: Mismatch) -> Shape:
    if mismatch.op == "expand_as":
        return mismatch.shape("other") or ()
    for name in ("sizes", "size", "repeats", "dims"):
        value = mismatch.params.get(name)
        if isinstance(value, list | tuple) and len(value) == 1 and isinstance(value[0], list | tuple):
            value = value[0]
        if isinstance(value, list | tuple) and value and all(isinstance(v, int) for v in value):
            return tuple(value)
    return ()


def _listed(shape: Shape) -> str:
    return ", ".join(map(str, shape))
