"""Targets of an object that was built with a switch left as it is by default: ``LABEL = Field()`` of one word each.

Its method asks ``if not self.sequential:`` and would give another form of tensor with the switch the other way.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.operands import places
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, bound_argument, callee, default_of, method_of


def switched_maker(trace: Trace, mismatch: Mismatch, role: str, prior: float) -> Iterator[Fix]:
    """Each switch that the method asks about which made the operand, turned where its object is built."""
    project = bench_of(trace).project
    first, second = (mismatch.shape(name) for name in ("input", "target"))
    if first is None or second is None or len(first) == len(second):
        return  # a switch decides what is made of each, hardly how many there are
    for place in places(trace, mismatch, role):
        made = place.node
        if not isinstance(made, ast.Call) or not isinstance(made.func, ast.Attribute):
            continue
        for built in _built(place.source, made.func.value):
            if callee(built) not in project.classes:
                continue
            _, cls = project.classes[callee(built)]
            method, start = method_of(cls, made.func.attr), method_of(cls, "__init__")
            if method is None or start is None:
                continue
            for switch in _asked(method):
                given, default = bound_argument(built, start, switch), default_of(start, switch)
                turned = _turned(given if given is not None else default)
                if turned is None:
                    continue
                edit = (
                    Edit(place.source.span(given), turned)
                    if given is not None
                    else set_keyword(CallPlace(place.source, built), switch, turned)
                )
                title = f"build {ast.unparse(made.func.value)} with {switch}={turned}"
                why = f"{made.func.attr} of {callee(built)} gives another form with this switch the other way"
                yield fix(title, edit, prior, stage=Stage.LOSS_TARGET, why=why)


def _built(source: Source, name: ast.expr) -> Iterator[ast.Call]:
    """The calls that a name is bound to in its file."""
    for node in source.nodes:
        for bound, value in bindings(node):
            if bound == ast.unparse(name) and isinstance(value, ast.Call):
                yield value


def _asked(method: ast.AST) -> list[str]:
    """The attributes of ``self`` that alone decide a branch: ``if not self.sequential:``."""
    found = []
    for part in walk(method):
        test = part.test if isinstance(part, ast.If | ast.IfExp) else None
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            test = test.operand
        if isinstance(test, ast.Attribute) and isinstance(test.value, ast.Name) and test.value.id == "self":
            found.append(test.attr)
    return list(dict.fromkeys(found))


def _turned(node: ast.expr | None) -> str | None:
    """A switch the other way."""
    return str(not node.value) if isinstance(node, ast.Constant) and isinstance(node.value, bool) else None
