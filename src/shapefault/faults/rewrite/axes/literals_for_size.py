"""A number that is written out where the size has been read that it stands for: 19 beside ``N, C, H, W = x.shape``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.size_axis import measured
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.losses.own_loss import in_own_loss
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.nodes import walk

_LEAST = 5
"""Below that a number may stand for many things."""


def literals_for_size(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The name of the size, in each place of the running function where the other number is an argument."""
    frame = trace.crash.user
    source, function = (frame.site.source(), frame.function()) if frame is not None else (None, None)
    if frame is None or source is None or function is None:
        return
    sizes = [name.id for part in walk(function) if isinstance(part, ast.Assign) and measured(_whole(part.value))
             for target in part.targets for name in walk(target) if isinstance(name, ast.Name)]  # fmt: skip
    stage = Stage.LOSS_TARGET if in_own_loss(trace) else Stage.RESHAPE
    for written, meant in ((got, want), (want, got)):
        names = [name for name in dict.fromkeys(sizes) if frame.names.get(name) == meant]
        places = [part for part in walk(function) if isinstance(part, ast.Constant) and part.value == written
                  and type(part.value) is int and isinstance(parent(part), ast.Call | ast.Tuple)]  # fmt: skip
        if names and places and written >= _LEAST:
            yield fix(
                f"take {names[0]} in the place of {written}", [Edit(source.span(part), names[0]) for part in places],
                prior, stage=stage, why=f"{names[0]} is {meant} here, and {written} is written out",
            )  # fmt: skip


def _whole(value: ast.expr) -> ast.expr:
    """``x.shape`` of ``x.shape[1]``."""
    return value.value if isinstance(value, ast.Subscript) else value
