"""An argument that another call of the same function or class is given, written out, and this one is not.

``Env(64, history={"velocity": 5})`` where the policy is trained, ``Env(4)`` where it is loaded.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import CallPlace, callee

_MOST = 4


def given_elsewhere(trace: Trace, prior: float) -> Iterator[Fix]:
    """For the calls of the program's own in the running functions: the keywords of calls in other functions."""
    project, made = bench_of(trace).project, 0
    for frame in list(trace.user_frames())[:_MOST]:
        source, function = frame.site.source(), frame.function()
        for part in ast.walk(function) if source is not None and function is not None else ():
            name = callee(part) if isinstance(part, ast.Call) else ""
            if source is None or not isinstance(part, ast.Call):
                continue
            if not (name in project.functions or name in project.classes):
                continue
            own = {k.arg for k in part.keywords}
            for other in project.calls.get(name, []):
                running = frame.site.node()
                now = running is not None and any(inner is part for inner in ast.walk(running))
                same = enclosing(other.node, ast.FunctionDef) is enclosing(part, ast.FunctionDef)
                if other.node is part or None in own or (same and not now):
                    continue
                for keyword in other.node.keywords:
                    if keyword.arg is None or keyword.arg in own or not _closed(keyword.value):
                        continue
                    text = other.source.span(keyword.value).text
                    yield fix(
                        f"give {name} {keyword.arg}={text} here too",
                        set_keyword(CallPlace(source, part), keyword.arg, text), prior + 0.12 * now - 0.02 * made,
                        stage=Stage.STATE_DICT, why=f"another call of {name} is given {keyword.arg}={text}",
                    )  # fmt: skip
                    made += 1
                    if made >= _MOST:
                        return


def _closed(value: ast.expr) -> bool:
    """Whether an expression is written out, and names nothing."""
    kinds = (ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.expr_context, ast.UnaryOp, ast.unaryop)
    return all(isinstance(part, kinds) for part in ast.walk(value))
