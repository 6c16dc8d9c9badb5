"""SF515: one axis is named twice where several are reduced or turned.

What it is
    ``mean``, ``sum``, ``var``, ``amax``, ``flip`` and the like take several axes at once, each of them once.

Why it happens
    A slip, ``mean((2, 2))`` for ``mean((2, 3))``; a negative number that means the axis which stands there already.

Not this fault
    An axis that the tensor does not have: see SF503. A permutation: see SF513.

See also
    torch.mean, torch.sum
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.dims import written
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class AxisNamedTwice(Fault):
    """Two of the axes are the same."""

    code = "SF515"
    name = "axis-named-twice"
    title = "one axis is named twice where several are reduced or turned"
    ops = (
        "mean", "sum", "var", "std", "var_mean", "std_mean", "amax", "amin", "aminmax", "logsumexp", "nansum",
        "nanmean", "norm", "linalg_vector_norm", "any", "all", "count_nonzero", "flip",
    )  # fmt: skip
    rule = "each axis is named once"
    example = """
        maps = torch.rand(8, 16, 7, 7)
        maps.mean((2, 2))
    """
    fixed = """
        maps = torch.rand(8, 16, 7, 7)
        maps.mean((2, 3))
    """
    expected = """
        error[SF515]: mean names axis 2 twice
    """
    near_misses = ("torch.rand(8, 16, 7, 7).mean((2, 3))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """torch names the axis; it may be written as a negative number."""
        parsed = mismatch.parsed
        if parsed is None or "multiple times in the list of dims" not in parsed.text:
            return None
        axis = parsed.numbers["axis"]
        return Cause(
            f"{mismatch.op} names axis {axis} twice",
            Stage.RESHAPE,
            None,
            (MathLine("each axis is named once", f"axis {axis} twice", "once"),),
            confidence=0.95,
            primary_label=operand_sizes(mismatch, "input"),
            data={"axis": axis},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The axis behind it in the place of the second one, that before it in the place of the first."""
        call = call_at(mismatch.record.site) if mismatch.record is not None else None
        shape, axis = mismatch.shape("input"), cause.data["axis"]
        if call is None or shape is None:
            return
        twice = (*written(call, axis), *written(call, axis - len(shape)))
        nodes = sorted(twice, key=lambda node: (node.lineno, node.col_offset))
        named = {axis for axis in range(len(shape)) if written(call, axis) or written(call, axis - len(shape))}
        for node, new, prior in zip(nodes[::-1], (axis + 1, axis - 1), (0.9, 0.8), strict=False):
            if 0 <= new < len(shape) and new not in named:
                yield fix(
                    f"name axis {new} in the place of {axis}", Edit(call.source.span(node), str(new)), prior,
                    stage=Stage.RESHAPE, why=f"axis {axis} is named twice",
                )  # fmt: skip
