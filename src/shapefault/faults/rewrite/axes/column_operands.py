"""``returns - value`` of a row and a column, which broadcasts to a table without a word and fails somewhere later.

``value`` is what a model gives, (N, 1); what it meets has N numbers. Nothing of it is left where the run dies, so each
such place in the program is offered, and a run decides.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.elsewhere.bindings import stored
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_module
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_MOST = 4


def column_operands(trace: Trace, prior: float, stage: Stage = Stage.RESHAPE) -> Iterator[Fix]:
    """The last axis taken from what a model gave, where it meets another name in a sum, difference or product."""
    models, found = _models(trace), 0
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
                continue
            sides = (node.left, node.right)
            if not all(isinstance(side, ast.Name | ast.Call) for side in sides):
                continue
            for side in sides:
                if isinstance(side, ast.Name) and found < _MOST and _given_by_model(node, side.id, models):
                    found += 1
                    yield fix(
                        f"take the axis of size 1 from {side.id}", wrapped(source, side, "{}.squeeze(-1)"),
                        prior - 0.01 * found, stage=stage, why=_why(source, node, side.id),
                    )  # fmt: skip


def _why(source: Source, node: ast.BinOp, name: str) -> str:
    return f"{source.span(node).text} of a row and a column is a table: {name} has an axis of size 1 at its end"


def _models(trace: Trace) -> set[str]:
    """The names under which the running functions, and the objects that they have, hold modules."""
    held = list(trace.live_names())
    own = {id(value): vars(value) for _, value in held if _is_object(value)}
    held += [item for names in own.values() for item in list(names.items())]
    return {name for name, value in held if is_module(value)}


def _is_object(value: object) -> bool:
    """Whether it is an object of a class of the program, other than a module."""
    known = type(value).__module__.partition(".")[0] in sys.stdlib_module_names
    return not known and not is_module(value) and isinstance(getattr(value, "__dict__", None), dict)


def _given_by_model(node: ast.AST, name: str, models: set[str]) -> bool:
    """Whether its function last binds ``name`` above ``node`` to (a part of) what a model returns."""
    function = enclosing(node, ast.FunctionDef)
    above = [
        part
        for part in (walk(function) if function is not None else ())
        if isinstance(part, ast.Assign) and part.lineno < node.lineno and name in stored(*part.targets)  # type: ignore[attr-defined]
    ]
    last = max(above, key=lambda part: part.lineno, default=None)
    return last is not None and isinstance(last.value, ast.Call) and _of_model(last.value, models)


def _of_model(call: ast.Call, models: set[str]) -> bool:
    """``net(x)``, or what is picked from it: ``net(x).gather(1, chosen)``."""
    function = call.func
    if callee(call) == "gather" and isinstance(function, ast.Attribute) and isinstance(function.value, ast.Call):
        call = function.value
    return callee(call) in models
