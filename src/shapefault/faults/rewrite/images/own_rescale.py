"""A transform of the program's own that takes one number for the shorter side, ``Rescale(96)``, or a pair for both."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, parent
from shapefault.source.nodes import walk
from shapefault.source.project import bound_argument, method_of


def own_rescale(trace: Trace, prior: float) -> Iterator[Fix]:
    """Both sides where such a class, which asks whether its size is an ``int``, is given one number."""
    project = bench_of(trace).project
    for _, cls in project.classes.values():
        init = method_of(cls, "__init__")
        for name in _either(cls) if init is not None else ():
            places: list[tuple[Source, ast.expr]] = []
            for call in project.calls.get(cls.name, []):
                given = bound_argument(call.node, init, name) if init is not None else None
                places += [(call.source, given)] if given is not None else []
            for source, node in places or list(_by_key(trace, name)):
                if isinstance(node, ast.Constant) and type(node.value) is int:
                    text = f"({node.value}, {node.value})"
                    yield fix(
                        f"resize both sides: {text}", Edit(source.span(node), text), prior, stage=Stage.AUGMENTATION,
                        why="one number resizes the shorter side, the other follows the picture",
                    )  # fmt: skip


def _either(cls: ast.ClassDef) -> list[str]:
    """The attributes of which a class asks whether they are one number."""
    found = []
    for part in walk(cls):
        if not isinstance(part, ast.Call) or not isinstance(part.func, ast.Name) or part.func.id != "isinstance":
            continue
        asked, kind = part.args if len(part.args) == 2 else (None, None)
        in_branch = isinstance(parent(part), ast.If | ast.IfExp | ast.UnaryOp)
        if isinstance(asked, ast.Attribute) and in_branch and isinstance(kind, ast.Name) and kind.id == "int":
            found.append(asked.attr)
    return list(dict.fromkeys(found))


def _by_key(trace: Trace, name: str) -> Iterator[tuple[Source, ast.expr]]:
    """What stands under the parameter's name in dicts: the classes are built of settings."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            for key, value in zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ():
                if isinstance(key, ast.Constant) and key.value == name:
                    yield source, value
