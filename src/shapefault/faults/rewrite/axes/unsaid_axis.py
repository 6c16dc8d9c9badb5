"""``torch.cat([mean, width])`` with its axis left out: the parts are put below each other, not side by side."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from shapefault.faults.rewrite.bench import bench_of, fix, in_forward
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import CallPlace, has_forward

_JOINS = ("cat", "concat", "concatenate", "stack")
_MOST = 4
_NAMED, _LAST = 0.16, 0.03
"""What is taken off for parts that have one name, twice that outside of a module, and for the last axis."""


def unsaid_axis(trace: Trace, prior: float) -> Iterator[Fix]:
    """Axis 1, and the last one of parts that are listed, for each join that is given no more than its parts."""
    joins = [call for name in _JOINS for call in bench_of(trace).project.calls.get(name, []) if _says_none(call)]
    for call in joins[:_MOST]:
        listed = isinstance(call.node.args[0], ast.List | ast.Tuple)
        owner = enclosing(call.node, ast.ClassDef)
        of_module = isinstance(owner, ast.ClassDef) and has_forward(owner)
        worth = prior - (0.0 if listed else _NAMED if of_module else 2 * _NAMED)
        for axis in (1, -1) if listed else (1,):
            found = fix(
                f"join along axis {axis}", set_keyword(call, _word(call), str(axis)),
                worth - (_LAST if axis < 0 else 0.0), why="the parts are put below each other, no axis is said",
            )  # fmt: skip
            yield replace(found, stage=Stage.RESHAPE if in_forward(found) else Stage.DATA_LOADING)


def _says_none(call: CallPlace) -> bool:
    function = call.node.func
    library = isinstance(function, ast.Attribute) and ast.unparse(function.value) in ("torch", "np", "numpy")
    return library and len(call.node.args) == 1 and not call.node.keywords


def _word(call: CallPlace) -> str:
    return "dim" if call.source.span(call.node).text.startswith("torch") else "axis"
