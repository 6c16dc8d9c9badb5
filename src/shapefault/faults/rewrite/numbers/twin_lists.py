"""One list of things under the same name in two places, which lacks a thing in one of them.

``init_words = {"<pad>": 0, "<unk>": 1}`` in one configuration and ``{"<pad>": 0}`` in the next, ``LABELS`` in the
script that trains and in the one that predicts: what is counted from the two differs by as many.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import Place, Project


def twin_lists(trace: Trace, now: int, wanted: int, prior: float, stage: Stage) -> Iterator[Fix]:
    """A list that differs from its twin by as many things as ``now`` from ``wanted``, written as its twin is."""
    for name, places in _named(bench_of(trace).project).items():
        for mine, other in permutations(places[:6], 2):
            ours, theirs = _things(mine.node), _things(other.node)
            if len(theirs) - len(ours) != wanted - now or now == wanted:
                continue
            few, many = sorted((ours, theirs), key=len)
            if not few or not set(few) < set(many):
                continue
            listed = ", ".join((set(many) - set(few)) if len(many) - len(few) < 4 else ())
            said = f" ({listed})" if listed else ""
            yield fix(
                f"list in {name} what it has elsewhere"
                if few is ours
                else f"list in {name} only what it has elsewhere",
                Edit(mine.span, other.span.text),
                prior,
                stage=stage,
                why=f"{name} has {len(ours)} entries here, {len(theirs)} elsewhere{said}",
            )


def _named(project: Project) -> dict[str, list[Place]]:
    """The collections of constants that the program writes, by the name that they get."""
    found: dict[str, list[Place]] = defaultdict(list)
    for table in (project.attributes, project.keys):
        for name, places in table.items():
            found[name].extend(places)
    for source in project.sources:
        for node in source.nodes:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                found[node.targets[0].id].append(Place(source, node.value))
    unique = {name: {id(p.node): p for p in places if _things(p.node)} for name, places in found.items()}
    return {name: list(places.values()) for name, places in unique.items() if len(places) > 1}


def _things(node: ast.expr) -> list[str]:
    """What a literal lists: its elements or keys as written, the letters of an alphabet; empty for anything else."""
    if isinstance(node, ast.Dict):
        whole = all(isinstance(part, ast.Constant) for part in (*node.keys, *node.values))
        return [ast.unparse(key) for key in node.keys if key is not None] if whole else []
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        plain = all(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in node.elts)
        return [ast.unparse(part) for part in node.elts] if plain else []
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(set(node.value)) == len(node.value) > 8:
        return list(node.value)
    return []
