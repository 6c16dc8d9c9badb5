"""A step of the program's own that gives pictures of twice the size it was built with: a mosaic of four."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.facts import times
from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.model import Edit, Fix, Shape, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, method_of

_SIZE = re.compile(r"size|dim|shape")


def several_times(trace: Trace, a: Shape, b: Shape, prior: float) -> Iterator[Fix]:
    """Build the step with a part of the size; or behind it, a step of the list that brings back that size."""
    apart = {(min(m, n), max(m, n)) for m, n in zip(a, b, strict=False) if m != n}
    sides = sum(m != n for m, n in zip(a, b, strict=False))
    if len(a) != len(b) or sides != 2 or len(apart) != 1:
        return
    least, most = apart.pop()
    count = times(least, most)
    if not count:
        return
    project = bench_of(trace).project
    for name, (_, cls) in project.classes.items():
        factors = (p for p in walk(cls) if isinstance(p, ast.BinOp) and isinstance(p.op, ast.Mult))
        if not any(isinstance(s, ast.Constant) and s.value == count for p in factors for s in (p.left, p.right)):
            continue
        for call in project.calls.get(name, []):
            sizes = _sizes(trace, call, least)
            if not sizes:
                continue
            why = f"{name} gives pictures {count} times as high and wide as it was built for"
            edits = [wrapped(call.source, size, f"{{}} // {count}") for size in sizes]
            yield fix(f"build {name} for 1/{count} of the size", edits, prior, stage=Stage.AUGMENTATION, why=why)
            end = call.span.end
            listed = [call.source.span(other).text for other in _listed(trace, call, least)]
            for text in (*listed, *_unused(trace, call.source.span(sizes[0]).text)):
                edit = Edit(Span(call.source.path, end, end), f", {text}")
                yield fix(f"{text} behind {name}, too", edit, prior + 0.02, stage=Stage.AUGMENTATION, why=why)


def _sizes(trace: Trace, call: CallPlace, size: int) -> list[ast.expr]:
    """The two entries of a pair, among the arguments of a call, that are both ``size``; or its first, if that is."""
    resolver = bench_of(trace).resolver
    if call.node.args and set(resolver.values(call.source, call.node.args[0])) == {size}:
        return [call.node.args[0]]
    for given in (*call.node.args, *(k.value for k in call.node.keywords)):
        pair = given.elts if isinstance(given, ast.Tuple | ast.List) else []
        values = [set(resolver.values(call.source, part)) for part in pair]
        if len(pair) == 2 and all(v == {size} for v in values):
            return list(pair)
    return []


def _listed(trace: Trace, call: CallPlace, size: int) -> Iterator[ast.Call]:
    """Other steps of the same list that are built for that size."""
    around = parent(call.node)
    for other in around.elts if isinstance(around, ast.List) else []:
        if not isinstance(other, ast.Call) or ast.dump(other.func) == ast.dump(call.node.func):
            continue
        if _sizes(trace, CallPlace(call.source, other), size):
            yield other


def _unused(trace: Trace, size: str) -> Iterator[str]:
    """Steps of the program's own that are built with a size alone, and are not built anywhere."""
    project = bench_of(trace).project
    for name, (_, cls) in project.classes.items():
        made, run = method_of(cls, "__init__"), method_of(cls, "__call__")
        parameters = made.args.args[1:] if made is not None else []
        if name not in project.calls and run is not None and len(parameters) == 1 and _SIZE.search(parameters[0].arg):
            yield f"{name}({size})"
