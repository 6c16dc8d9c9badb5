"""Sizes that were read as ``b, c, h, w = x.shape`` and are put back as ``view(b, c, w, h)``: right for squares only."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, exchange, fix
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace

_VIEWS = ("view", "reshape")


def exchanged_names(trace: Trace, prior: float) -> Iterator[Fix]:
    """The two names in the order in which they were read, in each view that has them the other way."""
    project = bench_of(trace).project
    for call in (c for name in _VIEWS for c in project.calls.get(name, [])):
        for first, second in _exchanged(call):
            yield fix(
                f"put {second.id} and {first.id} back in the order in which they were read",
                exchange(call.source, first, second), prior, stage=Stage.RESHAPE,
                why=f"the shape was read with {second.id} before {first.id}",
            )  # fmt: skip


def _exchanged(call: CallPlace) -> Iterator[tuple[ast.Name, ast.Name]]:
    function = enclosing(call.node, ast.FunctionDef)
    names = [a for a in call.node.args if isinstance(a, ast.Name)]
    for part in walk(function) if function is not None else ():
        if not isinstance(part, ast.Assign) or part.lineno > call.node.lineno:
            continue
        target = part.targets[0]
        text = ast.unparse(part.value) if isinstance(target, ast.Tuple) else ""
        if not isinstance(target, ast.Tuple) or (".shape" not in text and ".size()" not in text):
            continue
        order = {n.id: at for at, n in enumerate(target.elts) if isinstance(n, ast.Name) and n.id != "_"}
        read = [n for n in names if n.id in order]
        for first, second in itertools.pairwise(read) if len({n.id for n in read}) == len(read) else ():
            if order[first.id] == order[second.id] + 1:
                yield first, second
