"""SF513: a permutation that does not name every axis once.

What it is
    ``permute`` names as many axes as the tensor has, but one that is not there, or one twice.

Why it happens
    A permutation written for a tensor with one axis more, of which one number was left as it was; a slip.

Not this fault
    Another number of axes than the tensor has: see SF502.

See also
    torch.permute
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.dims import permuted, reordered
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class PermuteAxes(Fault):
    """One axis is named that does not exist, or one twice, and another one not at all."""

    code = "SF513"
    name = "permute-axes"
    title = "a permutation that does not name every axis once"
    ops = ("permute",)
    rule = "dims is a permutation of 0 … rank−1"
    example = """
        images = torch.rand(8, 28, 28, 3)
        images.permute(0, 4, 1, 2)
    """
    fixed = """
        images = torch.rand(8, 28, 28, 3)
        images.permute(0, 3, 1, 2)
    """
    expected = """
        error[SF513]: permute names axis 4, axis 3 is left out
    """
    near_misses = ("torch.rand(8, 28, 28, 3).permute(0, -1, 1, 2)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """As many as there are axes, but not each of them."""
        shape, dims = mismatch.shape("input"), permuted(mismatch)
        if trace.loader is not None or shape is None or not dims or len(dims) != len(shape):
            return None
        named = [d + len(shape) if d < 0 else d for d in dims]
        left_out = [axis for axis in range(len(shape)) if axis not in named]
        wrong = [i for i, d in enumerate(named) if d not in range(len(shape)) or d in named[:i]]
        if not left_out or len(wrong) != len(left_out):
            return None
        twice = named[wrong[0]] in range(len(shape))
        said = f"axis {dims[wrong[0]]} twice" if twice else f"axis {dims[wrong[0]]}"
        others = ", ".join(map(str, left_out))
        return Cause(
            f"permute names {said}, axis {others} is left out",
            Stage.RESHAPE,
            None,
            (MathLine("each axis once", ", ".join(map(str, dims)), f"0 … {len(shape) - 1}"),),
            confidence=0.9,
            primary_label=operand_sizes(mismatch, "input"),
            data={"named": named, "left_out": left_out, "wrong": wrong},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The axis that was left out, in the place of the one that is wrong."""
        named, left_out, wrong = cause.data["named"], cause.data["left_out"], cause.data["wrong"]
        call = call_at(mismatch.record.site) if mismatch.record is not None else None
        if call is None or len(wrong) != 1:
            return
        value = named[wrong[0]]
        places = [i for i, d in enumerate(named) if d == value]  # of an axis named twice either one may be meant
        for rank, place in enumerate(reversed(places)):
            order = [left_out[0] if i == place else d for i, d in enumerate(named)]
            edit = reordered(call, order)
            if edit is not None:
                yield fix(
                    f"name axis {left_out[0]} in the place of {value}",
                    edit,
                    0.88 - 0.04 * rank,
                    stage=Stage.RESHAPE,
                    why=f"axis {left_out[0]} is not named",
                )
