"""A module that is given two feature maps, one a row larger than the other: the one that was doubled takes the other's.

Inside of it their rows are mixed by a view, a product or a sum; what is wrong is the doubling outside.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, names_bound, wrapped
from shapefault.model import Edit, Fix, Span
from shapefault.observe.crash import ModuleCall
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_NEAR = 2
"""Rows that rounding at odd sizes makes."""
_GROWING = ("interpolate", "upsample")


def two_maps(trace: Trace, prior: float) -> Iterator[Fix]:
    """For each running module with two such maps: the size of the other in the upsampling, or before the call."""
    for running in reversed(trace.crash.model_calls):
        frame = next((f for f in reversed(trace.crash.frames[: running.depth]) if f.is_user), None)
        source = frame.site.source() if frame is not None else None
        node = frame.site.node() if frame is not None else None
        if source is None or not isinstance(node, ast.Call):
            continue
        for grown, other in _pairs(running, node):
            why = "halving rounds an odd size, doubling does not give the row back"
            size = f"size={other.id}.shape[-2:]"
            factor = _factor(source, node, grown)
            if factor is not None:
                title = f"enlarge {grown.id} to the size of {other.id}"
                yield fix(title, Edit(factor, size), prior, why=why)
            functional = names_bound(source, "torch.nn.functional", "torch.nn.functional")
            edit = wrapped(source, grown, f"{functional}.interpolate({{}}, {size})")
            yield fix(f"resize {grown.id} to the size of {other.id}", edit, prior - 0.06, why=why)


def _pairs(running: ModuleCall, node: ast.Call) -> Iterator[tuple[ast.Name, ast.Name]]:
    """The names of two maps that nearly have one size, the larger first."""
    named = [(a, shape_of(v)) for a, v in zip(node.args, running.args, strict=False) if isinstance(a, ast.Name)]
    maps = [(a, s[-2:]) for a, s in named if s is not None and len(s) == 4]
    for first, one in maps:
        for second, two in maps:
            apart = [a - b for a, b in zip(one, two, strict=True)]
            if first.id != second.id and all(0 <= d <= _NEAR for d in apart) and any(apart):
                yield first, second


def _factor(source: Source, node: ast.Call, name: ast.Name) -> Span | None:
    """Where ``scale_factor=2`` stands in the call that gave ``name`` its value, last before ``node``."""
    function = enclosing(node, ast.FunctionDef)
    found: Span | None = None
    for part in walk(function) if function is not None else ():
        if not isinstance(part, ast.Assign) or part.lineno >= node.lineno or not isinstance(part.value, ast.Call):
            continue
        if not any(isinstance(t, ast.Name) and t.id == name.id for t in part.targets):
            continue
        found = None
        for keyword in part.value.keywords if callee(part.value) in _GROWING else ():
            if keyword.arg == "scale_factor":
                found = source.span(keyword)
    return found
