"""A list of names that were read from a file with an empty one among them: the line after the last newline."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import callee


def empty_names(trace: Trace, prior: float, stage: Stage) -> Iterator[Fix]:
    """``text.split("\\n")`` becomes ``text.splitlines()``; lists of stripped lines leave the empty ones out.

    Only where a list of a running frame has such an empty name.
    """
    if not any(_has_empty(v) for frame in trace.user_frames() for v in list(frame.frame.f_locals.values())):
        return
    why = "the text ends with a newline, behind which split finds an empty name that is counted"
    for call in bench_of(trace).project.calls.get("split", []):
        given, function = call.node.args, call.node.func
        if not isinstance(function, ast.Attribute) or len(given) != 1 or not isinstance(given[0], ast.Constant):
            continue
        if given[0].value == "\n":
            text = f"{call.source.span(function.value).text}.splitlines()"
            yield fix("take the lines of the text", Edit(call.span, text), prior, stage=stage, why=why)
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.ListComp) or len(node.generators) != 1 or node.generators[0].ifs:
                continue
            target, element = node.generators[0].target, node.elt
            if not isinstance(target, ast.Name) or not isinstance(element, ast.Call):
                continue
            if callee(element) in ("strip", "rstrip") and ast.unparse(element).startswith(f"{target.id}."):
                end = source.span(node.generators[0].iter).end
                edit = Edit(Span(source.path, end, end), f" if {target.id}.strip()")
                yield fix("leave empty lines out", edit, prior - 0.02, stage=stage, why="an empty line is counted")


def _has_empty(value: object) -> bool:
    if not isinstance(value, list | tuple) or not 1 < len(value) < 100_000:
        return False
    return value[-1] == "" and all(isinstance(v, str) for v in value[:5])
