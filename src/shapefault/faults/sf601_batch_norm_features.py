"""SF601: a batch norm is built for another number of channels.

What it is
    ``BatchNorm`` keeps one mean and one variance for each channel, that is for axis 1, whose size is not
    ``num_features``.

Why it happens
    ``BatchNorm1d(F)`` on (N, L, F): axis 1 is the step there, features are last. Else ``num_features`` is not the
    ``out_channels`` of the layer before, or counts something (people, joints, sensors) that the data has more of.

Not this fault
    A tensor with too many or too few axes: see SF606. Only one value per channel: see SF605.

See also
    torch.nn.BatchNorm1d, torch.nn.LayerNorm
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import last_dim_owner, layer_name, operand_sizes, taken_next, want_label
from shapefault.faults.rewrite.images.input_axes import exchanged_axes
from shapefault.faults.rewrite.layers.around import around, detours, joined_rows
from shapefault.faults.rewrite.layers.behind_producer import behind_producer, of_producer
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.layers.grown_width import grown_width
from shapefault.faults.rewrite.layers.in_row import before_its_layer
from shapefault.faults.rewrite.layers.names import other_names
from shapefault.faults.rewrite.layers.siblings import sibling_layers
from shapefault.faults.rewrite.shapes import Template, permutations, structural
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class BatchNormFeatures(Fault):
    """``num_features`` is not the size of axis 1."""

    code = "SF601"
    name = "batch-norm-features"
    title = "a batch norm is built for another number of channels"
    ops = ("batch_norm", "instance_norm")
    rule = "C = num_features"
    example = """
        x = torch.rand(8, 32, 14, 14)
        norm = nn.BatchNorm2d(16)
        norm(x)
    """
    fixed = """
        x = torch.rand(8, 32, 14, 14)
        norm = nn.BatchNorm2d(32)
        norm(x)
    """
    expected = """
        error[SF601]: batch_norm got 32 channels on axis 1, it is built for 16
    """
    near_misses = ("nn.BatchNorm2d(32)(torch.rand(8, 32, 14, 14))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The per-channel statistics or weights have another size."""
        broken, shape = mismatch.broken, mismatch.shape("input")
        if broken is None or broken.kind != "channels" or shape is None or broken.want_value is None:
            return None
        got, want = shape[1], broken.want_value
        square = len(shape) > 3 and shape[-1] == shape[-2]
        last = (
            len(shape) > 2 and shape[-1] == want and not square and last_dim_owner(trace, mismatch, "input", 1) is None
        )
        notes = ("features stand on the last axis: the norm reads axis 1 as channels",) if last else ()
        return Cause(
            f"{mismatch.op} got {got} channels on axis 1, it is built for {want}",
            Stage.LAYER_CONFIG,
            None,
            (MathLine("C = num_features", str(got), str(want)),),
            want_label(mismatch, "num_features", f"takes C={want}"),
            notes=notes,
            confidence=0.8,
            primary_label=operand_sizes(mismatch, "input"),
            data={"got": got, "want": want, "last": last},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Features that stand last; the norm's own number; the layer before; another norm of the module."""
        got, want, last = cause.data["got"], cause.data["want"], cause.data["last"]
        shape = mismatch.operands["input"].shape
        name = layer_name(trace, mismatch)
        why = f"{name} reads axis 1 ({got}) as channels, the {want} features are on the last axis"
        if last:
            yield from around(trace, detours(len(shape)), 0.84, why=why, applicability="safe")
            yield from around(trace, joined_rows(len(shape)), 0.86, why=why, applicability="safe")
            order = Template("{}.transpose(1, 2)", 0.5, "put the features on axis 1", why)
            swaps = [order] if len(shape) == 3 else list(permutations(len(shape), 0.5))
            yield from structural(trace, mismatch, "input", swaps, stage=Stage.RESHAPE, limit=3)
        yield from sibling_layers(trace, 0.76)
        yield from before_its_layer(trace, mismatch.layer, got, want, 0.9)
        yield from grown_width(trace, mismatch.layer, want, got, 0.88)
        yield from exchanged_axes(trace, 0.86)
        yield from other_names(trace, mismatch.layer, "num_features", want, got, 0.3 if last else 0.76)
        owner = last_dim_owner(trace, mismatch, "input", 1)
        producer = owner[0] if owner is not None else None
        yield from behind_producer(trace, mismatch.layer, "num_features", got, 0.92, producer)
        yield from of_producer(trace, mismatch.layer, "num_features", owner, 0.87) if owner is not None else ()
        yield from set_argument(
            trace, mismatch.layer, "num_features", want, got, 0.4 if last else 0.74, far=0.02,
            why=f"{name} is built for {want} channels, {got} arrive",
        )  # fmt: skip
        if owner is not None:
            why = f"gives {got} channels, {name} takes {want}"
            agreed = taken_next(trace, mismatch.layer) == want
            yield from set_argument(trace, owner[0], owner[1], got, want, 0.8 if agreed else 0.62, why=why)
        if not last:
            moves = list(permutations(len(shape), 0.5))
            yield from structural(trace, mismatch, "input", moves, stage=Stage.RESHAPE, limit=6)
