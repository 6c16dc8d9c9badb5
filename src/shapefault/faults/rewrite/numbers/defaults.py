"""Numbers that the program decides by a parameter's default: give them in the call, or stop overriding them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, parent
from shapefault.source.nodes import walk
from shapefault.source.project import (
    CallPlace,
    Function,
    Place,
    Project,
    bound_argument,
    called_as,
    default_of,
    defaults_in,
    has_parameter,
    method_of,
)


def all_defaults(project: Project) -> Iterator[tuple[str, Source, Function, str, ast.expr]]:
    """Every default: how the function or class is called, file, function, parameter, expression."""
    for defined in project.functions.values():
        for source, function in defined:
            for name, default in defaults_in(function):
                yield called_as(function), source, function, name, default


def defaults_of(project: Project) -> Iterator[tuple[str, Source, Function, str, ast.Constant]]:
    """The same of the constants among them."""
    for called, source, function, name, default in all_defaults(project):
        if isinstance(default, ast.Constant):
            yield called, source, function, name, default


def leaving(project: Project, function: Function, name: str) -> list[CallPlace]:
    """The calls of a function or class that surely leave the parameter ``name`` at its default."""
    found = [call for call in project.calls.get(called_as(function), []) if leaves_out(call, function, name)]
    for heir in _heirs(project, function, name):
        given = (call for call in project.calls.get(heir, []) if not any(k.arg is None for k in call.node.keywords))
        found += [call for call in given if all(k.arg != name for k in call.node.keywords)]
    return found


def _heirs(project: Project, function: Function, name: str) -> Iterator[str]:
    """The classes that hand what they have no parameter for on to the ``__init__`` that ``function`` is."""
    owner = parent(function)
    if not isinstance(owner, ast.ClassDef) or function.name != "__init__":
        return
    for heir, (_, cls) in project.classes.items():
        own = method_of(cls, "__init__")
        bases = [base.id for base in cls.bases if isinstance(base, ast.Name)]
        if owner.name in bases and own is not None and own.args.kwarg is not None and not has_parameter(own, name):
            yield heir


def given_in_call(trace: Trace, literal: Place, value: int, prior: float, stage: Stage) -> Iterator[Fix]:
    """Where ``literal`` is the default of a parameter: hand the number on in the calls that leave it out.

    A default serves every caller; what one program needs belongs into its call.
    """
    yield from handed_on(trace, literal, str(value), prior, stage)


def handed_on(trace: Trace, literal: Place, text: str, prior: float, stage: Stage) -> Iterator[Fix]:
    """The same for a default that holds the literal: ``text`` is the whole value to give."""
    found = parameter_of(literal)
    if found is None:
        return
    function, name = found
    called, calls = called_as(function), leaving(bench_of(trace).project, function, name)
    yield from in_settings(bench_of(trace).project, function, name, text, prior, stage)
    if not calls or len(calls) > 4:
        return
    constant = _constant(calls, name, text)
    if constant is not None:  # so it is called where the number is known; the class's own default is for others
        text, prior = constant, prior + 0.06
    yield fix(
        f"build {called} with {name}={text}",
        [set_keyword(call, name, text) for call in calls],
        prior - 0.06 * (len(calls) - 1),
        stage=stage,
        why=f"{name} is left at its default {literal.node.value}",  # type: ignore[attr-defined]
    )
    other = _counterpart(function, name, literal)
    if other is not None and len(calls) == 1:
        yield fix(
            f"build {called} with {name}={text} and {other}={text}",
            set_keyword(calls[0], name, f"{text}, {other}={text}"),
            prior - 0.01,
            stage=stage,
            why=f"{name} and {other} are left at their default {literal.node.value}",  # type: ignore[attr-defined]
        )


def in_settings(
    project: Project, function: Function, name: str, text: str, prior: float, stage: Stage
) -> Iterator[Fix]:
    """``backbone=dict(width=16)`` behind ``ResNet(**backbone)``: what a class is built from gets it, too."""
    for call in project.calls.get(called_as(function), []):
        unpacked = [k.value for k in call.node.keywords if k.arg is None]
        group = ast.unparse(unpacked[0]).strip("[]'\"").rpartition(".")[2] if len(unpacked) == 1 else ""
        for settings in project.calls.get("dict", []) if group.isidentifier() else ():
            around = parent(settings.node)
            named = around.arg if isinstance(around, ast.keyword) else ""
            named = ast.unparse(around.targets[0]) if isinstance(around, ast.Assign) else named
            given = [keyword.arg for keyword in settings.node.keywords]
            if named == group and name not in given and all(arg and has_parameter(function, arg) for arg in given):
                yield fix(
                    f"give {group} {name}={text}", set_keyword(settings, name, text), prior, stage=stage,
                    why=f"{name} is left at its default in the settings of {group}",
                )  # fmt: skip


def _counterpart(function: Function, name: str, literal: Place) -> str | None:
    """``out_ch`` beside ``in_ch``, left at the same default: what goes in is to come out."""
    other = re.sub(r"(^|_)in(put)?(?=_|$)", r"\1out\2", name)
    default = default_of(function, other) if other != name and has_parameter(function, other) else None
    same = isinstance(default, ast.Constant) and default.value == literal.node.value  # type: ignore[attr-defined]
    return other if same else None


def _constant(calls: list[CallPlace], name: str, text: str) -> str | None:
    """``NUM_CLASSES`` for ``num_classes``: a name of the calls' file that is bound to just this value, above them."""
    for node in calls[0].source.tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and len(node.targets) == 1:
            bound = node.targets[0].id
            above = all(c.source is calls[0].source and c.node.lineno > node.lineno for c in calls)
            if bound.lower() == name.lower() and ast.unparse(node.value) == text and above:
                return bound
    return None


def restored(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """A call that gives ``got`` for a parameter whose default is the ``want`` of the rest of the program."""
    project = bench_of(trace).project
    for called, calls in list(project.calls.items()):
        for _, function in project.entered(called):
            for argument in (*function.args.args, *function.args.kwonlyargs):
                default = default_of(function, argument.arg)
                if not isinstance(default, ast.Constant) or type(default.value) is not int or default.value != want:
                    continue
                for call in calls:
                    given = bound_argument(call.node, function, argument.arg)
                    if isinstance(given, ast.Constant) and type(given.value) is int and given.value == got:
                        yield fix(
                            f"build {called} with {argument.arg}={want}, its default",
                            Edit(call.source.span(given), str(want)),
                            prior,
                            stage=Stage.LAYER_CONFIG,
                            why=f"{argument.arg} is {got} here, {want} by default and where it is not handed on",
                        )


def parameter_of(literal: Place) -> tuple[Function, str] | None:
    """The parameter of which ``literal`` is the default, or a part of it, and its function."""
    node: ast.AST | None = literal.node
    while isinstance(node, ast.Constant | ast.Tuple):
        node = parent(node)
    function = parent(node) if isinstance(node, ast.arguments) else None
    if not isinstance(function, ast.FunctionDef):
        return None
    for argument in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs):
        default = default_of(function, argument.arg)
        if default is not None and any(n is literal.node for n in walk(default)):
            return function, argument.arg
    return None


def leaves_out(call: CallPlace, function: Function, name: str) -> bool:
    """Whether a call surely does not give the parameter ``name``."""
    unpacked = any(k.arg is None and not _rest(k.value, name) for k in call.node.keywords)
    starred = any(isinstance(a, ast.Starred) for a in call.node.args)
    return not unpacked and not starred and bound_argument(call.node, function, name) is None


def _rest(node: ast.expr, name: str) -> bool:
    """Whether ``**kwargs`` hold what the function around it has no parameter for, and ``name`` is one of those."""
    around = enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef)
    if not isinstance(around, Function) or not isinstance(node, ast.Name) or around.args.kwarg is None:
        return False
    return node.id == around.args.kwarg.arg and has_parameter(around, name)
