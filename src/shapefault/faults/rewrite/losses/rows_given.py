"""A loss of the program's own that is made for rows, (N, D), and is given maps: both flattened where it is called."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.losses.own_loss import in_own_loss
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor
from shapefault.source.files import enclosing


def rows_given(trace: Trace, prior: float) -> Iterator[Fix]:
    """The two tensors of one shape that the failing function is given, each flattened but for the batch axis."""
    frames = list(trace.user_frames())
    if len(frames) < 2:
        return
    inner, outer = frames[0], frames[1]
    source, call, function = outer.site.source(), outer.site.node(), inner.function()
    if source is None or not isinstance(call, ast.Call) or not isinstance(function, ast.FunctionDef):
        return
    if enclosing(function, ast.ClassDef) is not None and function.name != "forward":
        return
    given = [a for a in call.args if isinstance(a, ast.Name | ast.Attribute) and is_tensor(outer.held(a))]
    if len(given) != 2:
        return
    shapes = [tuple(outer.held(a).shape) for a in given]
    if shapes[0] != shapes[1] or len(shapes[0]) < 3 or not in_own_loss(trace):
        return
    yield fix(
        "flatten both but for the batch axis", [wrapped(source, a, "{}.flatten(1)") for a in given], prior,
        stage=Stage.LOSS_TARGET, why=f"{function.name} compares one row a sample, both have {len(shapes[0])} axes",
    )  # fmt: skip
