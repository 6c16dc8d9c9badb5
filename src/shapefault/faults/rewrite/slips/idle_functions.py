"""A function that the program defines and never calls, called: ``colours_to_classes(image)``."""

from __future__ import annotations

import ast
import weakref
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.slips.places import ASIDE, Scope
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import Function, Project, callee, default_of

_WORTH = 0.44
_MOST = 2
"""Idle functions above which the program is rather a library."""
_NO_DATA = ("join", "listdir", "glob", "open", "len", "sorted", "range", "parameters", "state_dict", "split", "get")
"""What is called for no tensor or array."""
_known: weakref.WeakKeyDictionary[Trace, list[tuple[Source, Function]]] = weakref.WeakKeyDictionary()


def idle_functions(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """Each of them on what is read, assigned, returned and handed on, in models only where they were running."""
    if trace not in _known:
        _known[trace] = _idle(bench_of(trace).project)
    idle = _known[trace]
    if not idle or len(idle) > _MOST or (scope.stage is Stage.LAYER_CONFIG and scope.frame is None):
        return
    for source, function in idle:
        if source.path != scope.source.path or function is scope.node:
            continue
        for node in _values(scope):
            title = f"call {function.name}, which nothing calls"
            yield fix(title, wrapped(scope.source, node, f"{function.name}({{}})"), _WORTH)


def _values(scope: Scope) -> Iterator[ast.expr]:
    """The calls of functions that are assigned, returned or handed on."""
    for part in scope.parts:
        given: list[ast.expr | None] = []
        if isinstance(part, ast.Assign | ast.Return):
            given = [part.value]
        elif isinstance(part, ast.Call) and callee(part) not in ASIDE:
            given = [*part.args]
        yield from (g for g in given if isinstance(g, ast.Call) and callee(g).islower() and callee(g) not in _NO_DATA)


def _idle(project: Project) -> list[tuple[Source, Function]]:
    """Functions of one argument at a file's own level whose name is read nowhere."""
    read: set[str] = set()
    for source in project.sources:
        for node in source.nodes:
            if isinstance(node, ast.Name | ast.Attribute):
                read.add(node.id if isinstance(node, ast.Name) else node.attr)
            elif isinstance(node, ast.alias):
                read.add(node.name)
    found: list[tuple[Source, Function]] = []
    for source in project.sources:
        for top in source.tree.body:
            if not isinstance(top, ast.FunctionDef) or top.name in read or top.decorator_list:
                continue
            needed = [a for a in top.args.args if default_of(top, a.arg) is None]
            if len(needed) == 1 and any(isinstance(n, ast.Return) and n.value is not None for n in walk(top)):
                found.append((source, top))
    return found
