"""SF606: a norm layer is given a tensor with another number of axes.

What it is
    ``BatchNorm1d`` takes (N, C) or (N, C, L), ``BatchNorm2d`` (N, C, H, W), ``BatchNorm3d`` (N, C, D, H, W).

Why it happens
    The layer was copied from another place of the network: a 1-d norm behind a 2-d convolution, a 2-d norm behind a
    linear layer.

Not this fault
    A convolution with another number of axes: see SF103.

See also
    torch.nn.BatchNorm1d, torch.nn.BatchNorm2d
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import layer_name, operand_sizes, want_label
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.constructor import swap_class
from shapefault.faults.rewrite.layers.siblings import sibling_layers
from shapefault.faults.rewrite.shapes import Template, flattens, squeezes, structural, unsqueezes
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_RANKS = {"1d": (2, 3), "2d": (4,), "3d": (5,)}
_KINDS = ("BatchNorm", "InstanceNorm", "SyncBatchNorm")


class NormRank(Fault):
    """The number of axes is not the layer's."""

    code = "SF606"
    name = "norm-rank"
    title = "a norm layer is given a tensor with another number of axes"
    ops = ("batch_norm", "instance_norm")
    rule = "BatchNorm2d: input.dim() = 4"
    example = """
        x = torch.rand(8, 32, 14, 14)
        norm = nn.BatchNorm1d(32)
        norm(x)
    """
    fixed = """
        x = torch.rand(8, 32, 14, 14)
        norm = nn.BatchNorm2d(32)
        norm(x)
    """
    expected = """
        error[SF606]: BatchNorm1d got a tensor of 4 axes, it takes 2 or 3
    """
    near_misses = ("nn.BatchNorm2d(32)(torch.rand(8, 32, 14, 14))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The class's own number of axes is not the tensor's."""
        shape, old = mismatch.shape("input"), type(mismatch.layer).__name__
        wanted = _RANKS.get(old[-2:])
        if shape is None or mismatch.layer is None or wanted is None or not old.startswith(_KINDS):
            return None
        if len(shape) in wanted or (old.startswith("Instance") and len(shape) + 1 in wanted):
            return None
        listed, axes = " or ".join(map(str, wanted)), "axis" if len(shape) == 1 else "axes"
        return Cause(
            f"{old} got a tensor of {len(shape)} {axes}, it takes {listed}",
            Stage.LAYER_CONFIG,
            None,
            (MathLine("input.dim()", str(len(shape)), listed),),
            want_label(mismatch, "num_features", f"takes {listed} axes"),
            confidence=0.9 if len(shape) > 1 else 0.8,  # there is no norm for one axis: it lost one before
            primary_label=operand_sizes(mismatch, "input"),
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The class for this number of axes; another norm; the tensor flattened or squeezed before."""
        shape = mismatch.operands["input"].shape
        old = type(mismatch.layer).__name__
        name = layer_name(trace, mismatch)
        features = getattr(mismatch.layer, "num_features", None)
        fits = len(shape) > 1 and shape[1] == features
        why = f"{name} is a {old}, the tensor has {len(shape)} axes"
        yield from sibling_layers(trace, 0.7)
        for dims, ranks in _RANKS.items():
            if len(shape) in ranks:
                edit = swap_class(mismatch.layer, f"{old[:-2]}{dims}", {old})
                if edit is not None:
                    title = f"use {old[:-2]}{dims}, the tensor has {len(shape)} axes"
                    yield fix(title, edit, 0.84 if fits else 0.55, stage=Stage.LAYER_CONFIG, why=why)
        templates: list[Template] = []
        if len(shape) > max(_RANKS[old[-2:]]):
            templates += squeezes(shape, 0.66)
            flat = [t for t in flattens(len(shape), 0.58) if fits or t.text == "{}.flatten(1)"]
            templates += flat
        else:
            templates += unsqueezes(len(shape), 0.4)
        yield from structural(trace, mismatch, "input", templates, stage=Stage.RESHAPE, limit=6)
