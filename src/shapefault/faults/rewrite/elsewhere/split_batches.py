"""A batch that another loop takes apart for its model: ``inputs, target = split(rows); model(inputs)``, here
``model(batch)``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_MOST = 2


def split_batches(trace: Trace, prior: float) -> Iterator[Fix]:
    """The same part of the batch for the model of the loop that runs."""
    bench = bench_of(trace)
    parts = {
        (callee(split), place)
        for source in bench.project.sources
        for loop in source.nodes
        if isinstance(loop, ast.For) and isinstance(loop.target, ast.Name)
        for split, place in _split(loop, loop.target.id)
        if callee(split) in bench.project.functions
    }
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        for loop in walk(function) if function is not None else ():
            if source is None or not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
                continue
            name = loop.target.id
            if not loop.lineno <= frame.lineno <= (loop.end_lineno or 0) or next(_split(loop, name), None) is not None:
                continue
            given = [
                argument
                for node in walk(loop)
                if isinstance(node, ast.Call) and node.lineno <= frame.lineno <= (node.end_lineno or 0)
                for argument in node.args[:1]
                if isinstance(argument, ast.Name) and argument.id == name
            ]
            for split, place in sorted(parts)[:_MOST]:
                for argument in given[:1]:
                    yield fix(
                        f"take the batch apart by {split}, as the other loop does",
                        wrapped(source, argument, f"{split}({{}})[{place}]"),
                        prior, stage=Stage.DATA_LOADING,
                        why=f"{name} is given whole, the other loop gives part {place} of {split}",
                    )  # fmt: skip


def _split(loop: ast.For, batch: str) -> Iterator[tuple[ast.Call, int]]:
    """``a, b = split(batch)`` in a loop, and which of the parts is the first argument of a call."""
    calls = [node for node in walk(loop) if isinstance(node, ast.Call) and node.args]
    first = {node.args[0].id for node in calls if isinstance(node.args[0], ast.Name)}
    for node in walk(loop):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        target, given = node.targets[0], node.value.args
        if not isinstance(target, ast.Tuple) or not given or ast.unparse(given[0]) != batch:
            continue
        for place, part in enumerate(target.elts):
            if isinstance(part, ast.Name) and part.id in first:
                yield node.value, place
                break
