"""SF001: a check of sizes in the program, or in a library, does not hold.

What it is
    ``assert x.shape[1] == self.dim``, ``if h != self.size: raise ValueError(...)`` or ``torch._assert`` compares the
    size of a tensor's axis with a number, or with the size of another tensor, and they differ.

Why it happens
    Two places of the program decided the same number differently, as for any other shape fault; here the program
    noticed by itself.

Not this fault
    An exception that speaks of shapes without such a comparison around it, and a size that is compared with a number
    written in the check itself: nothing is said.

See also
    torch._assert
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import last_dim_owner, operand_sizes
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.images.built_for import built_for
from shapefault.faults.rewrite.images.sizes import image_argument, resize_literals
from shapefault.faults.rewrite.images.transforms import insert_resize
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.losses.own_loss import in_own_loss
from shapefault.faults.rewrite.numbers.defaults import given_in_call
from shapefault.faults.rewrite.numbers.naming import spoken_name
from shapefault.faults.rewrite.operands import places_of
from shapefault.faults.rewrite.shapes import (
    apply,
    on_meta,
    permutations,
    root_structural,
    squeezes,
    turns,
    unsqueezes,
)
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.compared import Compared, Side
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.unpacked import sized
from shapefault.observe.values import shape_of, shape_text
from shapefault.source.files import is_user_file
from shapefault.source.retarget import retarget


class OwnCheck(Fault):
    """Two sizes that a check compares differ."""

    code = "SF001"
    name = "own-check"
    title = "a check of sizes does not hold"
    ops = ("check",)
    rule = "the sizes that are compared are equal"
    example = """
        class Block(nn.Module):
            def __init__(self, dim):
                super().__init__()
                self.dim = dim
                self.norm = nn.LayerNorm(dim)
            def forward(self, x):
                if x.shape[-1] != self.dim:
                    raise ValueError(f"tokens of {self.dim} are expected")
                return self.norm(x)
        tokens = nn.Embedding(100, 64)(torch.randint(0, 100, (2, 9)))
        Block(dim=48)(tokens)
    """
    fixed = """
        class Block(nn.Module):
            def __init__(self, dim):
                super().__init__()
                self.dim = dim
                self.norm = nn.LayerNorm(dim)
            def forward(self, x):
                if x.shape[-1] != self.dim:
                    raise ValueError(f"tokens of {self.dim} are expected")
                return self.norm(x)
        tokens = nn.Embedding(100, 64)(torch.randint(0, 100, (2, 9)))
        Block(dim=64)(tokens)
    """
    expected = """
        error[SF001]: x.shape[-1] is 64, the check wants 48 (self.dim)
    """
    near_misses = (
        "x = torch.rand(2, 3); assert x.shape[1] == 4, 'four columns, please'",
        "x = torch.rand(2, 3); assert x.sum() > 100, 'The size of tensor a (3) must match the size of tensor b (4)'",
    )

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The comparison, evaluated again, is not so."""
        found = mismatch.read
        if not isinstance(found, Compared) or mismatch.broken is None:
            return None
        got, want = found.source.span(found.got.node).text, found.source.span(found.want.node).text
        came, wanted = (
            shape_text(tuple(side.tensor.shape)) if side.tensor is not None and sized(side.node) else str(side.value)
            for side in (found.got, found.want)
        )
        return Cause(
            f"{got} is {came}, the check wants {wanted} ({want})",
            None,
            None,
            (MathLine(f"{got} = {want}", came, wanted),),
            confidence=0.8,
            primary_label=operand_sizes(mismatch, "input"),
            data={"found": found},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Where the wanted number comes from; the layer that made the tensor; the images; axes in the other order."""
        found: Compared = cause.data["found"]
        yield from _wanted(trace, found, 0.7)
        sides: list[tuple[str, Side, Side]] = [("input", found.got, found.want), ("other", found.want, found.got)]
        for role, side, against in sides:
            owner = last_dim_owner(trace, mismatch, role, side.axis) if role in mismatch.operands else None
            if owner is not None:
                yield from set_argument(
                    trace, owner[0], owner[1], side.value, against.value, 0.66,
                    why=f"gives {side.value}, the check wants {against.value}",
                )  # fmt: skip
        templates = list(turns(tuple(found.got.tensor.shape), found.got.axis, found.want.value, 0.76))
        yield from root_structural(trace, templates, stage=Stage.DATA_LOADING)
        yield from _whole(trace, found)
        image = image_argument(trace)
        if image is not None and found.got.axis >= found.got.tensor.ndim - 2:
            yield from _images(trace, image[1][-2:], found)


def _wanted(trace: Trace, found: Compared, prior: float) -> Iterator[Fix]:
    """The number that the check wants, changed where it is decided."""
    if not is_user_file(found.source.path):
        return
    got, want = found.got.value, found.want
    for target in retarget(bench_of(trace).resolver, found.source, want.node, want.value, got):
        name = spoken_name(target.literal) if target.literal is not None else ""
        worth = prior - 0.02 * min(target.hops, 4)
        yield fix(
            f"change {name or 'the number that the check wants'} to {target.value}",
            target.edits,
            worth,
            stage=Stage.LAYER_CONFIG,
            why=f"{found.source.span(want.node).text} is {want.value}, {got} arrive",
        )
        if target.literal is not None and len(target.edits) == 1:
            yield from given_in_call(trace, target.literal, target.value, worth + 0.04, Stage.LAYER_CONFIG)


def _whole(trace: Trace, found: Compared) -> Iterator[Fix]:
    """One of two tensors whose whole shapes are compared, with its axes as the other one has them."""
    sides = (found.got, found.want)
    if any(side.tensor is None or side.base is None or sized(side.node) is None for side in sides):
        return
    stage = Stage.LOSS_TARGET if in_own_loss(trace) else Stage.RESHAPE
    for side, other in (sides, sides[::-1]):
        shape, wanted = tuple(side.tensor.shape), tuple(other.tensor.shape)
        why = f"it is {shape_text(shape)}, and is compared with {shape_text(wanted)}"
        found_at = places_of(trace, found.source, side.base) if side.base is not None else []
        # Turned in the check alone, what is used behind it would stay as it is.
        found_at = [place for place in found_at if place.level > 0 or place.kind != "use"]
        beside = places_of(trace, found.source, other.base) if other.base is not None else []
        if [size for size in shape if size != 1] == [size for size in wanted if size != 1]:
            names = {place.level: place.span.text for place in beside if place.kind == "use"}
            for place in (place for place in found_at if place.kind == "use" and place.level in names):
                edit = place.edit(f"{{}}.reshape({names[place.level]}.shape)")
                yield fix("give it the axes of the other one", edit, 0.74, stage=stage, why=why)
        forms = [*squeezes(shape, 0.76), *unsqueezes(len(shape), 0.76), *permutations(len(shape), 0.8)]
        fitting = [t for t in forms if shape_of(apply(t.text, on_meta(side.tensor))) == wanted]
        for template in fitting[:2]:
            for place in found_at:
                worth = template.prior - 0.02 * (place.kind == "use")
                yield fix(template.title, place.edit(template.text), worth, stage=stage, why=why)


def _images(trace: Trace, now: tuple[int, ...], found: Compared) -> Iterator[Fix]:
    """Images of the size that is wanted, where the images' size is the one that came."""
    if found.got.value not in now:
        return
    size = (found.want.value, found.want.value)
    yield from built_for(trace, (now[0], now[1]), size, 0.68)
    yield from resize_literals(trace, (now[0], now[1]), size, 0.72)
    yield from insert_resize(trace, size, 0.66)
