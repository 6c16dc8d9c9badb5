"""A cut that begins before what it is taken from: ``x[end - overlap : end + n]``, whose start is negative at first.

A negative start counts from the other end, so the first samples are empty and the others are not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.naming import own_name
from shapefault.faults.rewrite.numbers.option_lists import option_added
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.scalars import literals


def early_starts(trace: Trace, prior: float) -> Iterator[Fix]:
    """For each such cut of a data set: the number that is taken off its start given as none."""
    bench = bench_of(trace)
    for source, back in _taken_off(trace):
        for term in bench.resolver.resolve(source, back)[:3]:
            for leaf in literals(term):
                name = own_name(leaf.place)
                why = f"{leaf.value} reach back before the first value: the cut is empty there"
                for edit in option_added(bench.project, f"--{name}", "0") if name else ():
                    yield fix(f"give --{name} 0", edit, prior + 0.02, stage=Stage.DATA_LOADING, why=why)
                yield fix(f"reach back by 0, not by {leaf.value}", Edit(leaf.place.span, "0"), prior - 0.01 * leaf.hops,
                          stage=Stage.DATA_LOADING, why=why)  # fmt: skip


def _taken_off(trace: Trace) -> Iterator[tuple[Source, ast.expr]]:
    """What ``__getitem__`` takes off the start of a slice."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Slice) or not isinstance(node.lower, ast.Name):
                continue
            function = enclosing(node, ast.FunctionDef)
            if not isinstance(function, ast.FunctionDef) or function.name != "__getitem__":
                continue
            for part in walk(function):
                if not isinstance(part, ast.Assign) or not isinstance(part.value, ast.BinOp):
                    continue
                named = any(isinstance(t, ast.Name) and t.id == node.lower.id for t in part.targets)
                if named and isinstance(part.value.op, ast.Sub):
                    yield source, part.value.right
