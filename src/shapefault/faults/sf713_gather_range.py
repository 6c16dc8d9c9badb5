"""SF713: gather or an index asks for a place that the axis does not have.

What it is
    Each index must be at least 0 (or minus the size) and below the size of the axis that it picks from.

Why it happens
    A network has fewer outputs than there are actions or classes; numbers count from 1; an index was made for
    another table.

Not this fault
    Rows of an embedding: see SF711. Classes of a loss: see SF804.

See also
    torch.gather, torch.index_select
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.losses.outputs import class_axis
from shapefault.faults.rewrite.numbers.program import constants
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.peek import real_operand
from shapefault.faults.rewrite.samples.padding_index import padded_with_index
from shapefault.model import Edit, Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.ops.base import signed
from shapefault.source.nodes import walk


class GatherRange(Fault):
    """An index is out of the axis's range."""

    code = "SF713"
    name = "gather-range"
    title = "gather or an index asks for a place that the axis does not have"
    ops = ("gather", "index_select", "scatter", "scatter_add", "take_along_dim", "index", "getitem", "setitem")
    rule = "0 <= index < size (−size <= index where x[index] is written)"
    example = """
        values, actions = torch.rand(4, 3), torch.tensor([[1], [3], [2], [1]])
        values.gather(1, actions)
    """
    fixed = """
        values, actions = torch.rand(4, 3), torch.tensor([[1], [3], [2], [1]])
        values.gather(1, actions - 1)
    """
    expected = """
        error[SF713]: gather got index 3, axis 1 has 0 to 2
    """
    near_misses = (
        "torch.rand(4, 3).gather(1, torch.tensor([[1], [2], [2], [1]]))",
        "torch.rand(4, 3)[torch.tensor([0, -4]), -3]",
    )

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Torch names an index, the axis and its size."""
        parsed = mismatch.parsed or trace.parsed
        broken = mismatch.broken
        if parsed is None or parsed.kind != "index-range" or (broken is not None and broken.kind != "range"):
            return None
        numbers = parsed.numbers
        if not {"got", "axis", "size"} <= set(numbers):
            return None
        worst, axis, size = numbers["got"], numbers["axis"], numbers["size"]
        written = mismatch.op in ("getitem", "setitem", "index")
        least = -size if written else 0
        asked = f"index {worst} is asked for" if written else f"{mismatch.op} got index {worst}"
        line = MathLine("index < size", str(worst), str(size))
        if worst < least:
            line = MathLine("index ≥ −size" if written else "index ≥ 0", signed(worst), signed(least))
        return Cause(
            f"{asked}, axis {axis} has 0 to {size - 1}",
            None,
            None,
            (line,),
            confidence=0.7,
            data={"worst": worst, "axis": axis, "size": size},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Count from 0; or give the axis as many places as are asked for."""
        size, axis, worst = cause.data["size"], cause.data["axis"], cause.data["worst"]
        low, high, role = _asking(mismatch, trace, worst)
        if role and low == 1 and high == size:
            for place in places(trace, mismatch, role)[:3]:
                yield fix(
                    "count from 0, not from 1",
                    place.edit("{} - 1"),
                    0.8 - 0.03 * (place.kind != "use"),
                    stage=Stage.DATA_LOADING,
                    why="the indices begin at 1, places of an axis at 0",
                )
        yield from _last_place(trace, worst, size)
        yield from padded_with_index(trace, worst, 0.84)
        if worst == size:
            yield from constants(trace, size, size + 1, 0.66, stage=Stage.LAYER_CONFIG, limit=4,
                                 why=f"index {worst} is asked for")  # fmt: skip
        if high >= size and axis == 1 and "input" in mismatch.operands:
            yield from class_axis(trace, mismatch, size, high + 1, 0.74)


def _last_place(trace: Trace, worst: int, size: int) -> Iterator[Fix]:
    """``t[:, 5]`` of five columns: the last one is 4."""
    node, source = trace.crash.expression, trace.source()
    if worst != size or node is None or source is None or not isinstance(node, ast.Subscript):
        return
    for part in walk(node.slice):
        if isinstance(part, ast.Constant) and type(part.value) is int and part.value == worst:
            yield fix(
                f"take the last place, {size - 1}",
                Edit(source.span(part), str(size - 1)),
                0.78,
                stage=Stage.RESHAPE,
                why=f"places are counted from 0, of {size} the last one is {size - 1}",
            )


def _asking(mismatch: Mismatch, trace: Trace, worst: int) -> tuple[int, int, str]:
    """The smallest and largest index of the operand that asks for ``worst``, and its role."""
    for role in [role for role in mismatch.operands if role.partition("[")[0] == "index"]:
        real = real_operand(trace, mismatch, role)
        if real is not None and real.numel() and worst in (low := int(real.min()), high := int(real.max())):
            return low, high, role
    return min(worst, 0), max(worst, 0), ""
