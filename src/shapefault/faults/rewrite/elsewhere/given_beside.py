"""Two calls of one function side by side, one with numbers where the other is given what was worked out.

``zoom(scan, (z, self.scale, self.scale))`` beside ``zoom(mask, (z, 1, 1))``: the mask is to be scaled as the scan is.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from dataclasses import replace

from shapefault.faults.rewrite.bench import bench_of, fix, in_forward
from shapefault.faults.rewrite.keywords import paired
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import CallPlace

_MOST = 6


def given_beside(trace: Trace, prior: float) -> Iterator[Fix]:
    """Each tuple or list with numbers of its own, as the neighbouring call has it."""
    made = 0
    for name, calls in bench_of(trace).project.calls.items():
        for call, other in itertools.permutations(calls, 2):
            for mine, theirs in _pairs(call, other):
                text = other.source.span(theirs).text
                found = fix(
                    f"give {name} {text} here too, as beside",
                    Edit(call.source.span(mine), text),
                    prior,
                    why=f"the call beside it is given {text}, this one {call.source.span(mine).text}",
                )
                yield replace(found, stage=Stage.RESHAPE if in_forward(found) else Stage.DATA_LOADING)
                made += 1
                if made >= _MOST:
                    return


def _pairs(call: CallPlace, other: CallPlace) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The arguments of two calls in one function that differ in numbers alone, which the other has worked out."""
    if call.source is not other.source:
        return
    around = enclosing(call.node, ast.FunctionDef)
    if around is None or around is not enclosing(other.node, ast.FunctionDef):
        return
    for mine, theirs in paired(call.node, other.node):
        if not isinstance(mine, ast.Tuple | ast.List) or type(mine) is not type(theirs):
            continue
        both = list(zip(mine.elts, theirs.elts, strict=False))
        apart = [(a, b) for a, b in both if ast.dump(a) != ast.dump(b)]
        if len(mine.elts) != len(theirs.elts) or not 0 < len(apart) < len(both):
            continue
        if all(isinstance(a, ast.Constant) and not isinstance(b, ast.Constant) for a, b in apart):
            yield mine, theirs
