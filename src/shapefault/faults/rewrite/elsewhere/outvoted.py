"""A number that stands alone among its like: ``5 + n`` in three places and ``4 + n`` in one.

Expressions that are the same but for their integers say the same thing; where all but one have the same number at a
place, the one is likely to be the slip. The program's run decides.
"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, parent
from shapefault.source.nodes import walk
from shapefault.source.project import Place, Project

_LARGEST = 40
"""Nodes of an expression that is compared with others."""
_MOST = 6
_OVER_AXES = ("sum", "mean", "amax", "amin", "std", "var", "norm")
Written = tuple[Place, list[ast.Constant]]


def outvoted(trace: Trace, prior: float) -> Iterator[Fix]:
    """Each such number made the one of the others; the more there are, the more it tells."""
    found = sorted(_outvoted(bench_of(trace).project), key=lambda item: -item[0])
    for votes, source, node, new in found[:_MOST]:
        text = source.span(_around(node)).text
        yield fix(
            f"change {node.value!r} to {new}, as in {votes} other places",
            Edit(source.span(node), str(new)),
            prior + 0.03 * min(votes - 2, 3),
            stage=Stage.LAYER_CONFIG,
            why=f"{text} stands here, {votes} times it is written with {new}",
        )
    yield from _twin_lists(bench_of(trace).project, prior - 0.24)


def _around(node: ast.Constant) -> ast.expr:
    """The sum or product that a number is a part of; the number itself where it is an argument."""
    found = parent(node)
    return found if isinstance(found, ast.BinOp) else node


def _outvoted(project: Project) -> Iterator[tuple[int, Source, ast.Constant, int]]:
    seen: set[int] = set()
    for written in _alike(project).values():
        if len(written) < 3:
            continue
        for at in range(len(written[0][1])):
            values = Counter(numbers[at].value for _, numbers in written)
            (most, votes), *others = values.most_common()
            if votes < 2 or [count for _, count in others] != [1]:
                continue
            place, numbers = next(w for w in written if w[1][at].value != most)
            if id(numbers[at]) not in seen:
                seen.add(id(numbers[at]))
                yield votes, place.source, numbers[at], int(most)  # type: ignore[arg-type]


def _alike(project: Project) -> dict[str, list[Written]]:
    """Expressions with integers and names in them, by their text without the integers; none that is part of another."""
    groups: dict[str, list[Written]] = defaultdict(list)
    for source in project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.BinOp | ast.Call) or enclosing(node, ast.JoinedStr) is not None:
                continue
            parts = list(walk(node))
            numbers = [p for p in parts if isinstance(p, ast.Constant) and type(p.value) is int]
            named = sum(isinstance(p, ast.Name) for p in parts)
            if not numbers or len(parts) > _LARGEST or named < (2 if isinstance(node, ast.Call) else 1):
                continue
            groups[_without(node, numbers)].append((Place(source, node), numbers))
        for node in source.nodes:
            # the axes that a method is given, whatever it is called on
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _OVER_AXES:
                numbers = [p for a in node.args for p in walk(a) if isinstance(p, ast.Constant)]
                if len(numbers) > 1 and all(type(p.value) is int for p in numbers):
                    groups[f".{node.func.attr} {len(numbers)}"].append((Place(source, node), numbers))
    return groups


def _without(node: ast.expr, numbers: list[ast.Constant]) -> str:
    """The expression's structure, with one sign for all of its integers."""
    kept = [number.value for number in numbers]
    try:
        for number in numbers:
            number.value = ...
        return ast.dump(node)
    finally:
        for number, value in zip(numbers, kept, strict=True):
            number.value = value


def _twin_lists(project: Project, prior: float) -> Iterator[Fix]:
    """``heads=[2, 3, 4]`` in one table and ``heads=[2, 4, 4]`` in another: first the one that has a number twice."""
    for key, places in project.keys.items():
        lists = [p for p in places if isinstance(p.node, ast.List | ast.Tuple) and len(p.node.elts) > 1]
        for one in lists:
            for other in lists:
                a, b = _integers(one.node), _integers(other.node)
                apart = [i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
                if (
                    one is other
                    or len(a) != len(b)
                    or len(apart) != 1
                    or not isinstance(one.node, ast.List | ast.Tuple)
                ):
                    continue
                at = apart[0]
                yield fix(
                    f"change {a[at]} in {key} to {b[at]}, as in the other table",
                    Edit(one.source.span(one.node.elts[at]), str(b[at])),
                    prior + 0.06 * (len(set(a)) < len(set(b))),
                    stage=Stage.LAYER_CONFIG,
                    why=f"{key} is {a} here and {b} elsewhere",
                )


def _integers(node: ast.expr) -> list[int]:
    parts = node.elts if isinstance(node, ast.List | ast.Tuple) else []
    found = [p.value for p in parts if isinstance(p, ast.Constant) and type(p.value) is int]
    return found if len(found) == len(parts) else []
