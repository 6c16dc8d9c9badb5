"""``b_x = x.reshape(-1)``, ``b_y = y.reshape(-1)``, and ``b_z = z``: the step that all but one of a group take."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.elsewhere.bindings import arguments_text, bindings, last_name
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_STEPS = (
    "reshape", "view", "flatten", "squeeze", "unsqueeze", "permute", "transpose", "t", "contiguous", "movedim",
)  # fmt: skip


def as_the_others(trace: Trace, prior: float, *, stage: Stage | None = None) -> Iterator[Fix]:
    """For each name in the failing expression that was bound without the step that its like-named neighbours take."""
    expression = trace.crash.expression
    used = {n.id for n in walk(expression) if isinstance(n, ast.Name)} if expression is not None else set()
    for frame in list(trace.user_frames())[:1]:
        source = frame.site.source()
        scope = frame.function()
        if source is None or scope is None:
            continue
        for part in walk(scope):
            bound = next(bindings(part), None)
            if bound is None or bound[0] not in used or not isinstance(bound[1], ast.Name | ast.Attribute):
                continue
            pattern = _pattern(bound[0], bound[1])
            if pattern is None:
                continue
            steps = Counter(step for other in _neighbours(part) if (step := _step(other, pattern)) is not None)
            for step, count in steps.most_common(1):
                if count < 2:
                    continue
                yield fix(
                    f"treat {bound[0]} as its neighbours are treated",
                    wrapped(source, bound[1], f"{{}}{step}"),
                    prior,
                    stage=stage or Stage.RESHAPE,
                    why=f"{count} others go through {step}, {bound[0]} does not",
                )


def _pattern(name: str, value: ast.expr) -> str | None:
    """How the bound name is made of the value's: ``b_{}`` of ``b_x = x``."""
    last = last_name(value)
    return name.replace(last, "{}") if last and last in name and last != name else None


def _neighbours(node: ast.AST) -> list[ast.stmt]:
    """The statements of the same block."""
    around = parent(node)
    for block in ("body", "orelse", "finalbody"):
        statements = getattr(around, block, None)
        if isinstance(statements, list) and node in statements:
            return [s for s in statements if s is not node]
    return []


def _step(statement: ast.stmt, pattern: str) -> str | None:
    """``.reshape(-1)`` of a neighbour that is named by the same pattern."""
    bound = next(bindings(statement), None)
    if bound is None or not isinstance(bound[1], ast.Call) or not isinstance(bound[1].func, ast.Attribute):
        return None
    call, function = bound[1], bound[1].func
    last = last_name(function.value)
    if callee(call) not in _STEPS or not last or pattern.replace("{}", last) != bound[0]:
        return None
    return f".{function.attr}({arguments_text(call)})"
