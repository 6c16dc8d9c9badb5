"""SF422: NumPy arrays of different forms are joined.

What it is
    ``np.concatenate`` (and ``vstack``, ``hstack``) join arrays with as many axes, equal on all but one;
    ``np.stack`` takes equal shapes only.

Why it happens
    A column was read as a vector (N) and joins a table (N, F), the axis is another one, or one array has its axes in
    another order.

Not this fault
    Tensors: see SF401. Samples of different sizes in one list: see SF423.

See also
    numpy.concatenate, numpy.column_stack
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.axes.arrays import ArrayCall, array_call, reshaped, value_of
from shapefault.faults.rewrite.axes.dims import number
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.shapes import Template
from shapefault.model import Edit, Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_JOINS = ("concatenate", "vstack", "hstack", "dstack", "stack", "append", "column_stack")


class NumpyJoin(Fault):
    """The arrays differ in rank, or on an axis that is not joined."""

    code = "SF422"
    name = "numpy-join"
    title = "NumPy arrays of different forms are joined"
    rule = "as many axes, equal on all but the joined one"
    example = """
        import numpy as np
        table, ages = np.zeros((40, 10)), np.zeros(40)
        x = torch.from_numpy(np.concatenate([table, ages], axis=1))
    """
    fixed = """
        import numpy as np
        table, ages = np.zeros((40, 10)), np.zeros(40)
        x = torch.from_numpy(np.concatenate([table, ages[:, None]], axis=1))
    """
    expected = """
        error[SF422]: concatenate of (40, 10) and (40,)
    """
    near_misses = ("import numpy as np\nnp.concatenate([np.zeros((4, 2)), np.zeros((4, 1))], axis=1); torch.rand(1)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """A joining call whose arrays are written in it, and of different shapes."""
        if not isinstance(trace.crash.exc, ValueError):
            return None
        call = array_call(trace)
        if call is None or call.name not in _JOINS or len(call.operands) < 2:
            return None
        shapes = [o.shape for o in call.operands]
        if len(set(shapes)) < 2:
            return None
        text = " and ".join(map(str, dict.fromkeys(shapes)))
        return Cause(
            f"{call.name} of {text}",
            Stage.DATA_LOADING,
            None,
            (MathLine(self.rule, str(shapes[0]), str(next(s for s in shapes if s != shapes[0]))),),
            confidence=0.88,
            primary_label=text,
            data={"call": call},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The missing axis; another axis to join along; the axes of one array swapped."""
        call: ArrayCall = cause.data["call"]
        ranks = [len(o.shape) for o in call.operands]
        for operand in call.operands:
            if len(operand.shape) == max(ranks):
                continue
            why = "an axis is missing"
            templates = [
                Template("{}[:, None]" if len(operand.shape) == 1 else "{}[..., None]", 0.84, "make it a column", why),
                Template("{}[None]", 0.74, "make it a row", why),
            ]
            yield from reshaped(trace, call, operand, templates, Stage.DATA_LOADING)
        yield from self._axis(call)
        for operand in call.operands:
            if len(operand.shape) == 2:
                swap = [Template("{}.T", 0.56, "swap its axes", "its axes are in the other order")]
                yield from reshaped(trace, call, operand, swap, Stage.DATA_LOADING, limit=2)

    def _axis(self, call: ArrayCall) -> Iterator[Fix]:
        if not isinstance(call.node, ast.Call):
            return
        written = [k.value for k in call.node.keywords if k.arg == "axis"] or call.node.args[1:2]
        if not written or (now := number(written[0])) is None:
            return
        whole, part = call.source.span(call.node), call.source.span(written[0])
        for axis in range(len(call.operands[0].shape)):
            text = call.source.between(whole.start, part.start) + str(axis) + call.source.between(part.end, whole.end)
            if axis != now and value_of(text, call.frame) is not None:
                yield fix(f"join along axis {axis}", Edit(part, str(axis)), 0.66, stage=Stage.DATA_LOADING,
                          why=f"the arrays differ on another axis than {now}")  # fmt: skip
