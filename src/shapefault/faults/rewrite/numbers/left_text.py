"""A kind or a mode that a call leaves at its default, while the program has another in use that it asks for by name.

``Corpus(folder, args.kind)`` of ``def __init__(self, path, file, data="plain")``, where ``if self.data == "pairs"``
does what the option ``--kind``, which is ``"pairs"``, was given for.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.choices import quoted
from shapefault.faults.rewrite.numbers.defaults import defaults_of, leaving
from shapefault.faults.rewrite.numbers.option_lists import options
from shapefault.faults.rewrite.numbers.related import stage_of
from shapefault.model import Edit, Fix
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, Function, Place, Project, callee

_UNASKED = 0.2
"""What is lost where the program asks for the other text nowhere."""


def text_left_at_default(trace: Trace, prior: float) -> Iterator[Fix]:
    """Hand the text that is in use on in the calls that leave it out; else make it the default."""
    project = bench_of(trace).project
    for called, source, function, name, default in defaults_of(project):
        if isinstance(default.value, str):
            calls = leaving(project, function, name)
            for other in _asked_for(function, name) - {default.value} if calls else ():
                yield from _handed(project, called, name, Place(source, default), other, calls, prior)
            yield from _other_keys(project, name, default.value, calls, prior - 0.06)


def _handed(
    project: Project, called: str, name: str, default: Place, other: str, calls: list[CallPlace], prior: float
) -> Iterator[Fix]:
    in_use = [o for o in options(project) if _is(o.given.get("default"), other)]
    if not in_use:
        for call in calls[:2]:
            text = quoted("", other)
            yield fix(f"build {callee(call.node)} with {name}={text}", set_keyword(call, name, text), prior - _UNASKED,
                      stage=stage_of(name), why=f"{name} is left at its default {default.span.text}")  # fmt: skip
        return
    why = f"{name} is left at its default {default.span.text}, {in_use[0].words[-1]} is {other!r}"
    for call in calls[:2]:
        text = _read(project, call, set(in_use[0].names)) or quoted("", other)
        yield fix(f"hand {text} on to {called} as {name}", set_keyword(call, name, text), prior,
                  stage=stage_of(name), why=why)  # fmt: skip
    yield fix(f"let {name} of {called} be {other!r}", Edit(default.span, quoted(default.span.text, other)),
              prior - 0.05, stage=stage_of(name), why=why)  # fmt: skip


def _other_keys(project: Project, name: str, default: str, calls: list[CallPlace], prior: float) -> Iterator[Fix]:
    """The other keys of a table from which the parameter picks: ``{"chunk": Chunked, None: Plain}[mode]``."""
    for source in project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Dict):
                continue
            if getattr(node.slice, "id", getattr(node.slice, "attr", "")) != name:
                continue
            keys = [key.value for key in node.value.keys if isinstance(key, ast.Constant)]
            for other in keys if default in keys else ():
                for call in calls[:2] if other != default else ():
                    text = quoted("", other) if isinstance(other, str) else repr(other)
                    yield fix(f"build {callee(call.node)} with {name}={text}", set_keyword(call, name, text), prior,
                              stage=stage_of(name), why=f"{name} is left at its default {default!r}")  # fmt: skip


def _is(node: ast.expr | None, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text


def _asked_for(function: Function, name: str) -> set[str]:
    """The texts with which the function, or its class, compares the parameter or the attribute of that name."""
    around = enclosing(function, ast.ClassDef) or function
    found: set[str] = set()
    for part in walk(around):
        if isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.Eq):
            sides = (part.left, part.comparators[0])
            named = any(getattr(side, "attr", getattr(side, "id", None)) == name for side in sides)
            found |= {s.value for s in sides if named and isinstance(s, ast.Constant) and isinstance(s.value, str)}
    return found


def _read(project: Project, call: CallPlace, names: set[str]) -> str | None:
    """How the file of the call reads the option: ``args.kind``."""
    for node in call.source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in names and isinstance(node.value, ast.Name | ast.Attribute):
            return call.source.span(node).text
    return None
