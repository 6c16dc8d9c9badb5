"""Where a slip may stand: the functions of the program, those that were running first."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from shapefault.faults.rewrite.bench import bench_of
from shapefault.faults.rewrite.meeting import Pairs, meeting
from shapefault.faults.rewrite.stages import stage_of_caller, stage_of_class, stage_of_name
from shapefault.model import Stage
from shapefault.observe.telling import place
from shapefault.observe.trace import Trace
from shapefault.observe.witness import Held, Seen, expressions_of, held
from shapefault.source.files import Source, enclosing, parent
from shapefault.source.frames import Frame
from shapefault.source.project import Function, bound_argument, callee, defaults_in, has_forward

_RUNNING, _OF_RUNNING, _TOP, _OTHER = 1.0, 0.96, 0.94, 0.9
ASIDE = ("print", "len", "isinstance", "format", "zip", "range", "enumerate", "str", "tqdm")
"""Calls of whose arguments the form decides nothing."""
_MOST_LINES = 4000
"""Lines of a program up to which all of it is looked at; of a larger one only what was running, and its classes."""


@dataclass(frozen=True)
class Scope:
    """A function, or a file's own level, with what an edit there is worth and says about the stage."""

    source: Source
    node: Function | ast.Module | ast.ClassDef
    weight: float
    stage: Stage | None
    frame: Frame | None = None
    """Where it was running."""
    names: Mapping[str, Held] = field(default_factory=dict)
    """What its names stood for when it ended; empty where that is not known."""
    pairs: Pairs = frozenset()
    """The sizes that met at the crash."""
    returns: Mapping[str, Held] = field(default_factory=dict)
    """What the program's functions returned last, by their names."""
    expressions: Mapping[str, Held] = field(default_factory=dict)
    """What the expressions of the file's suspect lines were, by their places."""

    def held(self, name: str) -> Held | None:
        """What a name of the scope, or an attribute of ``self``, stands for; None where that is not known."""
        if self.frame is None:
            return self.names.get(name)
        base, _, attribute = name.rpartition(".")
        own = self.frame.frame.f_locals
        within = getattr(own.get(base), "__dict__", {}) if base else own
        return held(within[attribute]) if attribute in within else None

    def told(self, node: ast.expr) -> Held | None:
        """What an expression of a suspect line was in the run that was watched; of others what names and calls tell."""
        found = self.expressions.get(place(node))
        return found if found is not None else next((held for _, held in self.known([node])), None)

    def known(self, nodes: Iterable[ast.expr]) -> Iterator[tuple[ast.expr, Held | None]]:
        """The names and the calls among some expressions, each with what it was."""
        for node in nodes:
            if isinstance(node, ast.Name):
                yield node, self.held(node.id)
            elif isinstance(node, ast.Call):
                yield node, self.returns.get(callee(node))

    @cached_property
    def parts(self) -> list[ast.AST]:
        """The nodes of the scope, without the functions and classes within it and what had not been reached yet."""
        found: list[ast.AST] = []
        stack: list[ast.AST] = [self.node]
        while stack:
            for child in ast.iter_child_nodes(stack.pop()):
                if not isinstance(child, Function | ast.ClassDef) and not self._ahead(child):
                    found.append(child)
                    stack.append(child)
        return found

    def _ahead(self, node: ast.AST) -> bool:
        """Whether a statement stands behind the line where the function was, in no loop with that line."""
        if self.frame is None or not isinstance(node, ast.stmt) or node.lineno <= self.frame.lineno:
            return False
        around = parent(node)
        while around is not None and around is not self.node:
            if isinstance(around, ast.For | ast.While) and around.lineno <= self.frame.lineno:
                return False
            around = parent(around)
        return True

    @cached_property
    def calls(self) -> list[ast.Call]:
        """The calls in it."""
        return [part for part in self.parts if isinstance(part, ast.Call)]


def scopes(trace: Trace, seen: Seen) -> Iterator[Scope]:
    """All that may be looked at, each once."""
    project, pairs = bench_of(trace).project, meeting(trace)
    running = {(f.file, f.name, f.frame.f_code.co_firstlineno): f for f in trace.user_frames()}
    watched = {file for file, name, _ in seen if name}
    files = {f.file: f for f in trace.user_frames() if f.name == "<module>"}
    classes = {type(f.frame.f_locals.get("self")).__name__ for f in trace.user_frames()}
    returns = {name: names["return"] for (_, name, _), names in seen.items() if "return" in names}
    small = sum(len(source.lines) for source in project.sources) <= _MOST_LINES
    for source in project.sources:
        told = seen.get(expressions_of(source.path), {})
        for node in source.nodes:
            if isinstance(node, Function):
                owner = enclosing(node, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
                cls = owner if isinstance(owner, ast.ClassDef) else None
                line = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
                frame, names = running.get((source.path, node.name, line)), seen.get((source.path, node.name, line))
                if source.path in watched and frame is None and names is None:
                    continue  # it was not entered
                if frame is not None:
                    weight = _RUNNING
                elif cls is not None and cls.name in classes:
                    weight = _OF_RUNNING
                elif small:
                    weight = _OTHER
                else:
                    continue
                stage = _stage_of(source, node, cls)
                yield Scope(source, node, weight, stage, frame, names or {}, pairs, returns, told)
            elif isinstance(node, ast.Module | ast.ClassDef) and small:
                top = files.get(source.path) if isinstance(node, ast.Module) else None
                own = node if isinstance(node, ast.ClassDef) else None
                stage = _stage_of(source, node, own)
                yield Scope(source, node, _TOP, stage, top, {}, pairs, returns, told)


def _stage_of(source: Source, node: ast.AST, cls: ast.ClassDef | None) -> Stage | None:
    if cls is None:
        return stage_of_caller(source, node.name) if isinstance(node, Function) else None
    if has_forward(cls):
        return Stage.LOSS_TARGET if cls.name.endswith("Loss") else Stage.LAYER_CONFIG
    return stage_of_class(cls) or Stage.DATA_LOADING  # a tokenizer, a reader, a table


def left_open(trace: Trace, call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """The parameters that a call of the program's own leaves at their defaults, with these."""
    for _, function in bench_of(trace).project.entered(callee(call))[:1]:
        for name, default in defaults_in(function):
            if bound_argument(call, function, name) is None:
                yield name, default


def stage_of_call(trace: Trace, call: ast.Call) -> Stage | None:
    """What a change of a call's arguments says: of what the called class is, or of the form of tensors."""
    name = callee(call)
    if (stage := stage_of_name(name)) is not None:
        return stage
    found = bench_of(trace).project.classes.get(name)
    return _stage_of(found[0], found[1], found[1]) if found is not None else None
