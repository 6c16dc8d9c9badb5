"""SF424: two NumPy arrays that should be combined have different sizes.

What it is
    Sizes must be equal, or 1, axis by axis from the last; a product sums axes of one size.

Why it happens
    Means and deviations of three channels meet an image whose channels stand first, an axis is missing, or the axes of
    one array are in another order.

Not this fault
    Tensors: see SF403 and SF211.

See also
    numpy.broadcast_to
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.aligning import inserted
from shapefault.faults.rewrite.axes.arrays import ArrayCall, array_call, reshaped
from shapefault.faults.rewrite.axes.outside_change import augmenting
from shapefault.faults.rewrite.axes.statistics_axis import other_statistics_axis
from shapefault.faults.rewrite.elsewhere.made_like import made_here
from shapefault.faults.rewrite.shapes import Template
from shapefault.model import Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_SAID = ("could not be broadcast", "not aligned", "mismatch in its core dimension")


class NumpyBroadcast(Fault):
    """Two arrays neither broadcast nor align."""

    code = "SF424"
    name = "numpy-broadcast"
    title = "two NumPy arrays that should be combined have different sizes"
    rule = "sizes are equal or 1, axis by axis from the last"
    example = """
        import numpy as np
        image, mean = np.zeros((3, 32, 48)), np.array([0.5, 0.4, 0.3])
        x = torch.from_numpy(image - mean)
    """
    fixed = """
        import numpy as np
        image, mean = np.zeros((3, 32, 48)), np.array([0.5, 0.4, 0.3])
        x = torch.from_numpy(image - mean[:, None, None])
    """
    expected = """
        error[SF424]: (3, 32, 48) and (3,) are combined
    """
    near_misses = ("import numpy as np\nnp.zeros((32, 48, 3)) - np.zeros(3); torch.rand(1)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """NumPy says so, and both arrays can be read again."""
        if not any(said in trace.crash.message for said in _SAID):
            return None
        call = array_call(trace)
        if call is None or len(call.operands) != 2:
            return None
        first, second = (o.shape for o in call.operands)
        return Cause(
            f"{first} and {second} are combined",
            _stage(trace),
            None,
            (MathLine(self.rule, str(first), str(second)),),
            confidence=0.86,
            primary_label=f"{first} and {second}",
            data={"call": call},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Axes of size 1 for the smaller one; the axes of either one moved."""
        call: ArrayCall = cause.data["call"]
        stage = cause.stage or Stage.DATA_LOADING
        yield from made_here(trace, 0.76, stage)
        if any(len(operand.shape) == 1 for operand in call.operands):
            yield from other_statistics_axis(trace, 0.8)
        for operand, other in (call.operands, call.operands[::-1]):
            if len(operand.shape) < len(other.shape) <= 5:
                found = [_plain(t, operand.shape) for t in inserted(operand.shape, other.shape)]
                added = [Template(t, 0.84 - 0.05 * n, "add the axes that are missing", "axes are missing")
                         for n, t in enumerate(found)]  # fmt: skip
                yield from reshaped(trace, call, operand, added, stage)
            rank = len(operand.shape)
            moves = ["{}.T"] if rank == 2 else ["{}.transpose(1, 2, 0)", "{}.transpose(2, 0, 1)"] if rank == 3 else []
            swaps = [Template(t, 0.6, "move its axes", "its axes are in another order") for t in moves]
            yield from reshaped(trace, call, operand, swaps, stage, limit=3)


def _plain(template: str, shape: Shape) -> str:
    """``unsqueeze`` as NumPy writes it."""
    if ".unsqueeze(" not in template:
        return template
    axis = int(template.partition("(")[2].rstrip(")"))
    return "{}[" + ", ".join(":" if i != axis else "None" for i in range(axis + 1)) + "]"


def _stage(trace: Trace) -> Stage:
    """Pixel arithmetic in a function of its own is part of the transforms, the rest is loading."""
    if augmenting(trace):
        return Stage.AUGMENTATION
    user = trace.crash.user
    name = user.name.lower() if user is not None else ""
    words = ("transform", "preprocess", "augment", "normal", "__call__", "jitter", "crop", "flip")
    return Stage.AUGMENTATION if any(word in name for word in words) else Stage.DATA_LOADING
