"""SF202: a feature map reaches a linear layer without being flattened.

What it is
    ``nn.Linear`` takes the last axis as features; a map (N, C, H, W) has its width there.

Why it happens
    The step between the convolutional part and the head is missing, or it flattened other axes than C, H and W.

Not this fault
    A map that was flattened to another number than the layer takes: see SF201.

See also
    torch.flatten, torch.nn.Flatten, torch.nn.AdaptiveAvgPool2d
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import layer_name, operand_sizes, records_of, want_label
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.layers.rows import flatten_in_row
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class NeverFlattened(Fault):
    """The linear layer reads the width of a feature map as features."""

    code = "SF202"
    name = "never-flattened"
    title = "a feature map reaches a linear layer without being flattened"
    ops = ("linear",)
    rule = "input is (N, F) with F = in_features"
    example = """
        maps = torch.rand(8, 64, 7, 7)
        nn.Linear(64 * 7 * 7, 10)(maps)
    """
    fixed = """
        maps = torch.rand(8, 64, 7, 7)
        nn.Linear(64 * 7 * 7, 10)(maps.flatten(1))
    """
    expected = """
        error[SF202]: linear got a map of 4 axes, its last axis 7 is not in_features 3136
    """
    near_misses = ("nn.Linear(7, 10)(torch.rand(8, 64, 7, 7))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """More than two axes arrive, and the last one does not fit."""
        shape, weight = mismatch.shape("input"), mismatch.shape("weight")
        if shape is None or weight is None or len(shape) < 3 or shape[-1] == weight[1]:
            return None
        fits = math.prod(shape[1:]) == weight[1]
        if len(shape) == 3 and not fits:
            return None
        return Cause(
            f"linear got a map of {len(shape)} axes, its last axis {shape[-1]} is not in_features {weight[1]}",
            Stage.RESHAPE,
            None,
            (MathLine("F = in_features", f"{shape[-1]} (C·H·W = {math.prod(shape[1:])})", str(weight[1])),),
            want_label(mismatch, "in_features", f"takes F={weight[1]}"),
            confidence=0.8 if fits else 0.7,
            primary_label=operand_sizes(mismatch, "input"),
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Flatten, and where the numbers differ, count the features anew; or pool, or move the axes."""
        shape = mismatch.operands["input"].shape
        got, want = math.prod(shape[1:]), mismatch.operands["weight"].shape[1]
        stage = Stage.RESHAPE if records_of(trace, mismatch, "input") else Stage.DATA_LOADING
        flatten = Template("{}.flatten(1)", 0.85, "flatten all but the batch axis", "the maps are never flattened")
        channels_fit = shape[1] == want
        if channels_fit and len(shape) == 4:
            yield from structural(
                trace,
                mismatch,
                "input",
                [
                    Template("{}.mean((2, 3))", 0.97, "average each map", "the maps are never pooled"),
                    Template(
                        "{}.permute(0, 2, 3, 1)", 0.62, "put the channels last", "the features are not the last axis"
                    ),
                ],
                definition=0.01 if stage is Stage.DATA_LOADING else -0.02,
                outer=0.01 if stage is Stage.DATA_LOADING else 0.0,
                stage=stage,
            )
        elif channels_fit:
            yield from structural(
                trace, mismatch, "input",
                [Template("{}.transpose(1, 2)", 0.7, "swap the last two axes", "the features are not the last axis")],
                stage=Stage.RESHAPE,
            )  # fmt: skip
        for last in range(2, len(shape) - 1):
            if math.prod(shape[-last:]) == want:
                # a whole sample that has as many numbers, one plane, is rather meant
                worth = 0.76 if got == want else 0.86
                joined = Template(
                    f"{{}}.flatten(-{last})", worth, f"join the last {last} axes", "they are the features"
                )
                yield from structural(trace, mismatch, "input", [joined], stage=Stage.RESHAPE)
        if got == want and len(shape) == 3 and shape[-1] == 1 and not records_of(trace, mismatch, "input"):
            # one number a step, which the model is right to take for a row: it is given in another form than declared
            column = replace(flatten, prior=0.87)
            yield from structural(trace, mismatch, "input", [column], outer=0.02, stage=Stage.DATA_LOADING)
        if got == want:
            yield from flatten_in_row(trace, mismatch.layer, 0.86)
            yield from structural(trace, mismatch, "input", [flatten], stage=Stage.RESHAPE)
            return
        numbers = list(
            set_argument(trace, mismatch.layer, "in_features", want, got, 0.75, factors=tuple(shape[1:]), far=0.03)
        )
        for place in places(trace, mismatch, "input")[:2]:
            for number in numbers[:2]:
                name = layer_name(trace, mismatch)
                yield replace(
                    fix(
                        f"flatten the maps and give {name} in_features={got}",
                        [place.edit("{}.flatten(1)"), *number.edits],
                        number.prior + (0.0 if place.kind == "use" else -0.05),
                        stage=Stage.RESHAPE,
                        why="the maps are never flattened",
                    )
                )
