"""A mask (N, H, W) beside a prediction (N, 1, H, W): the axis that it lacks, which another tensor at hand has."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.shapes import Template
from shapefault.model import Shape
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of


def as_its_partner(trace: Trace, shape: Shape, prior: float) -> Iterator[Template]:
    """The axis of size 1 with which a tensor of ``shape`` has that of another tensor of the running function."""
    user = trace.crash.user
    held = {s for v in user.frame.f_locals.values() if (s := shape_of(v)) is not None} if user is not None else set()
    for axis in range(len(shape) + 1):
        like = (*shape[:axis], 1, *shape[axis:])
        if like in held and len(shape) > 1:
            yield Template(f"{{}}.unsqueeze({axis})", prior, f"add the axis {axis} that the other tensor has",
                           "an axis is missing")  # fmt: skip
