"""Rows repeated though they are there already: ``latents = torch.cat([latents] * batch_size)`` of a whole batch."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, removed
from shapefault.faults.rewrite.meeting import meeting
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def repeated_too_often(trace: Trace, prior: float) -> Iterator[Fix]:
    """The statement left out whose number of repetitions is what one of the sizes that met is too large by."""
    ratios = {a // b for a, b in meeting(trace) if b > 1 and a > b and a % b == 0}
    for frame in trace.user_frames() if ratios else ():
        source, function = frame.site.source(), frame.function()
        for part in walk(function) if source is not None and function is not None else ():
            if source is None or not isinstance(part, ast.Assign) or part.lineno >= frame.lineno:
                continue
            target, times = part.targets[0], _times(frame, part.value)
            own = isinstance(target, ast.Name) and any(
                isinstance(n, ast.Name) and n.id == target.id for n in walk(part.value)
            )
            if isinstance(target, ast.Name) and own and times in ratios:
                yield fix(
                    f"leave {target.id} as it is, not {times} times", removed(source, part), prior, stage=Stage.RESHAPE,
                    why=f"one of the two is {times} times as long as the other, as {target.id} is repeated here",
                )  # fmt: skip


def _times(frame: Frame, node: ast.expr) -> int | None:
    """How often ``torch.cat([x] * n)``, ``x.repeat(n, 1)`` and ``x.repeat_interleave(n)`` repeat."""
    if not isinstance(node, ast.Call) or not node.args:
        return None
    first = node.args[0]
    if callee(node) == "cat" and isinstance(first, ast.BinOp) and isinstance(first.op, ast.Mult):
        return frame.number(first.right if isinstance(first.left, ast.List) else first.left)
    return frame.number(first) if callee(node) in ("repeat", "repeat_interleave") else None
