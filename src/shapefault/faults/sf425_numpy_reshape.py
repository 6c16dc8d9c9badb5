"""SF425: a NumPy array is reshaped to sizes that do not hold its numbers.

What it is
    ``reshape`` keeps every number; the product of the new sizes must be the product of the old ones.

Why it happens
    The sizes were written for images of another size, or for another number of samples.

Not this fault
    ``view`` and ``reshape`` of tensors: see SF501.

See also
    numpy.reshape
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.axes.arrays import array_call, value_of
from shapefault.faults.rewrite.axes.reshapes import call_at, receiver, size_edits
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace


class NumpyReshape(Fault):
    """The new sizes hold another number of elements."""

    code = "SF425"
    name = "numpy-reshape"
    title = "a NumPy array is reshaped to sizes that do not hold its numbers"
    rule = "size before = size after"
    example = """
        import numpy as np
        rows = np.zeros((10, 784), dtype=np.float32)
        x = torch.from_numpy(rows.reshape(-1, 1, 32, 32))
    """
    fixed = """
        import numpy as np
        rows = np.zeros((10, 784), dtype=np.float32)
        x = torch.from_numpy(rows.reshape(-1, 1, 28, 28))
    """
    expected = """
        error[SF425]: reshape of (10, 784) to (-1, 1, 32, 32)
    """
    near_misses = ("import numpy as np\nnp.zeros((10, 784)).reshape(-1, 1, 28, 28); torch.rand(1)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """NumPy says so, and the array and the sizes can be read again."""
        if "cannot reshape array" not in trace.crash.message:
            return None
        found, call = array_call(trace), call_at(trace.main_site())
        parts = receiver(call) if call is not None else None
        if found is None or call is None or parts is None or found.name != "reshape":
            return None
        values = [value_of(call.source.span(n).text, found.frame) for n in parts[1]]
        if not values or not all(type(v) is int for v in values):
            return None
        shape, sizes = found.operands[0].shape, tuple(values)
        return Cause(
            f"reshape of {shape} to {sizes}",
            Stage.DATA_LOADING,
            None,
            (MathLine(self.rule, str(math.prod(shape)), f"·{'·'.join(map(str, sizes))}".lstrip("·")),),
            confidence=0.85,
            primary_label=str(shape),
            data={"call": call, "shape": shape, "sizes": sizes},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The side of the images that there are; else one size changed."""
        call, shape, sizes = cause.data["call"], cause.data["shape"], cause.data["sizes"]
        yield from _side(call, shape, sizes)
        for candidate in size_edits(trace, call, shape, sizes, 0.66):
            yield Fix(candidate.title, candidate.edits, candidate.applicability, candidate.prior, Stage.DATA_LOADING,
                      candidate.why)  # fmt: skip


def _side(call: CallPlace, shape: Shape, sizes: tuple[int, ...]) -> Iterator[Fix]:
    """The height and width, where both are one number and every sample is a square image."""
    parts = receiver(call)
    sides = [s for s in set(sizes) if s > 1 and sizes.count(s) == 2]
    if parts is None or len(sides) != 1 or len(shape) < 2:
        return
    rest = math.prod(s for s in sizes[1:] if s not in (-1, sides[0]))
    area = math.prod(shape[1:]) // rest if rest and math.prod(shape[1:]) % rest == 0 else 0
    side = math.isqrt(area)
    if side * side != area or not side:
        return
    edits = [Edit(call.source.span(n), str(side)) for n, s in zip(parts[1], sizes, strict=True) if s == sides[0]]
    yield fix(f"reshape to {side}×{side}", edits, 0.84, stage=Stage.DATA_LOADING,
              why=f"each row holds {math.prod(shape[1:])} numbers, that is {side}·{side}")  # fmt: skip
