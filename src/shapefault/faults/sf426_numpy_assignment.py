"""SF426: a NumPy array takes a value of another size.

What it is
    ``array[i] = value`` needs a value that broadcasts to the part; the sizes differ.

Why it happens
    A buffer was allocated with a number that the data do not have: another observation, a longer window, one
    column more.

Not this fault
    Arithmetic of two arrays: see SF424. An assignment to a part of a tensor: see SF412.

See also
    numpy.broadcast_to
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.axes.column_operands import column_operands
from shapefault.faults.rewrite.axes.outside_change import augmenting
from shapefault.faults.rewrite.axes.slice_bounds import assigned_bounds
from shapefault.faults.rewrite.numbers.literal_for_setting import literal_for_setting
from shapefault.faults.rewrite.numbers.related import related_numbers
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_SAID = re.compile(
    r"could not broadcast input array from shape \(([\d, ]*)\) into shape \(([\d, ]*)\)"
    r"|value array of shape \(([\d, ]*)\) +could not be broadcast to indexing result of shape \(([\d, ]*)\)"
)


class NumpyAssignment(Fault):
    """The value does not broadcast to the part of the array."""

    code = "SF426"
    name = "numpy-assignment"
    title = "a value of another size is assigned to a part of a NumPy array"
    rule = "the value broadcasts to the part"
    example = """
        import numpy as np
        observation = np.random.rand(31)
        size = 28
        buffer = np.zeros((10, size))
        buffer[0] = observation
        torch.from_numpy(buffer)
    """
    fixed = """
        import numpy as np
        observation = np.random.rand(31)
        size = 31
        buffer = np.zeros((10, size))
        buffer[0] = observation
        torch.from_numpy(buffer)
    """
    expected = """
        error[SF426]: a value of (31) is assigned to a part of (28)
    """
    near_misses = ("import numpy as np\nbuffer = np.zeros((10, 28)); buffer[0] = np.random.rand(28); torch.rand(1)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """NumPy names both shapes."""
        said = _SAID.search(trace.crash.message)
        if said is None:
            return None
        value, part = (tuple(int(n) for n in re.findall(r"\d+", text)) for text in said.groups() if text is not None)
        shown = [", ".join(map(str, shape)) for shape in (value, part)]
        return Cause(
            f"a value of ({shown[0]}) is assigned to a part of ({shown[1]})",
            Stage.AUGMENTATION if augmenting(trace) else Stage.DATA_LOADING,
            None,
            (MathLine(self.rule, f"({shown[0]})", f"({shown[1]})"),),
            confidence=0.88,
            primary_label=f"takes ({shown[1]})",
            data={"value": value, "part": part},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The named number from which the array's size comes, or the value's."""
        value, part = cause.data["value"], cause.data["part"]
        if len(value) == 2 and value[0] == value[1] and part == value[:1]:  # a row and a column became a table
            yield from column_operands(trace, 0.86, Stage.LOSS_TARGET)
        yield from assigned_bounds(trace, part, value, 0.86, cause.stage or Stage.DATA_LOADING)
        for a, b in zip(reversed(part), reversed(value), strict=False):
            if a != b and b != 1:
                yield from literal_for_setting(trace, b, a, 0.82)
                for found in related_numbers(trace, a, b, 0.7):
                    yield Fix(found.title, found.edits, found.applicability, found.prior, cause.stage, found.why)
