"""SF201: a linear layer is built for another number of features.

What it is
    ``nn.Linear`` multiplies the last axis; its size is not the layer's ``in_features``.

Why it happens
    After a flatten the number of features is C · H · W, so it follows the image size: a head computed for 32×32
    images does not take 28×28 ones. Else a number was computed wrongly or copied from another model.

Not this fault
    A feature map that was never flattened: see SF202. ``Conv2d(padding=0)`` itself never raises here: it returns
    a smaller map, and the head behind it must count with that.

See also
    torch.nn.LazyLinear, torch.nn.AdaptiveAvgPool2d
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import (
    flattened,
    in_shape,
    last_dim_owner,
    layer_name,
    operand_sizes,
    out_shape,
    product_text,
    records_of,
    want_label,
)
from shapefault.faults.rewrite.axes.joined_before import joined_for_layer
from shapefault.faults.rewrite.axes.regrouped import regrouped
from shapefault.faults.rewrite.axes.reshapes import call_at, receiver, replaced, source_text
from shapefault.faults.rewrite.axes.rows_of_vector import rows_of_vector
from shapefault.faults.rewrite.axes.there_and_back import there_and_back
from shapefault.faults.rewrite.axes.written_columns import written_columns
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.fitted_on import fitted_on
from shapefault.faults.rewrite.elsewhere.together import encoded_together
from shapefault.faults.rewrite.images.input_axes import exchanged_axes
from shapefault.faults.rewrite.images.readers import own_sizes
from shapefault.faults.rewrite.images.sizes import fitting_sizes, image_argument, plainness, resize_literals
from shapefault.faults.rewrite.images.sizing_calls import transform_calls
from shapefault.faults.rewrite.images.transforms import crop_pairs, insert_resize
from shapefault.faults.rewrite.layers.announced import announced
from shapefault.faults.rewrite.layers.asked_part import asked_part
from shapefault.faults.rewrite.layers.before import as_given_before
from shapefault.faults.rewrite.layers.behind_producer import behind_producer, of_producer
from shapefault.faults.rewrite.layers.both_ways import both_ways
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.layers.counted_sum import widths_summed
from shapefault.faults.rewrite.layers.factored import planned_channels
from shapefault.faults.rewrite.layers.grown_width import grown_width
from shapefault.faults.rewrite.layers.half_parts import shared_width
from shapefault.faults.rewrite.layers.head_plan import Plan, maps_of_size, written
from shapefault.faults.rewrite.layers.left_on import classifier_left_on
from shapefault.faults.rewrite.layers.listed_widths import first_width
from shapefault.faults.rewrite.layers.makers import made_elsewhere
from shapefault.faults.rewrite.layers.names import other_names
from shapefault.faults.rewrite.layers.of_a_name import of_a_name
from shapefault.faults.rewrite.layers.own_producer import built_for_less
from shapefault.faults.rewrite.layers.rounded_up import rounded_up
from shapefault.faults.rewrite.layers.summed import part_widths, summed_names
from shapefault.faults.rewrite.layers.swapped import swapped
from shapefault.faults.rewrite.layers.terms import term_too_many
from shapefault.faults.rewrite.layers.times_name import times_name
from shapefault.faults.rewrite.layers.turned_weight import turned_weight
from shapefault.faults.rewrite.layers.unreversed import unreversed
from shapefault.faults.rewrite.layers.whole_argument import whole_argument
from shapefault.faults.rewrite.layers.widths import width_worth
from shapefault.faults.rewrite.numbers.counted_switches import counted_switches
from shapefault.faults.rewrite.samples.named_twice import named_twice
from shapefault.faults.rewrite.samples.stacking import stacked_rows
from shapefault.faults.rewrite.shapes import Template, root_structural, squeezes, structural
from shapefault.model import Fix, MathLine, Rejected, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.retarget import retarget

_IMAGENET = 224
"""The side of the pictures that most classifiers were made for; five halvings leave 7."""


class LinearFeatures(Fault):
    """``in_features`` is not what arrives."""

    code = "SF201"
    name = "linear-features"
    title = "a linear layer is built for another number of features"
    ops = ("linear",)
    rule = "F = in_features"
    example = """
        maps = torch.rand(8, 64, 8, 8)
        head = nn.Linear(64 * 7 * 7, 10)
        head(maps.flatten(1))
    """
    fixed = """
        maps = torch.rand(8, 64, 8, 8)
        head = nn.Linear(64 * 8 * 8, 10)
        head(maps.flatten(1))
    """
    expected = """
        error[SF201]: linear got 4096 features per sample, its weight takes 3136
    """
    near_misses = ("nn.Linear(64 * 8 * 8, 10)(torch.rand(8, 64, 8, 8).flatten(1))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The last axis differs from ``in_features``."""
        shape, weight = mismatch.shape("input"), mismatch.shape("weight")
        if shape is None or weight is None or len(weight) != 2 or not shape or shape[-1] == weight[1]:
            return None
        got, want = shape[-1], weight[1]
        if len(shape) == 4 and got != want:
            return None  # never flattened
        joined = flattened(trace, mismatch)
        lines = [MathLine("F = in_features", str(got), str(want))]
        notes: tuple[str, ...] = ()
        if joined is not None:
            before = joined[1]
            lines = [
                MathLine(
                    f"{'C·H·W' if len(before) == 4 else 'product of the axes'} = in_features",
                    product_text(before[1:]),
                    str(want),
                )
            ]
            notes = _spatial_math(trace, mismatch, joined[0])
        label = "features per sample" if len(shape) == 2 else "features on the last axis"
        return Cause(
            f"linear got {got} {label}, its weight takes {want}",
            None,
            None,
            tuple(lines),
            want_label(mismatch, "in_features", f"takes F={want}"),
            notes=notes,
            confidence=0.6,
            primary_label=operand_sizes(mismatch, "input"),
            data={"joined": joined, "got": got, "want": want},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The images, the pooling, the layer: ranked by what the numbers tell of the author's plan."""
        got, want, joined = cause.data["got"], cause.data["want"], cause.data["joined"]
        image = image_argument(trace) if joined is not None or _as_map(trace, mismatch) else None
        if image is not None and len(image[1]) == 3:
            yield from _missing_batch(trace)
        plan = Plan.of(trace, mismatch, joined, got, want)
        # the first look has little time, and image sizes take the most of it: first only where they tell the most
        early = bool(transform_calls(trace))
        images = _images(trace, mismatch, image[1], plan, early) if image is not None else iter(())
        yield from images if early else ()
        if joined is not None:
            yield from _keep_batch(joined, want)
            yield from maps_of_size(trace, mismatch, joined, plan, want)
            yield from rounded_up(trace, mismatch.layer, "in_features", joined[1], 0.83)
        yield from there_and_back(trace, want, 0.9)
        yield from rows_of_vector(trace, mismatch, got, want, 0.82)
        yield from written_columns(trace, got, want, 0.86)
        yield from stacked_rows(trace, mismatch, "input", want, 0.86)
        base = 0.66 if image is None or len(image[1]) != 3 else 0.3
        owner = last_dim_owner(trace, mismatch, "input", -1)
        told = width_worth(trace, mismatch.layer, "in_features", got) if owner is not None else 0.0
        yield from set_argument(
            trace, mismatch.layer, "in_features", want, got, base + told, factors=plan.factors, far=0.03,
            why=f"{want} features are expected, {got} arrive",
        )  # fmt: skip
        if joined is not None:
            yield from planned_channels(trace, mismatch, written(trace, mismatch), joined[1], 0.64)
            yield from _whole_samples(trace, joined, got, want)
        yield from of_a_name(trace, mismatch.layer, "in_features", got, want, 0.9)
        yield from other_names(trace, mismatch.layer, "in_features", want, got, 0.76)
        yield from whole_argument(trace, mismatch.layer, "in_features", got, want, 0.62)
        yield from behind_producer(trace, mismatch.layer, "in_features", got, 0.9)
        yield from first_width(trace, mismatch.layer, got, want, 0.8)
        yield from unreversed(trace, mismatch.layer, 0.88)
        yield from turned_weight(trace, mismatch, got, 0.88)
        yield from times_name(trace, mismatch.layer, got, want, 0.88)
        yield from grown_width(trace, mismatch.layer, want, got, 0.86)
        yield from widths_summed(trace, mismatch.layer, "in_features", 0.88)
        yield from term_too_many(trace, mismatch.layer, "in_features", want, got, 0.8)
        yield from swapped(trace, mismatch.layer, "in_features", got, 0.86)
        yield from exchanged_axes(trace, 0.84)
        yield from joined_for_layer(trace, mismatch, got, want, -1, 0.88)
        yield from encoded_together(trace, 0.7)
        yield from fitted_on(trace, 0.74)
        yield from named_twice(trace, 0.84)
        yield from counted_switches(trace, want, got, 0.8)
        yield from summed_names(trace, mismatch, "in_features", got, -1, 0.84)
        yield from shared_width(trace, mismatch, want, 0.82)
        yield from part_widths(trace, mismatch, got, want, -1, 0.6)
        yield from regrouped(trace, want, 0.84)
        yield from as_given_before(trace, mismatch.layer, "in_features", owner, 0.82)
        yield from classifier_left_on(trace, owner, want, 0.64)
        if owner is not None:
            yield from of_producer(trace, mismatch.layer, "in_features", owner, 0.87)
            yield from swapped(trace, *owner, want, 0.86)
            if owner[1] == "hidden_size" and want == 2 * got:
                yield from both_ways(trace, owner[0], 0.86)
            yield from set_argument(
                trace, owner[0], owner[1], got, want, 0.6 + width_worth(trace, *owner, want), far=0.03,
                why=f"gives {got} features, {layer_name(trace, mismatch)} takes {want}",
            )  # fmt: skip
        yield from asked_part(trace, mismatch.layer, "in_features", got, 0.88)
        yield from announced(trace, got, want, 0.9)
        yield from built_for_less(trace, mismatch, "input", got, want, 0.7)
        yield from made_elsewhere(trace, mismatch, "input", got, want, 0.6)
        templates = _forms(trace, mismatch.operands["input"].shape, got, want)
        yield from structural(trace, mismatch, "input", templates, stage=Stage.RESHAPE)
        yield from images

    def rejected(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> tuple[Rejected, ...]:
        """A view to the wanted number mixes samples."""
        got, want = cause.data["got"], cause.data["want"]
        rows = math.prod(mismatch.operands["input"].shape)
        if cause.data["joined"] is not None and want and rows % want == 0 and got != want:
            made, batch = rows // want, mismatch.operands["input"].shape[0]
            if made == _batch(trace):
                return ()
            what = f"puts the {batch} samples into {made}" if made < batch else f"spreads the samples over {made}"
            return (Rejected(f"view(-1, {want})", f"runs, but {what} row{'s' * (made > 1)}"),)
        return ()


def _images(trace: Trace, mismatch: Mismatch, image: Shape, plan: Plan, transforms: bool) -> Iterator[Fix]:
    """Images of a size at which the forward succeeds, where the program decides it."""
    if len(mismatch.operands["input"].shape) != 2 or _pooled_to_one_size(trace, mismatch):
        return
    now = image[-2:]
    prior = 0.8 if transforms else 0.74 if own_sizes(trace) else 0.5 if plan.written else 0.44
    yield from crop_pairs(trace, now, prior + 0.1)
    planned, maps = written(trace, mismatch)[1:], plan.factors[1:]
    if len(planned) == len(maps) == 2 and all(n * p % m == 0 for n, p, m in zip(now, planned, maps, strict=True)):
        scaled = tuple(n * p // m for n, p, m in zip(now, planned, maps, strict=True))
        if scaled[0] != scaled[1] and scaled != tuple(now):  # the square ones are found below
            yield from resize_literals(trace, (now[0], now[1]), (scaled[0], scaled[1]), prior)
    for index, size in enumerate(fitting_sizes(trace)):
        worth = prior - 0.06 * index - plainness(now, size) - _as_planned(now, plan)
        yield from resize_literals(trace, (now[0], now[1]), size, worth)
        if not transforms or index == 0:
            yield from insert_resize(trace, size, worth - (0.03 if plan.written else 0.12))


def _as_planned(now: Shape, plan: Plan) -> float:
    """What is to be taken off where 7×7 maps were planned of 224×224: the pictures are right, a halving is missing."""
    return 0.2 if tuple(now) == (_IMAGENET, _IMAGENET) and plan.side == _IMAGENET >> 5 else 0.0


def _forms(trace: Trace, shape: Shape, got: int, want: int) -> list[Template]:
    """Other forms of what arrives: flattened, turned, one step of a sequence."""
    templates = [*squeezes(shape, 0.5), *_rows_of_a_sample(trace, shape, got, want)]
    if len(shape) == 3 and got > 1 and want % got == 0 and shape[1] % (want // got) == 0:
        joined = f"join {want // got} neighbouring rows of each sample"
        why = f"the layer takes {want // got} rows of {got}"
        templates.append(Template(f"{{}}.unflatten(1, (-1, {want // got})).flatten(2)", 0.7, joined, why))
    if len(shape) == 3:
        turned = "features are not the last axis"
        templates.append(Template("{}.flatten(1)", 0.62, "flatten all but the batch axis", "never flattened"))
        made = shape[1] == want and shape[2] != want
        templates.append(Template("{}.transpose(1, 2)", 0.84 if made else 0.6, "swap the last two axes", turned))
        templates.append(Template("{}[:, -1]", 0.45, "take the last step", "a whole sequence arrives"))
        templates.append(Template("{}.mean(1)", 0.4, "average over the sequence", "a whole sequence arrives"))
    return templates


def _pooled_to_one_size(trace: Trace, mismatch: Mismatch) -> bool:
    """Whether an adaptive pool makes the features independent of the image size."""
    for record in records_of(trace, mismatch, "input"):
        op = ops.canonical(record.name)
        if op.startswith(("adaptive", "mean")):
            return True
        if op.startswith("conv"):
            return False
    return False


def _as_map(trace: Trace, mismatch: Mismatch) -> bool:
    """Whether what arrives was a map on its way; a recurrent state of one layer has an image's axes, too."""
    kinds = ("conv", "max_pool", "avg_pool", "adaptive", "interpolate", "batch_norm")
    return any(ops.canonical(record.name).startswith(kinds) for record in records_of(trace, mismatch, "input"))


def _missing_batch(trace: Trace) -> Iterator[Fix]:
    """One image without a batch axis: its channels are taken for the batch."""
    yield from root_structural(
        trace,
        [Template("{}.unsqueeze(0)", 0.84, "add the batch axis", "a single image without a batch axis")],
        stage=Stage.DATA_LOADING,
    )


def _batch(trace: Trace) -> int:
    """How many samples the model was given; 0 where that is not known."""
    root = shape_of(next((v for v in trace.root.args if is_tensor(v)), None)) if trace.root is not None else None
    return root[0] if root else 0


def _rows_of_a_sample(trace: Trace, shape: Shape, got: int, want: int) -> Iterator[Template]:
    """Several rows for each sample, which together are as long as a row should be."""
    rows, batch = shape[0] if shape else 0, _batch(trace)
    if len(shape) != 2 or batch < 2 or rows <= batch or rows % batch or rows // batch * got != want:
        return
    if any(r.name == "cat" for r in trace.records[-4:]):
        return  # joined end to end: neighbouring rows are of different samples
    why = f"there are {rows // batch} rows of {got} for each of the {batch} samples"
    yield Template(f"{{}}.view(-1, {want})", 0.84, "put the rows of each sample back into one", why)


def _keep_batch(joined: tuple[Record, Shape], want: int) -> Iterator[Fix]:
    """``torch.flatten(x)`` and ``nn.Flatten(0)`` flatten the batch axis, too."""
    record, before = joined
    if record.name != "flatten" or math.prod(before[1:]) != want or out_shape(record) != (math.prod(before),):
        return
    call = call_at(record.site)
    parts = receiver(call) if call is not None else None
    why = "the batch axis is flattened, too"
    if call is not None and parts is not None and len(call.node.args) <= 2 and not call.node.keywords:
        function = source_text(call.source, call.node.func)
        inner = source_text(call.source, parts[0])
        text = f"{function}(1)" if function.startswith(inner) else f"{function}({inner}, 1)"
        yield fix("keep the batch axis", replaced(call, text), 0.95, stage=Stage.RESHAPE, why=why)


def _whole_samples(trace: Trace, joined: tuple[Record, Shape], got: int, want: int) -> Iterator[Fix]:
    """``view(-1, 16 * 5 * 2)`` of maps of 16·5·5: rows of the size that one sample has, and that the layer takes."""
    record, before = joined
    out, call = out_shape(record), call_at(record.site)
    if call is None or out is None or out[0] == before[0] or math.prod(before[1:]) != want or not call.node.args:
        return
    for target in retarget(bench_of(trace).resolver, call.source, call.node.args[-1], got, want, tuple(before[1:]))[:3]:
        why = f"each sample has {want} features, the rows here {got}"
        yield fix("give each sample a row", target.edits, 0.86, stage=Stage.RESHAPE, why=why)


def _spatial_math(trace: Trace, mismatch: Mismatch, joined: Record) -> tuple[str, ...]:
    """The last changes of the map's height, with their arithmetic."""
    lines: list[str] = []
    seen = False
    for record in records_of(trace, mismatch, "input"):
        if record is joined:
            seen = True
            continue
        before, after = in_shape(record), out_shape(record)
        if not seen or before is None or after is None or len(before) < 3 or len(lines) == 3:
            continue
        changes = ops.explain_change(record.name, record.args, record.kwargs, before, after)
        lines += [f"{ops.canonical(record.name)}: {text}" for _, text in changes[:1]]
    return (", ".join(reversed(lines)),) if lines else ()
