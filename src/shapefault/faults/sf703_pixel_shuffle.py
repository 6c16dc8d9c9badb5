"""SF703: a pixel shuffle finds channels that are no multiple of the square of its factor.

What it is
    ``PixelShuffle(r)`` turns C·r² channels of H×W into C channels of rH×rW; ``PixelUnshuffle(r)`` needs H and W that
    are multiples of r.

Why it happens
    The convolution in front was written for a factor of 2, the shuffle has another.

Not this fault
    A convolution behind it with other channels: see SF102.

See also
    torch.nn.PixelShuffle
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from typing import Any

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import last_dim_owner, layer_name, operand_sizes
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.constructor import argument, constructor, set_argument
from shapefault.faults.rewrite.layers.meet import image_sizes
from shapefault.model import Edit, Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_BOTH = "{0} times the height and {0} times the width take {1} channels for each"


class PixelShuffle(Fault):
    """The factor does not divide what it should."""

    code = "SF703"
    name = "pixel-shuffle"
    title = "a pixel shuffle finds channels that are no multiple of the square of its factor"
    ops = ("pixel_shuffle", "pixel_unshuffle")
    rule = "C is a multiple of upscale_factor²"
    example = """
        conv, shuffle = nn.Conv2d(3, 12, 3, padding=1), nn.PixelShuffle(3)
        shuffle(conv(torch.rand(1, 3, 8, 8)))
    """
    expected = """
        error[SF703]: pixel_shuffle got 12, its factor takes a multiple of 9
    """
    near_misses = ("nn.PixelShuffle(2)(torch.rand(1, 12, 8, 8))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The channels or the sizes are no multiple."""
        broken = mismatch.broken
        if broken is None or broken.kind not in ("channels", "size") or mismatch.shape("input") is None:
            return None
        name = "upscale_factor" if mismatch.op == "pixel_shuffle" else "downscale_factor"
        factor = mismatch.params.get(name, getattr(mismatch.layer, name, None))
        if not isinstance(factor, int):
            return None
        wanted = factor**2 if mismatch.op == "pixel_shuffle" else factor
        got = mismatch.operands["input"].shape[broken.axis] if broken.axis is not None else broken.got
        return Cause(
            f"{mismatch.op} got {got}, its factor takes a multiple of {wanted}",
            Stage.LAYER_CONFIG,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=0.85,
            primary_label=operand_sizes(mismatch, "input"),
            data={"got": got, "factor": factor, "parameter": name},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The channels of the layer before, or the factor that they were written for."""
        got, factor, parameter = cause.data["got"], cause.data["factor"], cause.data["parameter"]
        name = layer_name(trace, mismatch)
        if parameter == "downscale_factor":
            yield from image_sizes(trace, 0.7)
            return
        broken = mismatch.broken
        axis = broken.axis if broken is not None and broken.axis is not None else 1
        owner = last_dim_owner(trace, mismatch, "input", axis)
        if owner is not None and got % factor == 0:
            yield from _squared(trace, owner, factor, 0.88)
        root = math.isqrt(got)
        for base in sorted({r for r in range(2, root + 1) if got % (r * r) == 0}, reverse=True):
            new = got // base**2 * factor**2
            if owner is not None:
                yield from set_argument(
                    trace, owner[0], owner[1], got, new, 0.76, factors=(got // base**2, factor, factor),
                    why=f"{new} channels make {got // base**2} at {factor} times the size",
                )  # fmt: skip
            why = f"{got} channels are made for a factor of {base}"
            yield from set_argument(trace, mismatch.layer, parameter, factor, base, 0.7, why=why)
        whole = max(got // factor**2, 1) * factor**2
        if owner is not None:
            why = f"{name} takes a multiple of {factor**2}"
            for new in dict.fromkeys((got * factor**2, whole)):
                yield from set_argument(trace, owner[0], owner[1], got, new, 0.6, why=why)


def _squared(trace: Trace, owner: tuple[Any, str], factor: int, prior: float) -> Iterator[Fix]:
    """``colors * scale`` channels: the factor is counted for one axis, there are two."""
    call = constructor(owner[0])
    node = argument(call, owner[0], owner[1]) if call is not None else None
    if call is None or not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
        return
    resolver = bench_of(trace).resolver
    doubled = isinstance(node.right, ast.Constant) and node.right.value == 2
    if doubled and factor in resolver.values(call.source, node.left):
        yield fix(
            "square the factor, do not double it",
            Edit(call.source.span(node), f"{call.source.span(node.left).text} ** 2"),
            prior,
            stage=Stage.LAYER_CONFIG,
            why=_BOTH.format(factor, factor**2),
        )
        return
    for part in (node.right, node.left):
        if factor in resolver.values(call.source, part):
            span = call.source.span(part)
            yield fix(
                f"count the factor {span.text} for both axes",
                Edit(span, f"{span.text} ** 2"),
                prior,
                stage=Stage.LAYER_CONFIG,
                why=_BOTH.format(factor, factor**2),
            )
            return
