"""A function that makes what it is not given: ``prepare(latest)`` makes other levels than ``prepare(past)`` gave back.

The name that the parameter has stands right there, bound by the call before.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import stored
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.stages import stage_of_class
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, statement_of
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, Function, bound_argument, callee, defaults_in


def left_none(trace: Trace, prior: float) -> Iterator[Fix]:
    """What an earlier call of the same function gave back under the parameter's name, handed to the later one."""
    project = bench_of(trace).project
    for name, functions in project.functions.items():
        for _, function in functions:
            optional = [p for p, d in defaults_in(function) if isinstance(d, ast.Constant) and d.value is None]
            for parameter in optional:
                for call in project.calls.get(name, []):
                    if bound_argument(call.node, function, parameter) is None and _bound_before(call, name, parameter):
                        yield fix(
                            f"hand {parameter} on to {name}", set_keyword(call, parameter, parameter), prior,
                            stage=_stage(function),
                            why=f"without {parameter} the function makes its own, other than those of the call before",
                        )  # fmt: skip


def _bound_before(call: CallPlace, name: str, parameter: str) -> bool:
    """Whether the block of a call binds the parameter's name, above, by a call of the same function."""
    scope = enclosing(call.node, ast.FunctionDef) or call.source.tree
    own = statement_of(call.node)
    for part in walk(scope):
        if not isinstance(part, ast.Assign) or part is own or part.lineno >= call.node.lineno:
            continue
        calls = any(isinstance(n, ast.Call) and callee(n) == name for n in walk(part.value))
        if calls and parameter in stored(*part.targets):
            return True
    return False


def _stage(function: Function) -> Stage:
    owner = enclosing(function, ast.ClassDef)
    return (stage_of_class(owner) if isinstance(owner, ast.ClassDef) else None) or Stage.DATA_LOADING
