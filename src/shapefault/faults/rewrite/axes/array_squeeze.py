"""An array squeezed on an axis that is longer than one, ``a.squeeze(1)`` of (1, 3): NumPy refuses, torch lets it be."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.peek import shape_in
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import callee


def array_squeeze(trace: Trace, prior: float) -> Iterator[Fix]:
    """Each axis of size 1 in the place of the one that is named."""
    frame = trace.crash.user
    source = frame.site.source() if frame is not None else None
    call = trace.crash.expression
    if frame is None or source is None or not isinstance(call, ast.Call) or callee(call) != "squeeze":
        return
    if "axis to squeeze" not in str(trace.crash.exc) or not isinstance(call.func, ast.Attribute):
        return
    free = isinstance(call.func.value, ast.Name) and call.func.value.id in ("np", "numpy")
    given = [*([] if free else [call.func.value]), *call.args, *(k.value for k in call.keywords)]
    if len(given) != 2:
        return
    array, named = given
    shape = shape_in(frame, array)
    for axis in range(3) if shape is None else [at for at, size in enumerate(shape) if size == 1]:
        if ast.unparse(named) != str(axis):
            yield fix(
                f"squeeze axis {axis}", Edit(source.span(named), str(axis)), prior - 0.02 * axis,
                stage=Stage.RESHAPE, why=f"the axis that is named is longer than one, axis {axis} is not",
            )  # fmt: skip
