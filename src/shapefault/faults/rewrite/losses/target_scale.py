"""Targets that the program makes at a scale of its own: ``side = crop // stride``, where the network has another."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.naming import labelled
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.project import Place, has_forward
from shapefault.source.scalars import Literal, Resolver, evaluate

_LARGEST = 64
"""Beyond it a number is no scale."""


def scales(trace: Trace, prediction: Shape, target: Shape, prior: float) -> Iterator[Fix]:
    """The divisor or factor by which the target's sides are worked out, at the scale of the prediction.

    The leading axes agree, and the sides are apart by one ratio.
    """
    sides = _sides(prediction, target)
    if sides is None:
        return
    made: dict[int, list[tuple[Place, int, float]]] = {}
    bench = bench_of(trace)
    for source in bench.project.sources:
        for node in source.nodes:
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv | ast.Div | ast.Mult):
                for place, new, weight in _changed(bench.resolver, source, node, sides):
                    scope = enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef)
                    made.setdefault(id(scope), []).append((place, new, weight))
    for group in made.values():
        edits = {id(place.node): Edit(place.span, str(new)) for place, new, _ in group}
        place, new, _ = group[0]
        now = place.node.value  # type: ignore[attr-defined]
        if len(edits) > 4 or any((p.node.value, n) != (now, new) for p, n, _ in group):  # type: ignore[attr-defined]
            continue
        yield fix(
            f"change {labelled(place)[0] or 'the number'} from {now} to {new}",
            tuple(edits.values()),
            prior * min(weight for _, _, weight in group),
            stage=Stage.LOSS_TARGET,
            why=f"the targets are made for a scale of {now}, the network's is {new}",
        )


def _sides(prediction: Shape, target: Shape) -> dict[int, int] | None:
    """The target's sides with those of the prediction; None where they are not apart by one ratio."""
    if len(prediction) != len(target) or len(target) < 3 or prediction[:2] != target[:2]:
        return None
    pairs = {t: p for p, t in zip(prediction[2:], target[2:], strict=True) if p != t}
    first = next(iter(pairs.items()), None)
    if first is None or not all(p and t and t * first[1] == p * first[0] for t, p in pairs.items()):
        return None
    return pairs


def _changed(
    resolver: Resolver, source: Source, node: ast.BinOp, sides: dict[int, int]
) -> Iterator[tuple[Place, int, float]]:
    """The number of an arithmetic that gives a side of the target, what it would have to be, and how sure that is."""
    found = [t for t in resolver.resolve(source, node.right) if isinstance(t, Literal)][:1]
    if not found or not 1 < found[0].value <= _LARGEST:
        return
    literal, divides = found[0], not isinstance(node.op, ast.Mult)
    values = {v for t in resolver.resolve(source, node.left) if (v := evaluate(t)) is not None}
    target, prediction = next(iter(sides.items()))
    new, rest = divmod(literal.value * (target if divides else prediction), prediction if divides else target)
    if rest or new < 1:
        return
    results = {v: (v // literal.value, v // new) if divides else (v * literal.value, v * new) for v in values}
    if any(sides.get(now) == then for now, then in results.values()):
        yield literal.place, new, 1.0
    elif not values and divides and not _of_model(node):
        yield literal.place, new, 0.8


def _of_model(node: ast.AST) -> bool:
    """Whether it stands in a class that has a ``forward``: a network's own arithmetic."""
    owner = enclosing(node, ast.ClassDef)
    return isinstance(owner, ast.ClassDef) and has_forward(owner)
