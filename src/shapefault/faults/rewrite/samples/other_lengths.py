"""Lengths counted on one thing while another is read: ``[len(t) for t in texts]``, ``pad_sequence(codes)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def other_lengths(trace: Trace, prior: float) -> Iterator[Fix]:
    """Count the lengths on what is padded, in the function that does both."""
    project = bench_of(trace).project
    for call in project.calls.get("pad_sequence", []):
        padded = call.node.args[0] if call.node.args else None
        function = enclosing(call.node, ast.FunctionDef)
        if not isinstance(padded, ast.Name) or function is None:
            continue
        for part in walk(function):
            if not isinstance(part, ast.ListComp) or len(part.generators) != 1 or part.generators[0].ifs:
                continue
            counted, element = part.generators[0].iter, part.elt
            counts = isinstance(element, ast.Call) and callee(element) == "len"
            if not counts or not isinstance(counted, ast.Name) or counted.id == padded.id:
                continue
            yield fix(
                f"count the lengths on {padded.id}, which is padded",
                Edit(call.source.span(counted), padded.id),
                prior,
                stage=Stage.DATA_LOADING,
                why=f"the lengths are those of {counted.id}, what is padded is {padded.id}",
            )


def counted_before(trace: Trace, prior: float) -> Iterator[Fix]:
    """``n = [len(text)]`` beside ``rows = [codes(text)]``: count what the text became."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            counted = node.elts[0] if isinstance(node, ast.List) and len(node.elts) == 1 else None
            if not isinstance(counted, ast.Call) or callee(counted) != "len" or len(counted.args) != 1:
                continue
            text, function = counted.args[0], enclosing(node, ast.FunctionDef)
            for part in walk(function) if function is not None and isinstance(text, ast.Name) else ():
                made = part.elts[0] if isinstance(part, ast.List) and len(part.elts) == 1 and part is not node else None
                if isinstance(made, ast.Call) and any(ast.dump(a) == ast.dump(text) for a in made.args):
                    became = source.span(made).text
                    why = f"{source.span(text).text} is not what is read on"
                    yield fix(f"count the length of {became}", Edit(source.span(text), became), prior,
                              stage=Stage.DATA_LOADING, why=why)  # fmt: skip
