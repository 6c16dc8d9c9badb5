"""The first size of a shape for all of it: ``Net(obs_dim[0])`` where the (4, 4) observation arrives flattened."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.peek import value_in
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.nodes import walk


def first_of_shape(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The product of the shape's sizes in the place of one of them, where a running function hands that on."""
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        for part in walk(function) if function is not None and source is not None else ():
            if not isinstance(part, ast.Subscript) or not isinstance(parent(part), ast.Call | ast.keyword):
                continue
            if not isinstance(part.slice, ast.Constant | ast.UnaryOp) or not isinstance(part.ctx, ast.Load):
                continue
            shape = value_in(frame, part.value)
            whole = isinstance(shape, tuple) and len(shape) > 1 and all(type(size) is int for size in shape)
            if whole and math.prod(shape) == got and want in shape and source is not None:
                text = source.span(part.value).text
                yield fix(
                    f"take all of {text}, not one size", Edit(source.span(part), f"torch.Size({text}).numel()"),
                    prior, stage=Stage.LAYER_CONFIG, why=f"{text} is {shape}, which is {got} numbers and not {want}",
                )  # fmt: skip
