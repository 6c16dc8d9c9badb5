"""``Normalize`` on a clip (C, T, H, W): it takes the third axis from the end for the channels, and finds the frames."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.source.project import CallPlace, callee

_AXES = 4


def clip_channels(call: CallPlace, shape: Shape, want: int, prior: float) -> Iterator[Fix]:
    """The step put between a transposition of the first two axes and its reverse, where the first are the channels."""
    if len(shape) != _AXES or shape[0] != want or callee(call.node) != "Normalize":
        return
    span = call.span
    owner = span.text.split("Normalize")[0]
    yield fix(
        "normalize a clip with its frames first",
        Edit(span, f"{owner}Lambda(lambda clip: {span.text}(clip.transpose(0, 1)).transpose(0, 1))"), prior,
        stage=Stage.AUGMENTATION, why=f"a clip of {shape[1]} frames has its {shape[0]} channels on the first axis",
    )  # fmt: skip
