"""A part that is switched on by a word left at its default, and counted where it is not used: switch it off.

``FNO(..., positional_embedding="grid")`` adds two channels to its first layer; the caller's own forward adds none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.defaults import defaults_of, leaving
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import Function

_MOST = 2


def no_word(trace: Trace, prior: float) -> Iterator[Fix]:
    """None for such a word, where the function has a form without the part."""
    project = bench_of(trace).project
    for called, _, function, name, default in defaults_of(project):
        if isinstance(default.value, str) and _has_none(function, name):
            for call in leaving(project, function, name)[:_MOST]:
                yield fix(
                    f"give {called} {name}=None", set_keyword(call, name, "None"), prior, stage=Stage.LAYER_CONFIG,
                    why=f"{name} is left at {default.value!r}, which {called} has a form without",
                )  # fmt: skip


def _has_none(function: Function, name: str) -> bool:
    """Whether the function compares the word and has None for other words, or asks whether it is None."""
    for node in walk(function):
        if isinstance(node, ast.IfExp) and any(isinstance(p, ast.Name) and p.id == name for p in walk(node.test)):
            sides = [node.body, node.orelse]
        elif isinstance(node, ast.Compare) and isinstance(node.left, ast.Name) and node.left.id == name:
            sides = node.comparators
        else:
            continue
        if any(isinstance(side, ast.Constant) and side.value is None for side in sides):
            return True
    return False
