"""A map of predictions has another height and width than the picture that it is compared with."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, names_bound
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.outputs import output_journeys
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.trace import Mismatch, Trace


def map_sizes(trace: Trace, mismatch: Mismatch, want: Shape, prior: float) -> Iterator[Fix]:
    """Layers or image sizes under which the map gets the sizes ``want``; else the map resized to them."""
    first = mismatch.operands["input"].shape
    yield from output_journeys(trace, mismatch, first, (*first[:-2], *want), prior)
    yield from resized(trace, mismatch, want, prior - 0.12)


def resized(trace: Trace, mismatch: Mismatch, want: Shape, prior: float) -> Iterator[Fix]:
    """``F.interpolate(output, size=target.shape[-2:])``, as it is done where a network's output is coarser."""
    inputs, targets = places(trace, mismatch, "input")[:2], places(trace, mismatch, "target")[:1]
    if not inputs or not targets or not isinstance(targets[0].node, ast.Name | ast.Attribute | ast.Subscript):
        return
    for place in inputs:
        if place.kind == "loop" or place.source is not targets[0].source or place.level != targets[0].level:
            continue
        functional = names_bound(place.source, "torch.nn.functional", "torch.nn.functional")
        text = targets[0].span.text
        template = f'{functional}.interpolate({{}}, size={text}.shape[-2:], mode="bilinear", align_corners=False)'
        yield fix(
            "resize the predictions to the masks",
            place.edit(template),
            prior - (0.02 if place.kind != "use" else 0.0),
            stage=Stage.LOSS_TARGET,
            why=f"the predictions are {_by(mismatch.operands['input'].shape)}, the masks {_by(want)}",
        )


def _by(shape: Shape) -> str:
    return "×".join(map(str, shape[-2:]))
