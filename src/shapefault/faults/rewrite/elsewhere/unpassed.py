"""A parameter that its function takes and never reads: ``stride``, which was meant for the layer built within."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.named_arguments import defined
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, Function, Project, bound_argument, called_as, callee

_LATER = 0.04


def unpassed(trace: Trace, prior: float) -> Iterator[Fix]:
    """Each such parameter that callers give, handed on to the calls within that take one of that name."""
    project = bench_of(trace).project
    for functions in project.functions.values():
        for source, function in functions:
            for name in _unread(function):
                if not _given(project, function, name):
                    continue
                inner = [n for n in walk(function) if isinstance(n, ast.Call) and _takes(project, n, name)]
                inner.sort(key=lambda n: (n.lineno, n.col_offset))
                for rank, call in enumerate(inner):
                    yield fix(
                        f"hand {name} on to {callee(call)}",
                        set_keyword(CallPlace(source, call), name, name),
                        prior - _LATER * rank,
                        stage=Stage.LAYER_CONFIG,
                        why=f"{name} is given to {called_as(function)}, which never reads it",
                    )


def _unread(function: Function) -> list[str]:
    read = {n.id for n in walk(function) if isinstance(n, ast.Name)}
    arguments = function.args
    return [a.arg for a in (*arguments.args, *arguments.kwonlyargs) if a.arg not in read | {"self", "cls"}]


def _given(project: Project, function: Function, name: str) -> bool:
    calls = project.calls.get(called_as(function), [])
    return any(bound_argument(call.node, function, name) is not None for call in calls)


def _takes(project: Project, call: ast.Call, name: str) -> bool:
    """Whether a layer of torch, or a function or class of the program, takes ``name`` and is not given it."""
    import torch

    if any(keyword.arg in (name, None) for keyword in call.keywords):
        return False
    own = defined(project, callee(call))
    if own is not None:
        taken = {a.arg for a in (*own.args.args, *own.args.kwonlyargs)}
        return name in taken and bound_argument(call, own, name) is None
    layer = getattr(torch.nn, callee(call), None)
    if not isinstance(layer, type):
        return False
    parameters = list(inspect.signature(layer).parameters)
    return name in parameters[len(call.args) :]
