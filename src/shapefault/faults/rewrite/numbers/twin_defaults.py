"""Lists of one name that two functions have other defaults for: ``anchors=(4, 6)`` and ``anchors=(4, 4)``."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.defaults import all_defaults
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source


def twin_defaults(trace: Trace, prior: float) -> Iterator[Fix]:
    """The one list as the other has it; that of the function which is no model's first."""
    named: dict[str, list[tuple[str, Source, ast.expr]]] = defaultdict(list)
    for called, source, _, name, node in all_defaults(bench_of(trace).project):
        if isinstance(node, ast.Tuple | ast.List) and len(node.elts) > 1 and all(map(_number, node.elts)):
            named[name].append((called, source, node))
    for name, lists in named.items():
        for (mine, source, node), (other, theirs, like) in permutations(lists[:4], 2):
            same = ast.dump(node) == ast.dump(like) or len(node.elts) != len(like.elts)  # type: ignore[attr-defined]
            if mine == other or same:
                continue
            text = theirs.span(like).text
            model = mine in bench_of(trace).project.classes
            yield fix(f"let {name} of {mine} be {text}, as {other} has it", Edit(source.span(node), text),
                      prior - 0.02 * model, stage=Stage.LAYER_CONFIG,
                      why=f"{name} is {source.span(node).text} in {mine}")  # fmt: skip


def _number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int
