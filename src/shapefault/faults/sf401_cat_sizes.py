"""SF401: tensors are joined along one axis and differ in another.

What it is
    ``torch.cat`` joins along ``dim``; all other axes must have one size.

Why it happens
    A decoder that doubles gives back an even number of rows where the encoder halved an odd one; branches with other
    kernels and no padding; the wrong ``dim``; a token that was never repeated for the batch.

Not this fault
    ``torch.stack``, which takes equal shapes only: see SF402.

See also
    torch.nn.ConvTranspose2d (output_size), torch.nn.functional.interpolate (size), torch.nn.functional.pad
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import last_dim_owner, operand_sizes
from shapefault.faults.rewrite.axes.idle_squeezes import idle_squeezes
from shapefault.faults.rewrite.axes.joins import as_stack, expanded, of_scalars, operands_joined, other_axis, other_rank
from shapefault.faults.rewrite.axes.ones_for_batch import ones_for_batch
from shapefault.faults.rewrite.elsewhere.other_entry import other_entry
from shapefault.faults.rewrite.images.crops import crop_both
from shapefault.faults.rewrite.images.levels import levels_as_large
from shapefault.faults.rewrite.images.near import nearest_images, sized_by_transforms
from shapefault.faults.rewrite.images.near_outside import rounded_pictures
from shapefault.faults.rewrite.images.sizes import fitting_sizes, image_argument, resize_literals
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.layers.depth import halvings_too_many, shallower
from shapefault.faults.rewrite.layers.fitting import fit_to_other, meeting_of
from shapefault.faults.rewrite.layers.meet import meeting
from shapefault.faults.rewrite.layers.padded import keep_sizes
from shapefault.faults.rewrite.layers.pool_beside import pool_beside
from shapefault.faults.rewrite.layers.short_tables import whole_tables
from shapefault.faults.rewrite.layers.spatial import tweaks
from shapefault.faults.rewrite.layers.whole_heads import whole_heads
from shapefault.faults.rewrite.samples.batches import fixed_batches
from shapefault.faults.rewrite.samples.near_lengths import nearest_lengths
from shapefault.faults.rewrite.samples.same_length import stretched_and_left
from shapefault.faults.rewrite.shapes import permutations, structural, turns
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class CatSizes(Fault):
    """An axis that is not joined has two sizes."""

    code = "SF401"
    name = "cat-sizes"
    title = "tensors are joined along one axis and differ in another"
    ops = ("cat", "hstack", "vstack", "dstack")
    rule = "all axes but the joined one are equal"
    example = """
        skip, x = torch.rand(1, 8, 25, 32), torch.rand(1, 16, 12, 16)
        up = nn.ConvTranspose2d(16, 8, 2, stride=2)
        x = up(x)
        torch.cat([skip, x], dim=1)
    """
    fixed = """
        skip, x = torch.rand(1, 8, 25, 32), torch.rand(1, 16, 12, 16)
        up = nn.ConvTranspose2d(16, 8, 2, stride=2)
        x = up(x)
        x = F.interpolate(x, size=skip.shape[-2:])
        torch.cat([skip, x], dim=1)
    """
    expected = """
        error[SF401]: cat along C needs equal H, got 24 and 25
    """
    near_misses = ("torch.cat([torch.rand(1, 8, 24, 32), torch.rand(1, 4, 24, 32)], dim=1)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The sizes or the ranks of two joined tensors differ."""
        broken = mismatch.broken
        if broken is None or broken.kind not in ("size", "rank"):
            return None
        if broken.other is None:
            return self._scalars(mismatch, broken.operand) if broken.got == "0" else None
        roles = (broken.other, broken.operand)
        ranks = tuple(len(mismatch.operands[r].shape) for r in roles)
        dim = int(mismatch.params.get("dim", mismatch.params.get("axis", 0)) or 0)
        if broken.kind == "rank":
            message = f"{mismatch.op} needs tensors of one rank, got {ranks[0]} axes and {ranks[1]}"
        else:
            names = mismatch.operands[roles[0]].axes
            joined, axis = _name(names, dim), _name(names, broken.axis or 0)
            message = f"{mismatch.op} along {joined} needs equal {axis}, got {broken.got_value} and {broken.want_value}"
        return Cause(
            message,
            None,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=0.8,
            primary_label=" and ".join(operand_sizes(mismatch, r) for r in roles),
            data={"roles": roles, "dim": dim, "rank": broken.kind == "rank", "axis": broken.axis},
        )

    def _scalars(self, mismatch: Mismatch, role: str) -> Cause:
        return Cause(
            f"{mismatch.op} cannot join {role}: it has no axis",
            Stage.RESHAPE,
            None,
            (MathLine("dim() of each tensor", "0", "≥ 1"),),
            confidence=0.8,
            primary_label=operand_sizes(mismatch, role),
            data={"scalars": True},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The depth and the image size; the upsampling; the axis that is joined; the branch's own layer."""
        yield from levels_as_large(trace, 0.84)
        yield from whole_heads(trace, operands_joined(mismatch), 0.84)
        if "scalars" in cause.data:
            yield from of_scalars(trace, mismatch, 0.86)
            return
        roles, dim = cause.data["roles"], cause.data["dim"]
        if cause.data["rank"]:
            yield from idle_squeezes(trace, mismatch, 0.81)
            yield from other_rank(trace, mismatch, roles, 0.72)
            yield from as_stack(trace, mismatch, 0.3)
            return
        shapes = [mismatch.operands[r].shape for r in roles]
        maps = len(shapes[0]) >= 3 and shapes[0][2:] != shapes[1][2:] and dim % len(shapes[0]) == 1
        yield from other_axis(trace, mismatch, dim, 0.4 if maps and len(shapes[0]) > 3 else 0.74)
        yield from expanded(trace, mismatch, roles, dim, 0.8)
        axis, odd = cause.data["axis"], False
        for role, other in (roles, roles[::-1]):
            turned = turns(mismatch.operands[role].shape, axis, mismatch.operands[other].shape[axis], 0.8)
            yield from structural(trace, mismatch, role, turned, stage=Stage.RESHAPE, definition=0.01)
        for role, other in (roles, roles[::-1]):
            yield from other_entry(trace, mismatch, role, other, 0.84) if maps else ()
        if maps:
            excess = halvings_too_many(trace, mismatch)
            if excess is not None and excess <= 2:
                yield from shallower(trace, mismatch, 0.86, excess=excess)
            # where no odd size was halved, a layer gives back another size than it should
            odd = excess is not None
            stage = Stage.AUGMENTATION if odd and sized_by_transforms(trace) else Stage.LAYER_CONFIG
            for found in fit_to_other(trace, mismatch, roles, 0.74 if odd else 0.62):
                yield replace(found, stage=stage)
            yield from keep_sizes(trace, mismatch, roles, 0.76)
        a, b = mismatch.operands[roles[0]].shape[axis], mismatch.operands[roles[1]].shape[axis]
        if not maps:
            yield from fixed_batches(trace, mismatch, roles, axis, 0.82)
            yield from stretched_and_left(trace, 0.85) if axis == len(shapes[0]) - 1 else ()
            yield from ones_for_batch(trace, mismatch, roles, 0.88)
            yield from whole_tables(trace, mismatch, a, b, 0.8)
        if maps:
            yield from pool_beside(trace, mismatch, roles, 0.84)
            yield from self._upsampling(trace, mismatch, roles, 0.5 if odd else 0.8)
        if maps:
            yield from nearest_images(trace, 0.72)
            if max(a, b) > 2 * min(a, b):
                yield from _other_sizes(trace, 0.7)
            yield from rounded_pictures(trace, mismatch, roles, 0.76)
            yield from nearest_lengths(trace, 0.72)
            yield from crop_both(trace, mismatch, 0.5, stage=Stage.LAYER_CONFIG)
        else:
            yield from meeting(trace, mismatch, roles, a, b, 0.64)
            for role, old, new in ((roles[0], a, b), (roles[1], b, a)):
                owner = last_dim_owner(trace, mismatch, role, axis)
                if owner is not None:
                    yield from set_argument(trace, owner[0], owner[1], old, new, 0.6)
            for role in roles:
                templates = list(permutations(len(mismatch.operands[role].shape), 0.5))
                yield from structural(trace, mismatch, role, templates, stage=Stage.RESHAPE, limit=6)

    def _upsampling(self, trace: Trace, mismatch: Mismatch, roles: tuple[str, str], prior: float) -> Iterator[Fix]:
        """The kernel, stride or padding of the layer that should have given the other map's size."""
        found = meeting_of(trace, mismatch, roles)
        if found is None:
            yield from self._odd_one(trace, mismatch, prior)
            return
        for role in roles:
            own, other = mismatch.operands[role].shape, found.up_shape
            wanted = found.skip_shape if own == other else found.up_shape
            worth = prior if (own == other) == (found.grown is not None) else prior - 0.1
            tensor = mismatch.tensor(role)
            if tensor is not None:
                yield from tweaks(trace, tensor, (*own[:2], *wanted[2:]), worth, layers=2)

    def _odd_one(self, trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
        """Of several branches the ones that differ from the most: their own layers."""
        shapes = {r: o.shape for r, o in mismatch.operands.items() if r.startswith("tensors[")}
        counts = Counter(s[2:] for s in shapes.values() if len(s) > 2)
        if not counts:
            return
        most = max(counts, key=lambda s: (counts[s], s))
        for role, shape in shapes.items():
            tensor = mismatch.tensor(role)
            if shape[2:] != most and tensor is not None:
                yield from tweaks(trace, tensor, (*shape[:2], *most), prior, layers=2)


def _name(names: tuple[str, ...], axis: int) -> str:
    return names[axis] if -len(names) <= axis < len(names) else f"axis {axis}"


def _other_sizes(trace: Trace, prior: float) -> Iterator[Fix]:
    """Images of a size at which the maps meet, where they are larger or smaller by far."""
    image = image_argument(trace)
    if image is None:
        return
    for rank, size in enumerate(fitting_sizes(trace)):
        yield from resize_literals(trace, (image[1][-2], image[1][-1]), size, prior - 0.05 * rank)
