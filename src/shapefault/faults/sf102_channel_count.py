"""SF102: a convolution is built for another number of channels.

What it is
    The input has its channels on axis 1, but not as many as the convolution was built for.

Why it happens
    Grayscale images into a layer for RGB (or the reverse), an alpha channel, or a layer whose
    ``in_channels`` is not the ``out_channels`` of the one before it.

Not this fault
    Channels on the last axis: see SF101.

See also
    torchvision.transforms.Grayscale, PIL.Image.Image.convert
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import last_dim_owner, layer_name, operand_sizes, want_label
from shapefault.faults.rewrite.axes.joined_before import joined_for_layer
from shapefault.faults.rewrite.bench import bench_of
from shapefault.faults.rewrite.images.alpha_band import alpha_band
from shapefault.faults.rewrite.images.channel_switches import channel_switches, repetitions
from shapefault.faults.rewrite.images.channels import image_channels
from shapefault.faults.rewrite.images.frame_stacks import stack_switches
from shapefault.faults.rewrite.images.joined_frames import joined_frames
from shapefault.faults.rewrite.images.planes_first import kept_in_place
from shapefault.faults.rewrite.layers.asked_part import asked_part
from shapefault.faults.rewrite.layers.before import as_given_before
from shapefault.faults.rewrite.layers.behind_producer import behind_producer, of_producer
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.layers.grown_width import grown_width
from shapefault.faults.rewrite.layers.names import other_names
from shapefault.faults.rewrite.layers.replaced_first import replaced_first
from shapefault.faults.rewrite.layers.stage_widths import stage_widths
from shapefault.faults.rewrite.layers.summed import part_widths, summed_names
from shapefault.faults.rewrite.layers.swapped import swapped
from shapefault.faults.rewrite.layers.unreversed import unreversed
from shapefault.faults.rewrite.layers.viewed_width import viewed_width
from shapefault.faults.rewrite.layers.widths import width_worth
from shapefault.faults.rewrite.numbers.counted_switches import counted_switches
from shapefault.faults.rewrite.numbers.in_proportion import in_proportion
from shapefault.faults.rewrite.numbers.list_ends import other_ends
from shapefault.faults.rewrite.samples.named_twice import named_twice
from shapefault.faults.rewrite.samples.sources import per_sample, turned_where_read
from shapefault.faults.rewrite.shapes import Template, permutations, squeezes, structural, unsqueezes
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class ChannelCount(Fault):
    """The number of channels that arrive is not the number that the layer takes."""

    code = "SF102"
    name = "channel-count"
    title = "a convolution is built for another number of channels"
    ops = ("conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d")
    rule = "C = in_channels"
    example = """
        x = torch.rand(8, 1, 28, 28)
        conv = nn.Conv2d(3, 16, 3)
        conv(x)
    """
    fixed = """
        x = torch.rand(8, 1, 28, 28)
        conv = nn.Conv2d(1, 16, 3)
        conv(x)
    """
    expected = """
        error[SF102]: conv2d got 1 channel on axis C, its weight takes 3
    """
    near_misses = ("nn.Conv2d(1, 16, 3)(torch.rand(8, 1, 28, 28))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The requirement on channels is broken and the rank is right."""
        broken, shape, weight = mismatch.broken, mismatch.shape("input"), mismatch.shape("weight")
        if broken is None or broken.kind != "channels" or shape is None or weight is None:
            return None
        groups = int(mismatch.params.get("groups", 1) or 1)
        transposed = mismatch.op.startswith("conv_transpose")
        want = weight[0] if transposed else weight[1] * groups
        got = shape[len(shape) - len(weight) + 1]
        first = last_dim_owner(trace, mismatch, "input", 1) is None
        plural = "channel" if got == 1 else "channels"
        return Cause(
            f"{mismatch.op} got {got} {plural} on axis C, its weight takes {want}",
            None,
            None,
            (MathLine("C = in_channels", str(got), str(want)),),
            want_label(mismatch, "in_channels", f"takes C={want}"),
            confidence=0.6,
            primary_label=operand_sizes(mismatch, "input"),
            data={"got": got, "want": want, "first": first},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The layer's own number; the layer before; the images."""
        got, want = cause.data["got"], cause.data["want"]
        shape = mismatch.operands["input"].shape
        rank = len(mismatch.operands["weight"].shape)
        name = layer_name(trace, mismatch)
        last = shape[-1] == want and shape[-1] != shape[-2]
        owner = last_dim_owner(trace, mismatch, "input", 1)
        told = width_worth(trace, mismatch.layer, "in_channels", got) if owner is not None else 0.0
        yield from set_argument(
            trace, mismatch.layer, "in_channels", want, got, 0.3 if last else 0.72 + told,
            why=f"{name} is built for {want} channels, {got} arrive",
        )  # fmt: skip
        yield from asked_part(trace, mismatch.layer, "in_channels", got, 0.88)
        yield from behind_producer(trace, mismatch.layer, "in_channels", got, 0.9)
        yield from of_producer(trace, mismatch.layer, "in_channels", owner, 0.87) if owner is not None else ()
        yield from unreversed(trace, mismatch.layer, 0.88)
        yield from alpha_band(trace, got, want, 0.8)
        yield from stage_widths(trace, got, want, 0.9)
        yield from grown_width(trace, mismatch.layer, want, got, 0.88)
        yield from swapped(trace, mismatch.layer, "in_channels", got, 0.86)
        yield from summed_names(trace, mismatch, "in_channels", got, 1, 0.8)
        yield from joined_for_layer(trace, mismatch, got, want, 1, 0.86)
        yield from part_widths(trace, mismatch, got, want, 1, 0.66)
        yield from as_given_before(trace, mismatch.layer, "in_channels", owner, 0.85)
        yield from other_names(trace, mismatch.layer, "in_channels", want, got, 0.76)
        yield from other_ends(trace, 0.74)
        if rank == 4:
            yield from joined_frames(trace, shape, want, 0.86)
            yield from stack_switches(trace, got, want, 0.8)
        if len(shape) == rank == 4 and shape[2] == want:
            yield from kept_in_place(trace, shape, (shape[0], *shape[2:], shape[1]), 0.86)
        if mismatch.layer is None:
            yield from in_proportion(trace, got, want, 0.72)
        yield from named_twice(trace, 0.84)
        yield from counted_switches(trace, want, got, 0.8)
        if owner is not None:
            yield from set_argument(
                trace, owner[0], owner[1], got, want, 0.6 + width_worth(trace, *owner, want),
                why=f"gives {got} channels, {name} takes {want}",
            )  # fmt: skip
        else:
            yield from viewed_width(trace, mismatch, 1, got, want, 0.68)
            yield from channel_switches(trace, got, want, 0.84)
            yield from repetitions(trace, got, want, 0.86)
            yield from image_channels(trace, got, want, 0.66)
        yield from replaced_first(trace, mismatch, got, 0.6)
        if owner is None and rank == 3 and len(shape) == rank:
            yield from per_sample(trace, _sample_channels(got, want))
            if min(got, want) > 8:
                yield from turned_where_read(trace, 0.86)
        templates: list[Template] = []
        if len(shape) == rank - 1:
            templates += unsqueezes(len(shape), 0.75)
        templates += squeezes(shape, 0.6)
        templates += permutations(len(shape), 0.62)
        if want in (3, 4) and got == 1 and len(shape) == rank:
            ones = ", ".join("1" for _ in shape[2:])
            templates.append(Template(f"{{}}.repeat(1, {want}, {ones})", 0.5, "repeat the gray channel", "gray images"))
        if want == 1 and len(shape) == rank and 1 < got <= 4:
            templates.append(
                # colours may be averaged; what else has channels has them for a reason
                Template(
                    "{}.mean(1, keepdim=True)", 0.6 if got == 3 else 0.56, "average the channels", "several arrive"
                )
            )
        if got > want and len(shape) == rank:
            worth = 0.45 if got <= 8 else 0.25  # a mask or an alpha channel, not a third of the features
            sources = bench_of(trace).project.sources
            if (got, want) == (4, 3) and any("PIL" in source.text for source in sources):
                # of pictures the fourth is the alpha channel, which is left out best where they are opened
                worth = 0.755 if any("Image.open" in source.text for source in sources) else 0.8
            templates.append(
                Template(f"{{}}[:, :{want}]", worth, f"take the first {want} channels", "too many channels")
            )
        yield from structural(trace, mismatch, "input", templates, stage=Stage.DATA_LOADING, outer=0.02, definition=0.0)


def _sample_channels(got: int, want: int) -> Iterator[Template]:
    """How one signal gets the wanted number of channels where it is read."""
    why = f"signals of {got} channels are read, the model takes {want}"
    if want == 1 and got <= 8:
        yield Template("{}.mean(0, keepdim=True)", 0.8, "average the channels where the signal is read", why)
    elif got == 1 and want == 2:
        yield Template("{}.expand(2, -1)", 0.7, "give the signal two equal channels where it is read", why)
