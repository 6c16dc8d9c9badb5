"""A picture that an encoder was given before the failing decoder: its size, rounded to what the halvings divide."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.images.sizes import image_argument, resize_literals
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of

_COLOURS = 4


def rounded_pictures(trace: Trace, mismatch: Mismatch, roles: tuple[str, str], prior: float) -> Iterator[Fix]:
    """720 rows that come as 45 and 46: a multiple of 32, for the map of 45 is a sixteenth and is halved once more."""
    if image_argument(trace) is not None or trace.crash.user is None:
        return
    maps = [mismatch.operands[role].shape for role in roles]
    if any(len(shape) != 4 for shape in maps):
        return
    for picture in _pictures(trace):
        step = _step(picture, maps)
        if step < 2:
            continue
        now = (picture[-2], picture[-1])
        why = f"{now[0]}×{now[1]} cannot be halved as often as the model does: no multiple of {step}"
        for rank, up in enumerate((False, True)):
            size = [-(-side // step) * step if up else side // step * step for side in now]
            if min(size) > 0 and tuple(size) != now:
                yield from resize_literals(trace, now, (size[0], size[1]), prior - 0.04 * rank, why=why,
                                           stage=Stage.AUGMENTATION)  # fmt: skip
        return


def _pictures(trace: Trace) -> Iterator[Shape]:
    """The images in the live frames, the nearest first."""
    for frame in trace.user_frames():
        for value in list(frame.frame.f_locals.values()):
            shape = shape_of(value)
            if shape is not None and len(shape) == 4 and shape[1] <= _COLOURS and min(shape[2:]) > _COLOURS:
                yield shape


def _step(picture: Shape, maps: list[Shape]) -> int:
    """Twice what the smaller of two maps that differ by a row is a part of."""
    for axis in (-2, -1):
        small, large = sorted(shape[axis] for shape in maps)
        if large - small == 1 and picture[axis] >= 2 * small:
            scale = picture[axis] / small
            power = 1 << round(scale - 0.5).bit_length() - 1
            return 2 * power if power > 1 else 0
    return 0
