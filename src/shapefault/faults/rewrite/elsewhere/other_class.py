"""Two classes of the program that can stand in for one another: the one for whole texts where the one for words fits.

Both are built with the same parameters, or with none, and called with the same ones.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.callees import last_name
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import has_forward, method_of

_ALIKE = 0.6
"""How alike the names of two such classes are at the least, of 1."""


def other_classes(trace: Trace, prior: float, *, stage: Stage = Stage.LAYER_CONFIG) -> Iterator[Fix]:
    """The running module's class exchanged for its twin where it is built."""
    project = bench_of(trace).project
    for running in reversed(trace.crash.model_calls):
        name = type(running.module).__name__
        own = project.classes.get(name)
        if own is None or not has_forward(own[1]):
            continue
        for other, (_, cls) in project.classes.items():
            if other == name or not _alike(name, other) or not has_forward(cls):
                continue
            if _taken(own[1], "forward") != _taken(cls, "forward"):
                continue
            same = _taken(own[1], "__init__") == _taken(cls, "__init__")
            for call in project.calls.get(name, [])[:2]:
                if not same and (call.node.args or call.node.keywords):
                    continue
                yield fix(
                    f"use {other} in place of {name}",
                    last_name(call, other),
                    prior,
                    stage=stage,
                    why=f"{other} is built and called as {name} is, and gives something else",
                )


def _alike(one: str, other: str) -> bool:
    """Whether two names are nearly the same, or begin with the same two words: ``BertFor…``."""
    first, second = (re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*", name)[:2] for name in (one, other))
    return difflib.SequenceMatcher(None, one, other).ratio() >= _ALIKE or (len(first) == 2 and first == second)


def _taken(cls: ast.ClassDef, method: str) -> str:
    """The parameters of a method, with their defaults."""
    found = method_of(cls, method)
    return ast.dump(found.args) if found is not None else ""
