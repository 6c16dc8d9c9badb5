"""SF514: a pattern of einops does not fit the tensor.

What it is
    The left side of ``rearrange(x, "(b t) c -> b t c", t=16)`` names every axis of the tensor. An axis in brackets must
    be the product of its names, or a multiple of those whose length is given.

Why it happens
    The length of a name was written down and the tensor has another one; the image is no multiple of the patch; an
    axis is missing, or there is one more than the pattern names.

Not this fault
    A pattern that is not well formed (a name on one side only): nothing is said.

See also
    https://einops.rocks/api/rearrange/
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import without_argument
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.layers.divisors import of_blocks
from shapefault.faults.rewrite.layers.meet import image_sizes
from shapefault.faults.sf000_general import General
from shapefault.model import Culprit, Edit, Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.ops.einops import Part, parts
from shapefault.source.retarget import retarget


class EinopsPattern(Fault):
    """Axes in brackets are products of their names."""

    code = "SF514"
    name = "einops-pattern"
    title = "a pattern of einops does not fit the tensor"
    ops = ("rearrange",)
    rule = "an axis in brackets = the product of its names"
    example = """
        from einops import rearrange

        frames = torch.rand(16, 192)
        clips = rearrange(frames, "(b t) c -> b t c", b=2, t=16)
        print(clips.shape)
    """
    fixed = """
        from einops import rearrange

        frames = torch.rand(16, 192)
        clips = rearrange(frames, "(b t) c -> b t c", b=2)
        print(clips.shape)
    """
    expected = """
        error[SF514]: the pattern "(b t) c -> b t c" takes b·t = 32, the axis has 16
    """
    near_misses = (
        'from einops import rearrange\nrearrange(torch.rand(4, 3), "a b -> b c")',
        "raise ValueError('Shape mismatch, 16 != 32')",
    )

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The tensor and the pattern disagree in an axis, or in the number of axes."""
        broken = mismatch.broken
        if mismatch.op != "rearrange" or broken is None:
            return None
        pattern = mismatch.params["pattern"]
        culprit = None
        if broken.kind == "rank":
            axes = "axis" if broken.got == "1" else "axes"
            message = f'the pattern "{pattern}" names {broken.want} axes, the tensor has {broken.got} {axes}'
        elif broken.want_value is None:
            message = f'the pattern "{pattern}" cuts an axis of {broken.got_value} into pieces that do not divide it'
        else:
            name = broken.formula.strip("()")
            message = f'the pattern "{pattern}" takes {name} = {broken.want}, the axis has {broken.got}'
            culprit = _written_length(trace, mismatch, name.split("·"), broken.got_value or 0, broken.want_value)
        return Cause(
            message,
            Stage.RESHAPE,
            culprit,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=0.9,
            primary_label=operand_sizes(mismatch, "input"),
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Another length for a name, or none where it follows; a multiple of the patch; the general changes."""
        broken, lengths = mismatch.broken, mismatch.params["lengths"]
        shape = mismatch.shape("input") or ()
        found = parts(mismatch.params["pattern"], lengths, len(shape))
        if broken is not None and broken.axis is not None and found is not None:
            size, part = shape[broken.axis], found[broken.axis]
            if part.unknown:
                yield from of_blocks(trace, [(size, part.known)], 0.85)
            for name in lengths if not part.unknown else ():
                if name in part.names:
                    yield from _of_name(trace, mismatch, name, size, part)
        if broken is not None and broken.kind == "pattern":
            yield from image_sizes(trace, 0.78)
        yield from General().fixes(cause, mismatch, trace)


def _written_length(trace: Trace, mismatch: Mismatch, names: list[str], size: int, product: int) -> Culprit | None:
    """The only length of the axis that is written as a number in the call and may be another number than 1."""
    call, source, lengths = trace.crash.expression, trace.source(), mismatch.params["lengths"]
    if mismatch.layer is not None or not isinstance(call, ast.Call) or source is None:
        return None
    written = [k for k in call.keywords if k.arg in names and isinstance(k.value, ast.Constant)]
    written = [k for k in written if size * lengths.get(k.arg, 0) > product]
    if len(written) != 1:
        return None
    return Culprit(source.span(written[0]), f"the length of {written[0].arg} is written down, the axis has another")


def _of_name(trace: Trace, mismatch: Mismatch, name: str, size: int, part: Part) -> Iterator[Fix]:
    """Another length for one name in brackets; or none, as it follows from the others."""
    old = mismatch.params["lengths"][name]
    others = part.known // old if old else 0
    if not others or size % others:
        return
    new = size // others
    prior = 0.82 if new > 1 else 0.5  # a name for an axis of 1 is seldom what was meant
    why = f"{part.text} is {size} here"
    if mismatch.layer is not None:
        yield from set_argument(trace, mismatch.layer, name, old, new, prior, stage=Stage.RESHAPE, why=why)
        return
    call, source = trace.crash.expression, trace.source()
    keyword = next((k for k in call.keywords if k.arg == name), None) if isinstance(call, ast.Call) else None
    if not isinstance(call, ast.Call) or source is None or keyword is None:
        return
    written = isinstance(keyword.value, ast.Constant)
    if written and len(part.names) > 1:
        left_out = without_argument(source, call, keyword)
        yield fix(f"let {name} follow from the others", left_out, prior + 0.04, stage=Stage.RESHAPE, why=why)
    for target in retarget(bench_of(trace).resolver, source, keyword.value, old, new, ()):
        yield fix(f"change {name} from {old} to {new}", target.edits, prior - 0.02 * min(target.hops, 4),
                  stage=Stage.RESHAPE, why=why)  # fmt: skip
    if not written:
        yield fix(f"give {name}={new}", Edit(source.span(keyword.value), str(new)), 0.5, stage=Stage.RESHAPE, why=why)
