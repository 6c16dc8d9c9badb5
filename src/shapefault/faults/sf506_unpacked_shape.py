"""SF506: a shape is read into more or fewer names than it has sizes.

What it is
    ``b, c, h, w = x.shape`` needs a tensor of four axes, ``x.size(3)`` and ``x.shape[3]`` at least four; this one has
    another number of them.

Why it happens
    One sample without its batch axis (or a batch of batches), an image without a channel axis, an axis lost or added
    on the way, or a tensor of another form: tokens (N, L, C) where maps (N, C, H, W) are expected.

Not this fault
    Values that are no shape: nothing is said.

See also
    torch.Tensor.shape
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.collapsed import batch_kept
from shapefault.faults.rewrite.axes.undo import undone
from shapefault.faults.rewrite.behind import calls_behind
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.bindings import loaded
from shapefault.faults.rewrite.operands import OperandPlace, outwards
from shapefault.faults.rewrite.shapes import Template, root_structural
from shapefault.model import Edit, Fix, MathLine, Span, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.unpacked import Unpacked
from shapefault.observe.values import is_module


class UnpackedShape(Fault):
    """As many names as sizes."""

    code = "SF506"
    name = "unpacked-shape"
    title = "a shape is read into more or fewer names than it has sizes"
    ops = ("unpack",)
    rule = "as many names as axes"
    example = """
        def pad(x):
            b, c, h, w = x.shape
            return F.pad(x, (0, -w % 4, 0, -h % 4)), b, c
        image = torch.rand(3, 30, 30)
        pad(image)
    """
    fixed = """
        def pad(x):
            b, c, h, w = x.shape
            return F.pad(x, (0, -w % 4, 0, -h % 4)), b, c
        image = torch.rand(3, 30, 30).unsqueeze(0)
        pad(image)
    """
    expected = """
        error[SF506]: the shape (3, 30, 30) has 3 sizes, 4 are read
    """
    near_misses = ("b, c, h, w = torch.rand(1, 3, 30, 30).shape", "a, b = [1, 2]")

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """What was unpacked or indexed is the shape of a tensor."""
        found = mismatch.read
        if not isinstance(found, Unpacked):
            return None
        shape = tuple(found.array.shape)
        least = "at least " if found.kind == "index" else ""
        what = f"the first axis of {shape}" if found.kind == "first axis" else f"the shape {shape}"
        return Cause(
            f"{what} has {found.got} size{'s' if found.got != 1 else ''}, {least}{found.wanted} are read",
            None,
            None,
            (MathLine("as many names as axes", str(found.got), f"{least}{found.wanted}"),),
            confidence=0.8,
            primary_label=operand_sizes(mismatch, "input"),
            data={"found": found},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Bring the axis back (or take it away) where the tensor comes from; else read the sizes that there are."""
        found: Unpacked = cause.data["found"]
        user, source = trace.crash.user, trace.source()
        if user is None or source is None or found.kind == "sizes":
            return
        if found.kind == "first axis":
            yield from _one_result(trace, found)
            yield from _along_other_axis(trace, found)
            return
        frames = [f for f in trace.crash.frames if f.is_user]
        places = outwards(frames, source, found.base, 0, 8)
        if found.got < found.wanted:
            yield from batch_kept(calls_behind(trace, mismatch)[:8], 0.78)
            yield from undone(trace, mismatch, "input", ("squeeze",), 0.8, stage=Stage.RESHAPE)
            templates = _missing(found)
        else:
            yield from undone(trace, mismatch, "input", ("unsqueeze",), 0.8, stage=Stage.RESHAPE)
            templates = _extra(found)
            if found.kind == "shape" and found.wanted == 2 and source is not None:
                edit = Edit(source.span(found.node), f"{source.span(found.node).text}[:2]")
                image = not hasattr(found.array, "grad_fn")
                stage = Stage.DATA_LOADING if image else Stage.RESHAPE
                why = "the array has a channel axis as well" if image else f"{found.got} sizes come"
                yield fix("read the first two sizes only", edit, 0.86 if image else 0.5, stage=stage, why=why)
        yield from root_structural(trace, templates, stage=Stage.DATA_LOADING)
        for template in templates:
            for number, place in enumerate(places):
                if not _at_hand(place, found):
                    continue
                yield fix(
                    template.title,
                    place.edit(template.text),
                    template.prior - 0.06 + 0.02 * min(number, 3),
                    stage=Stage.RESHAPE if _in_forward(place) else Stage.DATA_LOADING,
                    why=template.why,
                )
        yield from _other_names(trace, found)


def _missing(found: Unpacked) -> list[Template]:
    if found.wanted - found.got != 1:
        return []
    batch = "the batch axis is missing"
    if not hasattr(found.array, "unsqueeze"):
        return [Template("{}[..., None]", 0.7, "add the channel axis", "the channel axis is missing")]
    first = Template("{}.unsqueeze(0)", 0.72, "add the batch axis", batch)
    channel = Template("{}.unsqueeze(1)", 0.6, "add the channel axis", "the channel axis is missing")
    last = Template("{}.unsqueeze(-1)", 0.52, "add a last axis", "the last axis is missing")
    if found.wanted == 4 and found.array.shape[0] not in (1, 3, 4):
        return [Template(channel.text, 0.74, channel.title, channel.why), Template(first.text, 0.6, first.title, batch)]
    return [first, channel, last]


def _extra(found: Unpacked) -> list[Template]:
    if found.got - found.wanted != 1 or not hasattr(found.array, "unsqueeze"):
        return []
    why = "an axis too many"
    ones = [axis for axis, size in enumerate(found.array.shape) if size == 1]
    numbered = enumerate(ones)
    listed = [Template(f"{{}}.squeeze({axis})", 0.72 - 0.04 * n, f"drop axis {axis}", why) for n, axis in numbered]
    joined = Template("{}.flatten(0, 1)", 0.62 if found.got >= 4 else 0.4, "join the first two axes", why)
    tokens = "maps arrive, tokens are read"
    maps = [Template("{}.flatten(2).transpose(1, 2)", 0.7, "make the maps a row of tokens", tokens)]
    return [*listed, joined, *(maps if found.got == 4 and found.wanted == 3 else [])]


def _along_other_axis(trace: Trace, found: Unpacked) -> Iterator[Fix]:
    """``q, k, v = qkv``: the axis with as many parts as there are names."""
    source, shape = trace.source(), tuple(found.array.shape)
    if source is None or not hasattr(found.array, "unbind"):
        return
    span = source.span(found.node)
    axes = [axis for axis, size in enumerate(shape) if size == found.wanted]
    for number, axis in enumerate(axes):
        yield fix(f"take the {found.wanted} parts of axis {axis}", Edit(span, f"{span.text}.unbind({axis})"),
                  0.84 - 0.06 * number, stage=Stage.RESHAPE, why=f"axis 0 has {shape[0]} parts")  # fmt: skip
    if not axes and shape[-1] % found.wanted == 0:
        edit = Edit(span, f"{span.text}.chunk({found.wanted}, dim=-1)")
        yield fix(f"cut the last axis in {found.wanted} parts", edit, 0.7, stage=Stage.RESHAPE,
                  why=f"axis 0 has {shape[0]} parts")  # fmt: skip


def _one_result(trace: Trace, found: Unpacked) -> Iterator[Fix]:
    """``out, _ = layer(x)`` of a layer that gives one tensor: the name that is used takes it."""
    user, source, node = trace.crash.user, trace.source(), trace.crash.expression
    if user is None or source is None or not isinstance(node, ast.Tuple) or not isinstance(found.node, ast.Call):
        return
    names = [n for n in node.elts if isinstance(n, ast.Name | ast.Attribute)]
    used = [n for n in names if not isinstance(n, ast.Name) or n.id in loaded(source)]
    if len(names) != len(node.elts) or len(used) > 1:
        return
    start, end = source.span(node.elts[0]).start, source.span(node.elts[-1]).end
    edit = Edit(Span(source.path, start, end, source.between(start, end)), source.span((used or names)[0]).text)
    yield fix("take the one tensor that comes", edit, 0.86, stage=Stage.LAYER_CONFIG, why="one tensor is given back")


def _in_forward(place: OperandPlace) -> bool:
    """Whether the place stands in a method of a module."""
    owner = place.frame.frame.f_locals.get("self") if place.frame is not None else None
    return is_module(owner)


def _at_hand(place: OperandPlace, found: Unpacked) -> bool:
    """Whether the place holds the very tensor, as far as can be told."""
    name = place.name or (place.node.id if isinstance(place.node, ast.Name) else "")
    if place.frame is None or not name:
        return place.kind == "use" and place.level == 0
    value = place.frame.frame.f_locals.get(name, place.frame.frame.f_globals.get(name))
    return value is None or getattr(value, "shape", None) == found.array.shape


def _other_names(trace: Trace, found: Unpacked) -> Iterator[Fix]:
    """The unpacking with as many names as there are sizes: names that nothing uses go first."""
    user, source = trace.crash.user, trace.source()
    node = trace.crash.expression
    if user is None or source is None or not isinstance(node, ast.Tuple) or found.kind != "shape":
        return
    names = [source.span(n).text for n in node.elts]
    span = Span(source.path, source.span(node.elts[0]).start, source.span(node.elts[-1]).end, "")
    span = Span(span.file, span.start, span.end, source.between(span.start, span.end))
    why = f"the tensor has {found.got} axes here"
    if found.got > found.wanted:
        rest = ["_"] * (found.got - found.wanted)
        maps = found.got == 4 and found.wanted == 2
        orders = ([*names, *rest], [*names[:1], *rest, *names[1:]])
        for number, order in enumerate(orders if maps else orders[1:]):
            edit = Edit(span, ", ".join(order))
            yield fix("read all sizes", edit, 0.42 - 0.04 * number, stage=Stage.RESHAPE, why=why)
        return
    used = loaded(source)
    unused = [n for n in names if n not in used]
    dropped = unused[: found.wanted - found.got]
    if len(dropped) == found.wanted - found.got:
        text = ", ".join(n for n in names if n not in dropped)
        yield fix("read the sizes that there are", Edit(span, text), 0.5, stage=Stage.RESHAPE, why=why)
