"""A step of the program's own that other data take on their way to the model, and these do not: ``pad(x)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.operands import root_places
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, parent
from shapefault.source.nodes import walk
from shapefault.source.project import Function, callee

_SIZES = ("pad", "crop", "resize", "rescale", "trim", "fix_length", "stretch", "center", "align")
_MOST = 4


def own_steps(trace: Trace, prior: float) -> Iterator[Fix]:
    """The model's input put through a function that the program calls elsewhere on something of the same name."""
    project = bench_of(trace).project
    places = [p for p in root_places(trace) if p.kind in ("use", "definition")][:3]
    inside = {n for p in places for n in _called(p.node)}
    made = 0
    for name, defined in project.functions.items():
        for _, function in defined:
            if name in inside or not _step(function) or not project.calls.get(name):
                continue
            stage = Stage.AUGMENTATION if any(w in name.lower() for w in _SIZES) else Stage.DATA_LOADING
            given = {_base(c.node.args[0]) for c in project.calls[name] if c.node.args}
            for place in places:
                for part in _values(place.node):
                    same = _base(part) in given
                    if not same and stage is Stage.DATA_LOADING:
                        continue
                    yield fix(
                        f"put it through {name}, as elsewhere", wrapped(place.source, part, f"{name}({{}})"),
                        prior - (0.0 if same else 0.04) - 0.02 * place.level, stage=stage,
                        why=f"elsewhere {name} comes first, here it is left out",
                    )  # fmt: skip
                    made += 1
                    if made >= _MOST:
                        return


def _step(function: Function) -> bool:
    """Whether it takes one thing and gives one back: a function of the module with one parameter to be given."""
    if not isinstance(parent(function), ast.Module):
        return False
    needed = len(function.args.args) - len(function.args.defaults)
    values = [
        n.value
        for n in walk(function)
        if isinstance(n, ast.Return) and enclosing(n, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda) is function
    ]
    return needed == 1 and bool(values) and all(v is not None and not isinstance(v, ast.Constant) for v in values)


def _called(node: ast.AST) -> set[str]:
    return {callee(p) for p in walk(node) if isinstance(p, ast.Call)}


def _base(node: ast.expr) -> str:
    """The name that an expression is about."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _values(node: ast.expr) -> Iterator[ast.expr]:
    """The names that an expression is made of, the innermost first: ``obs`` of ``from_numpy(np.stack(obs))``."""
    if isinstance(node, ast.Name):
        yield node
    elif isinstance(node, ast.Call):
        for argument in node.args:
            yield from _values(argument)
