"""``a[t].sqrt() * x + (1 - a[t]).sqrt() * noise``: one number a sample meets maps twice in a line."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.operands import crash_argument
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import statement_of
from shapefault.source.nodes import walk

_ELEMENTWISE = ("sqrt", "exp", "log", "pow", "abs", "float", "rsqrt", "square", "sigmoid", "to", "clamp", "neg")


def aligned_everywhere(
    trace: Trace, mismatch: Mismatch, role: str, templates: list[str], prior: float, stage: Stage | None
) -> Iterator[Fix]:
    """Each template at every place of the statement that has the operand's core, ``a[t]`` of ``(1 - a[t]).sqrt()``."""
    at = crash_argument(trace, mismatch, role)
    statement = statement_of(at[1]) if at is not None else None
    if at is None or statement is None:
        return
    source, core = at[0], _core(at[1])
    places = [n for n in walk(statement) if isinstance(n, ast.expr) and ast.dump(n) == ast.dump(core)]
    if len(places) < 2:
        return
    for number, text in enumerate(templates):
        edits = [wrapped(source, place, text) for place in places]
        yield fix(f"add the axes that are missing to {source.span(core).text}, each time", edits, prior - 0.04 * number,
                  stage=stage, why="the axes of size 1 are missing")  # fmt: skip


def _core(node: ast.expr) -> ast.expr:
    """What elementwise work is done on."""
    while True:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            module = isinstance(node.func.value, ast.Name) and node.func.value.id in ("torch", "np")
            if node.func.attr not in _ELEMENTWISE or (module and not node.args):
                return node
            node = node.args[0] if module else node.func.value
        elif isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant):
            node = node.right
        elif isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant):
            node = node.left
        else:
            return node
