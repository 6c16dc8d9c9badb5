"""What a function was given for what was made of it, and the other way round: ``self.width`` for ``width``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.slips.places import Scope
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, of_self, parent
from shapefault.source.nodes import walk
from shapefault.source.project import Function

_WORTH = 0.42


def own_and_given(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """Each use of a parameter for the attribute of its name, and back, where the two are not the same."""
    del trace
    if not isinstance(scope.node, Function):
        return
    arguments = scope.node.args
    given = {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    unlike = {name for name in given & _changed(scope.node) if _differ(scope, name)}
    for part in scope.parts:
        name = part.id if isinstance(part, ast.Name) else _own(part)
        if name not in unlike or not isinstance(getattr(part, "ctx", None), ast.Load) or _sets(parent(part), name):
            continue
        written, other = (name, f"self.{name}") if isinstance(part, ast.Name) else (f"self.{name}", name)
        edit = Edit(scope.source.span(part), other)
        yield fix(f"take {other} in the place of {written}", edit, _WORTH, stage=Stage.LAYER_CONFIG)


def _changed(function: Function) -> set[str]:
    """The attributes that the function's class sets to something else than a name like theirs."""
    cls = enclosing(function, ast.ClassDef)
    found: set[str] = set()
    for node in walk(cls) if cls is not None else ():
        if isinstance(node, ast.AugAssign):
            found.add(_own(node.target))
        elif isinstance(node, ast.Assign):
            own = {_own(target) for target in node.targets}
            found |= own - {node.value.id if isinstance(node.value, ast.Name) else ""}
    return found


def _sets(node: ast.AST | None, name: str) -> bool:
    """Whether a statement is ``self.name = ...``."""
    return isinstance(node, ast.Assign) and any(_own(target) == name for target in node.targets)


def _differ(scope: Scope, name: str) -> bool:
    one, other = scope.held(name), scope.held(f"self.{name}")
    return one is None or other is None or one.value != other.value


def _own(node: ast.AST) -> str:
    """The name of an attribute of ``self``; "" for anything else."""
    return node.attr if of_self(node) else ""
