"""A list that stands in another order where the checkpoint was made: ``["rgb", "flow"]`` beside ``["flow", "rgb"]``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import Place


def same_order(trace: Trace, prior: float) -> Iterator[Fix]:
    """Each of two such lists brought into the order of the other; the later one first."""
    lists: dict[tuple[str, ...], list[Place]] = {}
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if isinstance(node, ast.List | ast.Tuple) and len(node.elts) > 1 and _written_out(node):
                lists.setdefault(tuple(sorted(ast.unparse(e) for e in node.elts)), []).append(Place(source, node))
    for places in lists.values():
        texts = [ast.unparse(place.node) for place in places]
        if len(set(texts)) != 2:
            continue
        for rank, (place, text) in enumerate(reversed(list(zip(places, texts, strict=True)))):
            other = next(p for p, t in zip(places, texts, strict=True) if t != text)
            yield fix(
                "list them in the order of the other list",
                Edit(place.span, other.span.text),
                prior - 0.02 * rank,
                stage=Stage.STATE_DICT,
                why="what is kept by place belongs to the parts in the order in which they were built then",
            )


def _written_out(node: ast.List | ast.Tuple) -> bool:
    return all(isinstance(e, ast.Constant) and isinstance(e.value, str) for e in node.elts)
