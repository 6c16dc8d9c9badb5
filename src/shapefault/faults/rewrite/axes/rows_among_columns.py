"""A row of numbers among columns, ``(n,)`` beside ``(n, 1)``: together they are a table of every pair."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.elsewhere.bindings import bound_once
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of


def rows_among_columns(trace: Trace, prior: float) -> Iterator[Fix]:
    """The row made a column where it is bound, in a function that holds columns and the table."""
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        shapes = {name: s for name, v in list(frame.frame.f_locals.items()) if (s := shape_of(v)) is not None}
        for name, shape in shapes.items():
            n = shape[0] if len(shape) == 1 else 0
            if source is None or function is None or n < 2 or not {(n, 1), (n, n)} <= set(shapes.values()):
                continue
            value = bound_once(function, name)
            if value is not None:
                yield fix(
                    f"make a column of {name}", wrapped(source, value, "{}.unsqueeze(-1)"), prior,
                    stage=Stage.LOSS_TARGET, why=f"{name} is a row of {n} and meets columns: {n}×{n} comes out",
                )  # fmt: skip
