"""One side of a loss is turned in the line above it, ``inputs = inputs.transpose(1, 2)``, and the other is not."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fills_block, fix, removed
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import statement_of
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_TURNS = ("transpose", "permute", "t", "swapaxes", "movedim")


def turned_alone(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Leave that line out, where the sides have the same sizes in another order."""
    frame, node = trace.crash.user, trace.crash.expression
    shapes = [operand.shape for operand in list(mismatch.operands.values())[:2]]
    source = frame.site.source() if frame is not None else None
    statement = statement_of(node) if node is not None else None
    if source is None or statement is None or len(shapes) < 2 or shapes[0] == shapes[1]:
        return
    if sorted(shapes[0]) != sorted(shapes[1]):
        return
    function = trace.function()
    used = {part.id for part in walk(statement) if isinstance(part, ast.Name)}
    for above in walk(function) if function is not None else ():
        if not isinstance(above, ast.Assign) or above.lineno >= statement.lineno or fills_block(above):
            continue
        target, value = above.targets[0], above.value
        if not isinstance(value, ast.Call) or not isinstance(target, ast.Name) or callee(value) not in _TURNS:
            continue
        of = value.func.value if isinstance(value.func, ast.Attribute) else None
        if len(above.targets) == 1 and isinstance(of, ast.Name) and of.id == target.id and target.id in used:
            yield fix(
                f"leave {target.id} as it is", removed(source, above), prior, stage=Stage.LOSS_TARGET,
                why=f"{target.id} is turned here, what it is compared with is not",
            )  # fmt: skip
