"""Another entry of the settings: ``hp.n_mel_channels`` where ``hp.encoder_embedding_dim`` is what arrives."""

from __future__ import annotations

import ast
import weakref
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.meeting import turns
from shapefault.faults.rewrite.numbers.naming import spoken_name
from shapefault.faults.rewrite.slips.places import Scope
from shapefault.model import Edit, Fix
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.project import Project, callee

Beside = dict[str, dict[int, dict[str, int]]]
"""For each name that a number is written with, and that number, the names beside it and their numbers."""
_known: weakref.WeakKeyDictionary[Trace, Beside] = weakref.WeakKeyDictionary()
_ENTRY = 0.42
_MOST = 2
"""Entries that have the size which is looked for, above which the choice would be a guess."""


def settings(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """Each entry of settings that is read, replaced by one beside it whose number is the size that met the other."""
    if not scope.pairs:
        return
    if trace not in _known:
        _known[trace] = _beside(bench_of(trace).project)
    beside = _known[trace]
    for part in scope.parts:
        if not isinstance(part, ast.Attribute | ast.Subscript) or not isinstance(part.ctx, ast.Load):
            continue
        name = _read(part) or ""
        for number, others in beside.get(name, {}).items():
            fitting = [o for o, value in others.items() if value != number and turns(scope.pairs, number, value)]
            for other in fitting if len(fitting) <= _MOST else []:
                text, of = ast.unparse(part), ast.unparse(part.value)
                new = f"{of}.{other}" if isinstance(part, ast.Attribute) else f"{of}[{other!r}]"
                yield fix(f"take {new} in the place of {text}", Edit(scope.source.span(part), new), _ENTRY)


def _read(part: ast.AST) -> str | None:
    """The entry that is read: ``b`` of ``hp.b`` and of ``cfg["b"]``."""
    if isinstance(part, ast.Attribute):
        return part.attr
    if isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Constant) and isinstance(part.slice.value, str):
        return part.slice.value
    return None


def _beside(project: Project) -> Beside:
    """What is written together in a call, a dict or a class; the flags of a command line are all together."""
    groups: dict[int, dict[str, int]] = {}
    for place in project.integers:
        around = parent(place.node)
        if isinstance(around, ast.keyword | ast.Assign | ast.AnnAssign):
            around = parent(around)
        if isinstance(around, ast.Call | ast.Dict | ast.ClassDef) and (name := spoken_name(place)):
            flag = isinstance(around, ast.Call) and callee(around) == "add_argument"
            name = name.lstrip("-").replace("-", "_")
            groups.setdefault(0 if flag else id(around), {})[name] = place.node.value  # type: ignore[attr-defined]
    found: Beside = {}
    for group in groups.values():
        for name, number in group.items():
            found.setdefault(name, {}).setdefault(number, {}).update({o: v for o, v in group.items() if o != name})
    return found
