"""A list of names that is counted, where another list of the program has as many names as are wanted."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.project import texts_of


def name_lists(trace: Trace, now: int, wanted: int, prior: float, stage: Stage) -> Iterator[Fix]:
    """Each list of ``now`` names written as one of ``wanted`` names that stands elsewhere in the program."""
    if now == wanted or min(now, wanted) < 2:
        return
    found = list(_lists(trace))
    others = [node for _, node in found if len(node.elts) == wanted]
    for source, node in found:
        if len(node.elts) != now or len(others) != 1:
            continue
        inner = ", ".join(ast.unparse(e) for e in others[0].elts)
        text = f"[{inner}]" if isinstance(node, ast.List) else f"({inner})"
        yield fix(
            f"the {wanted} names that stand elsewhere",
            Edit(source.span(node), text),
            prior,
            stage=stage,
            why=f"{now} names are counted here, {wanted} are wanted and listed elsewhere",
        )


def _lists(trace: Trace) -> Iterator[tuple[Source, ast.List | ast.Tuple]]:
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if isinstance(node, ast.List | ast.Tuple) and len(texts_of(node)) > 1:
                yield source, node
