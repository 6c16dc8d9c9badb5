"""SF109: a transposed convolution is given vectors instead of 1×1 maps.

What it is
    ``ConvTranspose2d`` takes (N, C, H, W); a batch of latent vectors is (N, C).

Why it happens
    A generator starts from ``torch.randn(n, nz)`` where ``torch.randn(n, nz, 1, 1)`` is a batch of 1×1 maps, or from
    the output of a linear layer that was never viewed as a map.

Not this fault
    An image with a batch axis too few: see SF103.

See also
    torch.nn.ConvTranspose2d, torch.nn.Unflatten
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.undo import undone
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Edit, Fix, MathLine, Span, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import callee


class LatentWithoutMap(Fault):
    """(N, C) where (N, C, 1, 1) belongs."""

    code = "SF109"
    name = "latent-without-map"
    title = "a transposed convolution is given vectors instead of 1×1 maps"
    ops = ("conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "conv2d", "conv3d")
    rule = "input.dim() = 4 (N, C, H, W)"
    example = """
        z = torch.randn(4, 16)
        nn.ConvTranspose2d(16, 8, 4)(z)
    """
    expected = """
        error[SF109]: conv_transpose2d got vectors (4, 16), it takes maps
    """
    near_misses = ("nn.ConvTranspose2d(16, 8, 4)(torch.randn(4, 16, 1, 1))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """A matrix whose columns are, or hold, the channels."""
        shape, weight = mismatch.shape("input"), mismatch.shape("weight")
        if shape is None or len(shape) != 2 or weight is None or len(weight) < 4:
            return None
        transposed = mismatch.op.startswith("conv_transpose")
        channels = weight[0] if transposed else weight[1] * int(mismatch.params.get("groups", 1) or 1)
        if shape[1] % channels:
            return None
        if not transposed and shape[1] == channels:
            return None
        return Cause(
            f"{mismatch.op} got vectors ({shape[0]}, {shape[1]}), it takes maps",
            Stage.RESHAPE,
            None,
            (MathLine("input.dim()", "2", str(len(weight))),),
            confidence=0.85,
            primary_label=operand_sizes(mismatch, "input"),
            data={"channels": channels, "dims": len(weight) - 2},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """A view as maps: where the vectors are handed on, or where they are drawn."""
        shape = mismatch.operands["input"].shape
        channels, dims = cause.data["channels"], cause.data["dims"]
        area = shape[1] // channels
        if area == 1:
            nones = ", ".join(["None"] * dims)
            template = Template(f"{{}}[:, :, {nones}]", 0.84, "see each vector as a map of one pixel", "vectors arrive")
            yield from structural(trace, mismatch, "input", [template], stage=Stage.RESHAPE)
            yield from self._drawn(mismatch, trace, dims)
            return
        side = round(area ** (1 / dims))
        if side**dims != area:
            return
        sides = ", ".join([str(side)] * dims)
        yield from undone(trace, mismatch, "input", ("view", "reshape", "flatten"), 0.88, stage=Stage.RESHAPE)
        template = Template(f"{{}}.view(-1, {channels}, {sides})", 0.84, "see each vector as a map", "vectors arrive")
        yield from structural(trace, mismatch, "input", [template], stage=Stage.RESHAPE)

    def _drawn(self, mismatch: Mismatch, trace: Trace, dims: int) -> Iterator[Fix]:
        shape = mismatch.operands["input"].shape
        for place in places(trace, mismatch, "input"):
            node = place.node
            if not isinstance(node, ast.Call) or callee(node) not in ("randn", "rand", "normal") or len(node.args) != 2:
                continue
            if math.prod(shape) == 0:
                continue
            end = place.source.span(node.args[1]).end
            yield fix(
                "draw maps of one pixel",
                Edit(Span(place.source.path, end, end), ", 1" * dims),
                0.8,
                stage=Stage.RESHAPE,
                why="vectors are drawn here, the generator takes maps",
            )
