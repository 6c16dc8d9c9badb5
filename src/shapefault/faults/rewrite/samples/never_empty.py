"""What is to leave out samples without content asks a dict for its length, which is that of its keys.

``if len(objects) == 0: continue`` where ``objects`` is ``{"boxes": [], "labels": []}``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, parent
from shapefault.source.nodes import walk
from shapefault.source.project import Project, callee


def never_empty(trace: Trace, prior: float) -> Iterator[Fix]:
    """The length of the first entry that is read of it below, where something without content came."""
    mismatch = trace.mismatch
    if mismatch is None or not any(0 in operand.shape for operand in mismatch.operands.values()):
        return
    project = bench_of(trace).project
    for source in project.sources:
        for node in source.nodes:
            name = _asked(node) if isinstance(node, ast.If) else None
            scope = enclosing(node, ast.FunctionDef) or source.tree
            if name is None:
                continue
            read = [key for part in walk(scope) if (key := _entry(part, name.id)) is not None]
            for key in dict.fromkeys(read or _made(project, scope, name.id)):
                yield fix(
                    f"ask for the length of {name.id}[{key}]", wrapped(source, name, f"{{}}[{key}]"), prior,
                    stage=Stage.DATA_LOADING, why=f"{name.id} has its keys also where nothing is under them",
                )  # fmt: skip
                prior -= 0.02


def _asked(node: ast.If) -> ast.Name | None:
    """``x`` of ``if len(x) == 0`` and ``if not x``, where the rest is then passed over."""
    if not isinstance(node.body[-1], ast.Continue | ast.Return):
        return None
    for part in walk(node.test):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == "len" and part.args:
            return part.args[0] if isinstance(part.args[0], ast.Name) else None
        if isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not) and isinstance(part.operand, ast.Name):
            return part.operand
    return None


def _made(project: Project, scope: ast.AST, name: str) -> Iterator[str]:
    """The keys of the dict that a function of the program returns, where the name is bound to its result."""
    for call in (value for part in walk(scope) for n, value in bindings(part) if n == name):
        for _, function in project.functions.get(callee(call), []) if isinstance(call, ast.Call) else ():
            for part in walk(function):
                if isinstance(part, ast.Return) and isinstance(part.value, ast.Dict):
                    yield from (ast.unparse(key) for key in part.value.keys if isinstance(key, ast.Constant))


def _entry(node: ast.AST, name: str) -> str | None:
    """The key, as it is written, of ``name["boxes"]``."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name) or node.value.id != name:
        return None
    plain = isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
    return ast.unparse(node.slice) if plain and not isinstance(parent(node), ast.Delete) else None
