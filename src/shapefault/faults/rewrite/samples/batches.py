"""A tensor that the program makes for a fixed number of samples meets a batch of another size."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import constant_value
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.numbers.program import drop_last
from shapefault.faults.rewrite.operands import places
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor
from shapefault.source.project import callee

_MAKERS = ("randn", "rand", "zeros", "ones", "empty", "full", "randint", "normal")


def fixed_batches(trace: Trace, mismatch: Mismatch, roles: tuple[str, str], axis: int, prior: float) -> Iterator[Fix]:
    """Take the number of samples from the tensor that it meets: ``torch.randn(BATCH, 8)`` -> ``x.size(0)``."""
    if axis != 0:
        return
    made = 0
    for role, other in (roles, roles[::-1]):
        own, size = mismatch.operands[role].shape[0], mismatch.operands[other].shape[0]
        for place in places(trace, mismatch, role):
            node, frame = place.node, place.frame
            if not isinstance(node, ast.Call) or callee(node) not in _MAKERS or not node.args or frame is None:
                continue
            first = node.args[0]
            first = first.elts[0] if isinstance(first, ast.Tuple | ast.List) and first.elts else first
            if constant_value(trace, place.source, first) != own:
                continue
            values = frame.frame.f_locals.items()
            names = [n for n, v in values if is_tensor(v) and tuple(v.shape)[:1] == (size,) and n != place.name]
            for name in names[:1]:
                made += 1
                yield fix(
                    f"make it for as many samples as {name} has",
                    Edit(place.source.span(first), f"{name}.size(0)"),
                    prior,
                    stage=Stage.RESHAPE,
                    why=f"it is made for {own} samples, this batch has {size}",
                    applicability="safe",
                )
    if made or min(mismatch.operands[r].shape[0] for r in roles) > 0:
        yield from drop_last(trace, prior - 0.2 if made else prior - 0.26)
