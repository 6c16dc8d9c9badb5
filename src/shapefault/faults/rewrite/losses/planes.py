"""Class numbers where a plane for each class is needed: one-hot targets."""

from __future__ import annotations

import math
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, names_bound
from shapefault.faults.rewrite.forms import forms
from shapefault.faults.rewrite.peek import real_operand
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


def class_planes(trace: Trace, mismatch: Mismatch, role: str, want: Shape, prior: float) -> Iterator[Fix]:
    """``F.one_hot(target, C)`` with the classes moved to axis 1, where the prediction has them."""
    classes = want[1] if len(want) > 1 else 0
    if classes < 2:
        return
    real = real_operand(trace, mismatch, role)
    shares = real is not None and real.is_floating_point() and real.numel() and float(real.detach().max()) <= 1.0
    if shares and (classes > 2 or len(want) == 2):
        return  # ones and zeros, or shares: no class numbers
    each = "plane" if len(want) > 2 else "number"
    for form in forms(trace, mismatch, role):
        shape = form.shape
        bare = shape[:1] + shape[2:] if len(shape) == len(want) and shape[1] == 1 else shape
        if bare != (want[0], *want[2:]):
            continue
        functional = names_bound(form.place.source, "torch.nn.functional", "torch.nn.functional")
        inner = "{}.squeeze(1)" if bare != shape else "{}"
        order = ", ".join(map(str, (0, len(want) - 1, *range(1, len(want) - 1))))
        moved = f".permute({order})" if len(want) > 2 else ""
        yield fix(
            f"one {each} for each class from the class numbers",
            form.edit(f"{functional}.one_hot({inner}.long(), {classes}){moved}.float()"),
            prior - (0.02 if form.place.kind != "use" else 0.0),
            stage=Stage.LOSS_TARGET,
            why=f"the targets are class numbers, the predictions have a {each} for each class",
        )


def foreground(trace: Trace, mismatch: Mismatch, role: str, want: Shape, prior: float) -> Iterator[Fix]:
    """The second of two planes of a prediction that meets a mask of one plane, also where both are flat."""
    for form in forms(trace, mismatch, role):
        two = len(form.shape) > 2 and form.shape[1] == 2
        if two and math.prod(form.shape) == 2 * math.prod(want) and form.shape[0] == want[0]:
            yield fix(
                "take the plane of the foreground", form.edit("{}[:, 1:]"),
                prior - (0.02 if form.place.kind != "use" else 0.0), stage=Stage.LOSS_TARGET,
                why="the prediction has a plane for the background, too, the mask has one plane",
            )  # fmt: skip
