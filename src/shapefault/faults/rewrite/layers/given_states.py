"""A module of the program that hands on the state of a layer with two directions to one that has a single one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import stored
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import method_of


def states_given(trace: Trace, giver: Any, template: str, title: str, why: str, prior: float) -> Iterator[Fix]:
    """``return outputs, template(h)`` where a ``forward`` returns the state of its own recurrent layer ``giver``.

    ``template`` has ``{}`` for the name of a state of (directions · layers, N, H); an LSTM's two states are both
    changed.
    """
    for owner, name in _owners(trace, giver):
        source, cls = bench_of(trace).project.classes.get(type(owner).__name__, (None, None))
        forward = method_of(cls, "forward") if cls is not None else None
        states = _states(forward, name) if forward is not None else set()
        edits = tuple(_returned(source, forward, states, template)) if source is not None and forward else ()
        if edits:
            yield fix(f"{title} that {type(owner).__name__} gives", edits, prior, stage=Stage.LAYER_CONFIG, why=why)
            return


def _owners(trace: Trace, giver: Any) -> Iterator[tuple[Any, str]]:
    for root in trace.live_modules():
        for owner in root.modules():
            yield from ((owner, name) for name, child in owner.named_children() if child is giver)


def _states(forward: ast.FunctionDef, name: str) -> set[str]:
    """The names that ``forward`` gives the states of ``self.name``."""
    found: set[str] = set()
    for part in walk(forward):
        called = part.value.func if isinstance(part, ast.Assign) and isinstance(part.value, ast.Call) else None
        if called is None or ast.unparse(called) != f"self.{name}" or not isinstance(part, ast.Assign):
            continue
        target = part.targets[0]
        if isinstance(target, ast.Tuple) and len(target.elts) == 2:
            found |= stored(target.elts[1])
    return found


def _returned(source: Source, forward: ast.FunctionDef, states: set[str], template: str) -> Iterator[Edit]:
    for part in walk(forward):
        if isinstance(part, ast.Return) and isinstance(part.value, ast.Tuple | ast.Name):
            for leaf in _leaves(part.value):
                if leaf.id in states:
                    yield Edit(source.span(leaf), template.replace("{}", leaf.id))


def _leaves(value: ast.expr) -> Iterator[ast.Name]:
    if isinstance(value, ast.Name):
        yield value
    elif isinstance(value, ast.Tuple):
        for element in value.elts:
            yield from _leaves(element)
