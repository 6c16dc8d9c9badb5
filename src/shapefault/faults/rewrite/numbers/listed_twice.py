"""A list of numbers that is written under one key in two tables, and not with as many entries."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.numbers.related import stage_of
from shapefault.model import Edit, Fix
from shapefault.source.project import Project


def listed_twice(project: Project, a: int, b: int) -> Iterator[Fix]:
    """Each of two such lists as the other is: what is built for one table has a part more than for the other."""
    for name, places in project.keys.items():
        lists = [(p, p.node.elts) for p in places if isinstance(p.node, ast.List | ast.Tuple)]
        if len(lists) != 2 or len(lists[0][1]) == len(lists[1][1]):
            continue
        if not all(isinstance(e, ast.Constant) and type(e.value) is int for _, entries in lists for e in entries):
            continue
        for (place, entries), (other, longer) in (lists, lists[::-1]):
            yield fix(
                f"change {name} to {other.span.text}, as elsewhere",
                Edit(place.span, other.span.text),
                0.55 if len(entries) < len(longer) else 0.5,
                stage=stage_of(name),
                why=f"{name} has other entries elsewhere",
            )
