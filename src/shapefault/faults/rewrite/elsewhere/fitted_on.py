"""Columns or words found in each part of the data by itself: found in the training part, and used for the other.

``one_hot(table)`` looks for the values that its own table has, and is called with two tables that have other ones.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.faults.rewrite.elsewhere.other_calls import calls_behind
from shapefault.faults.rewrite.elsewhere.together import of_its_own
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, Function, Project, callee, has_parameter

_DISTINCT = ("set", "unique", "fromkeys", "Counter")
_NAME = "fitted_on"


@dataclass(frozen=True)
class _Reads:
    """A function that finds the distinct values of what it is given as ``parameter``."""

    source: Source
    function: Function
    parameter: str


def fitted_on(trace: Trace, prior: float) -> Iterator[Fix]:
    """For each function behind the failing batch that the program calls for another part of the data as well."""
    project = bench_of(trace).project
    for call in calls_behind(trace):
        for reads in _called(project, call):
            if not of_its_own(project, callee(call.node)) and not _distinct(reads):
                continue
            for other in project.calls.get(callee(call.node), []):
                if _earlier(call, other):
                    yield from _in_function(reads, call, other, prior)
                    yield from _by_name(reads, other, prior - 0.02)
                    for inner in _inner(project, reads):
                        yield from _by_name(inner, other, prior + 0.02)


def _called(project: Project, call: CallPlace) -> Iterator[_Reads]:
    """What a call by name enters, a class's ``__init__`` for the class, with its first parameter."""
    for source, function in project.entered(callee(call.node)):
        names = [a.arg for a in function.args.args if a.arg not in ("self", "cls")]
        if names and call.node.args:
            yield _Reads(source, function, names[0])


def _earlier(call: CallPlace, other: CallPlace) -> bool:
    """Whether ``other`` is a call for another part of the data whose argument is there when ``call`` is made."""
    if other.node is call.node or not other.node.args or other.source.path != call.source.path:
        return False
    scopes = [enclosing(c.node, ast.FunctionDef) for c in (call, other)]
    if scopes[1] not in (None, scopes[0]) or other.span.start >= call.span.start:
        return False
    return ast.dump(other.node.args[0]) != ast.dump(call.node.args[0])


def _inner(project: Project, reads: _Reads) -> Iterator[_Reads]:
    """The functions of the program that ``reads`` hands its parameter to, at whatever place."""
    for part in walk(reads.function):
        if isinstance(part, ast.Call):
            for source, function in project.functions.get(callee(part), []):
                names = [a.arg for a in function.args.args]
                for given, name in zip(part.args, names, strict=False):
                    if isinstance(given, ast.Name) and given.id == reads.parameter:
                        yield _Reads(source, function, name)


def _distinct(reads: _Reads) -> list[tuple[ast.Assign | ast.For, list[ast.Name]]]:
    """The statements that find distinct values, with the parameter as it is named in each."""
    found: list[tuple[ast.Assign | ast.For, list[ast.Name]]] = []
    for part in walk(reads.function):
        if isinstance(part, ast.Assign) and any(
            isinstance(n, ast.SetComp) or (isinstance(n, ast.Call) and callee(n) in _DISTINCT) for n in walk(part.value)
        ):
            found.append((part, _named(part.value, reads.parameter)))
        elif isinstance(part, ast.For) and any(_numbers_new(n) for n in walk(part)):
            found.append((part, _named(part.iter, reads.parameter)))
    return [(part, names) for part, names in found if names]


def _named(node: ast.AST, name: str) -> list[ast.Name]:
    return [n for n in walk(node) if isinstance(n, ast.Name) and n.id == name]


def _numbers_new(node: ast.AST) -> bool:
    """``ids[word] = len(ids)``, ``ids.setdefault(word, len(ids))``."""
    if isinstance(node, ast.Call) and callee(node) == "setdefault":
        value: ast.expr | None = node.args[-1] if node.args else None
    else:
        subscripts = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript)
        value = node.value if isinstance(node, ast.Assign) and subscripts else None
    return value is not None and any(isinstance(n, ast.Call) and callee(n) == "len" for n in walk(value))


def _in_function(reads: _Reads, call: CallPlace, other: CallPlace, prior: float) -> Iterator[Fix]:
    """A parameter for what the values are found in, handed to the class that finds them, or read right there."""
    if has_parameter(reads.function, _NAME):
        return
    places = [names[0] for part, names in _distinct(reads) if len(names) == 1 and not _coded(part)]
    places += _handed_to_fits(reads)
    last = (reads.function.args.posonlyargs + reads.function.args.args)[-1]
    if len(places) != 1 or reads.function.args.kwonlyargs or reads.function.args.vararg:
        return
    ends = [reads.source.span(last).end, *(reads.source.span(d).end for d in reads.function.args.defaults)]
    given = other.source.span(other.node.args[0]).text
    text = f"{reads.parameter} if {_NAME} is None else {_NAME}"
    inside = enclosing(places[0], ast.Call, ast.comprehension)
    wrapped = text if isinstance(inside, ast.Call) and places[0] in inside.args else f"({text})"
    end = max(ends)
    edits = [
        set_keyword(call, _NAME, given),
        Edit(reads.source.span(places[0]), wrapped),
        Edit(Span(reads.source.path, end, end), f", {_NAME}=None"),
    ]
    yield fix(
        f"find the values in {given}, for both", edits, prior, stage=Stage.DATA_LOADING,
        why=f"the values are found in each part of the data by itself, and {given} has others",
    )  # fmt: skip


def _handed_to_fits(reads: _Reads) -> list[ast.Name]:
    """The parameter where it is given to a class, ``Categories(table).transform(table)``, and used once more."""
    uses = _named(reads.function, reads.parameter)
    found = []
    for name in uses:
        call = enclosing(name, ast.Call)
        if isinstance(call, ast.Call) and name in call.args and callee(call)[:1].isupper() and len(uses) > 1:
            found.append(name)
    return found


def _by_name(reads: _Reads, other: CallPlace, prior: float) -> Iterator[Fix]:
    """The training part by its name, where the function stands in the file in which that is bound."""
    given = other.node.args[0]
    bound = {name for part in reads.source.tree.body for name, _ in bindings(part)}
    if not isinstance(given, ast.Name) or given.id not in bound or reads.source.path != other.source.path:
        return
    if enclosing(other.node, ast.FunctionDef) is not None:
        return
    for part, names in _distinct(reads):
        coded = _coded(part)
        edits = [Edit(reads.source.span(name), given.id) for name in names]
        if coded is not None:
            levels, codes, found, values = coded
            np = ast.unparse(found.func).rpartition(".")[0]
            own = reads.source.span(values).text
            ours = _renamed(own, reads.parameter, given.id)
            indent = " " * part.col_offset
            text = f"{levels} = {np}.unique({ours})\n{indent}{codes} = {np}.searchsorted({levels}, {own})"
            edits = [Edit(reads.source.span(part), text)]
        yield fix(
            f"find the values in {given.id}", edits, prior, stage=Stage.DATA_LOADING,
            why=f"the values are found in each part of the data by itself, and {given.id} has others",
        )  # fmt: skip


def _coded(part: ast.Assign | ast.For) -> tuple[str, str, ast.Call, ast.expr] | None:
    """``levels, codes = np.unique(values, return_inverse=True)``: the two names, the call, the values."""
    if not isinstance(part, ast.Assign):
        return None
    target, value = part.targets[0], part.value
    if not isinstance(target, ast.Tuple) or not isinstance(value, ast.Call) or callee(value) != "unique":
        return None
    names = [e.id for e in target.elts if isinstance(e, ast.Name)]
    if len(names) != 2 or not value.args or [k.arg for k in value.keywords] != ["return_inverse"]:
        return None
    return names[0], names[1], value, value.args[0]


def _renamed(text: str, old: str, new: str) -> str:
    tree = ast.parse(text, mode="eval")
    for node in walk(tree):
        if isinstance(node, ast.Name) and node.id == old:
            node.id = new
    return ast.unparse(tree)
