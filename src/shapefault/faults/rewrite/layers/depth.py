"""How deep a network is: the numbers that its constructor loops over, and what to make of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.hooks import built_by
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, tensors_in
from shapefault.source.files import Source, enclosing, is_user_file
from shapefault.source.nodes import walk
from shapefault.source.project import Place, bound_argument, called_as, default_of
from shapefault.source.scalars import Literal, literals


def shallower(trace: Trace, mismatch: Mismatch, prior: float, *, excess: int | None = None) -> Iterator[Fix]:
    """Build the network with fewer levels: the literal behind a constructor's ``range(n)`` made smaller.

    ``excess`` is the number of levels known to be too many; without it the least change comes first.
    """
    for literal, weight in _depth_literals(trace, mismatch):
        now = literal.value
        steps = [excess] if excess is not None else [1, 2, 3]
        for index, less in enumerate(steps):
            if now - less < 1 or less > now // 2 + 1:
                continue
            yield fix(
                f"build {now - less} levels, not {now}",
                Edit(literal.place.span, str(now - less)),
                prior * weight - 0.03 * index,
                stage=Stage.LAYER_CONFIG,
                why=f"{now} levels leave less than a pixel of this image",
            )
    yield from _shorter_lists(trace, mismatch, prior - 0.14)


def halvings_too_many(trace: Trace, mismatch: Mismatch) -> int | None:
    """How many times the journeys of the operands halve a size once it is odd; None when they never do."""
    worst = None
    for role in mismatch.operands:
        tensor = mismatch.tensor(role)
        if tensor is None:
            continue
        odd = 0
        seen = False
        for record in reversed(trace.journey(tensor)):
            before, after = _sizes(record.args), _sizes((record.out,))
            if before is None or after is None or len(before) != len(after) or len(before) < 3:
                continue
            if any(b >= 2 and a in (b // 2, -(-b // 2)) for b, a in zip(before[2:], after[2:], strict=True)):
                seen = seen or any(b % 2 for b in before[2:])
                odd += 1 if seen else 0
        if odd and (worst is None or odd > worst):
            worst = odd
    return worst


def _sizes(values: tuple[Any, ...]) -> tuple[int, ...] | None:
    found = tensors_in(list(values))
    return shape_of(found[0]) if found else None


def _loops(trace: Trace, mismatch: Mismatch) -> list[tuple[Source, ast.expr]]:
    """What the loops run over in which the tensor's layers were built, the nearest first."""
    modules = [mismatch.layer] if mismatch.layer is not None else []
    modules += [call.module for call in reversed(trace.crash.model_calls)]
    for role in mismatch.operands:
        tensor = mismatch.tensor(role)
        if tensor is not None:
            modules += [r.module for r in trace.journey(tensor)[:60] if r.module is not None]
    found: dict[int, tuple[Source, ast.expr]] = {}
    for module in modules:
        for site in built_by(module):
            source = site.source() if is_user_file(site.file) else None
            node: ast.AST | None = site.node() if source is not None else None
            while source is not None and node is not None:
                node = enclosing(node, ast.For, ast.ListComp, ast.GeneratorExp)
                parts = [node] if isinstance(node, ast.For) else getattr(node, "generators", [])
                for part in parts:
                    found.setdefault(id(part.iter), (source, part.iter))
    return list(found.values())


def _depth_literals(trace: Trace, mismatch: Mismatch) -> list[tuple[Literal, float]]:
    """The literals that bound the loops building layers, with a weight; each once."""
    resolver = bench_of(trace).resolver
    found: dict[int, tuple[Literal, float]] = {}
    for source, iterated in _loops(trace, mismatch):
        for node in walk(iterated):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "range" and node.args):
                continue
            for argument in node.args[:2]:
                for term in resolver.resolve(source, argument):
                    for literal in literals(term):
                        if 2 <= literal.value <= 64 and not _overridden(trace, literal):
                            inner = isinstance(argument, ast.Constant)
                            found.setdefault(id(literal.place.node), (literal, 0.93 if inner else 1.0))
    return [item for item in found.values() if not _arithmetic(item[0].place)]


def _arithmetic(place: Place) -> bool:
    """``2`` of ``n // 2``, ``n - 2``: a step of the author's arithmetic, not a choice."""
    return isinstance(enclosing(place.node, ast.BinOp, ast.Call, ast.stmt), ast.BinOp)


def _overridden(trace: Trace, literal: Literal) -> bool:
    """Whether the literal is a parameter's default that every call gives itself."""
    node = literal.place.node
    around = getattr(node, "_shapefault_parent", None)
    function = getattr(around, "_shapefault_parent", None)
    if not isinstance(around, ast.arguments) or not isinstance(function, ast.FunctionDef):
        return False
    name = next((a.arg for a in (*around.args, *around.kwonlyargs) if default_of(function, a.arg) is node), None)
    called = called_as(function)
    calls = bench_of(trace).project.calls.get(called, [])
    return name is not None and bool(calls) and all(bound_argument(c.node, function, name) is not None for c in calls)


def _shorter_lists(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``for width in (64, 128, 256, 512)``: the list without its last entry."""
    resolver = bench_of(trace).resolver
    seen: set[int] = set()
    for source, given in _loops(trace, mismatch):
        iterated = given.args[0] if isinstance(given, ast.Call) and given.args else given
        if not isinstance(iterated, ast.Name | ast.Attribute | ast.Tuple | ast.List):
            continue
        direct = isinstance(iterated, ast.Tuple | ast.List)
        places = [Place(source, iterated)] if direct else resolver.definitions(source, iterated)
        for place in places:
            listed = place.node
            if not isinstance(listed, ast.List | ast.Tuple) or len(listed.elts) < 3 or id(listed) in seen:
                continue
            index = _last_level(listed.elts)
            if index is None:
                continue
            seen.add(id(listed))
            span = place.span
            kept = ", ".join(place.source.span(e).text for i, e in enumerate(listed.elts) if i != index)
            text = f"{span.text[0]}{kept}{span.text[-1]}" if span.text[:1] in "[(" else kept
            yield fix(
                "build one level less",
                Edit(span, text),
                prior,
                stage=Stage.LAYER_CONFIG,
                why="so many levels leave less than a pixel of this image",
            )


def _last_level(elements: list[ast.expr]) -> int | None:
    """Which entry of a list of widths is one level: the last width, or the last ``"M"`` of a VGG plan."""
    values = [e.value if isinstance(e, ast.Constant) else None for e in elements]
    pools = [i for i, v in enumerate(values) if isinstance(v, str)]
    if pools and all(isinstance(v, int | str) for v in values):
        return pools[-1]
    widths = [v for v in values if type(v) is int]
    if len(widths) == len(values) and min(widths) >= 4 and widths == sorted(widths) and max(widths) >= 8:
        return len(values) - 1
    return None
