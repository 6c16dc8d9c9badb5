"""``squeeze()`` without an axis also drops the batch axis of a batch of one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.mixing import squeezed
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places, returned
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace


def named_squeezes(
    trace: Trace, mismatch: Mismatch, role: str, axes: tuple[int, ...], prior: float, stage: Stage = Stage.LOSS_TARGET
) -> Iterator[Fix]:
    """Each bare ``squeeze()`` that the operand came through, told which axis it is meant for."""
    seen: set[int] = set()
    for place in places(trace, mismatch, role):
        for end in (place, *returned(trace, place)):
            for call in bare_squeezes(end.source, end.node):
                if id(call.node) in seen:
                    continue
                seen.add(id(call.node))
                for rank, axis in enumerate(axes):
                    found = squeezed(call, axis, prior - 0.05 * rank)
                    yield fix(
                        found.title,
                        found.edits,
                        found.prior,
                        stage=stage,
                        why=found.why,
                        applicability=found.applicability,
                    )


def bare_squeezes(source: Source, node: ast.expr) -> list[CallPlace]:
    """The calls ``x.squeeze()`` and ``torch.squeeze(x)`` within an expression."""
    found = []
    for part in walk(node):
        if not (isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr == "squeeze"):
            continue
        function = isinstance(part.func.value, ast.Name) and part.func.value.id in ("torch", "np")
        if len(part.args) == int(function) and not part.keywords:
            found.append(CallPlace(source, part))
    return found
