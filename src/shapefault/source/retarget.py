"""Which change of a literal gives an expression another value, in the author's form.

What is found is a proposal; running the edited program decides.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from dataclasses import dataclass

from shapefault.model import Edit
from shapefault.source.brackets import otherwise_bracketed
from shapefault.source.files import Source
from shapefault.source.project import Place
from shapefault.source.scalars import Literal, Resolver, Term, evaluate, factors_of, literals

_BRANCH_HOPS = 4


@dataclass(frozen=True)
class Retarget:
    """Edits that give an expression another value; ``hops``: how far from it the literals stand."""

    edits: tuple[Edit, ...]
    hops: int
    literal: Place | None
    value: int


def retarget(
    resolver: Resolver,
    source: Source,
    node: ast.expr,
    old: int | None,
    new: int,
    factors: tuple[int, ...] = (),
) -> list[Retarget]:
    """Edits under which ``node`` (now ``old``) becomes ``new``, in the author's form, nearest first.

    ``factors`` multiply to ``new`` and say how it comes about: ``16 * 5 * 5`` becomes ``16 * 4 * 4``.
    """
    found: list[Retarget] = []
    product = _product(source, node, new, factors)
    if product is not None:
        found.append(product)
    for term in resolver.resolve(source, node):
        if old is not None and evaluate(term) != old:
            continue
        found.extend(_by_literal(term, new))
    found.extend(_by_branch(resolver, source, node, old, new, 0))
    found.extend(_by_brackets(resolver, source, node, new))
    unique: dict[tuple[Edit, ...], Retarget] = {}
    for item in found:
        unique.setdefault(item.edits, item)
    return sorted(unique.values(), key=lambda r: r.hops)


def _by_branch(
    resolver: Resolver, source: Source, node: ast.expr, old: int | None, new: int, hops: int
) -> Iterator[Retarget]:
    """``a if first else b`` on the way, where the one branch is what the number is and the other what it should be."""
    if isinstance(node, ast.IfExp):
        body, other = (set(resolver.values(source, part)) for part in (node.body, node.orelse))
        for branch, values, rest in ((node.body, body, other), (node.orelse, other, body)):
            if values == {new} and rest == {old}:
                yield Retarget((Edit(source.span(node), source.span(branch).text),), hops, None, new)
        for branch in (node.body, node.orelse) if hops < _BRANCH_HOPS else ():
            yield from _by_branch(resolver, source, branch, old, new, hops + 1)
    elif hops < _BRANCH_HOPS and isinstance(node, ast.Name | ast.Attribute):
        for place in resolver.definitions(source, node):
            yield from _by_branch(resolver, place.source, place.node, old, new, hops + 1)


def _by_brackets(resolver: Resolver, source: Source, node: ast.expr, new: int) -> Iterator[Retarget]:
    for tree in otherwise_bracketed(node):
        if new in resolver.values(source, tree):
            yield Retarget((Edit(source.span(node), ast.unparse(tree)),), 0, None, new)


def _by_literal(term: Term, new: int) -> list[Retarget]:
    leaves = literals(term)
    groups: dict[tuple[int, ...], list[Literal]] = {}
    for leaf in leaves:
        groups.setdefault((id(leaf.place.node),), [leaf])
    by_value: dict[tuple[str, int], list[Literal]] = {}
    for leaf in leaves:
        by_value.setdefault((leaf.place.source.path, leaf.value), []).append(leaf)
    for same in by_value.values():
        nodes = {id(leaf.place.node) for leaf in same}
        if len(nodes) > 1:
            groups[tuple(sorted(nodes))] = same
    found = []
    for ids, group in groups.items():
        value = _solve(term, ids, new, group[0].value)
        if value is None:
            continue
        if any(leaf.of_switch for leaf in group):
            if value not in (0, 1) or not all(leaf.of_switch for leaf in group):
                continue
            value = bool(value)
        edits = {id(leaf.place.node): Edit(leaf.place.span, str(value)) for leaf in group}
        found.append(Retarget(tuple(edits.values()), group[0].hops, group[0].place, value))
    return found


def _solve(term: Term, ids: tuple[int, ...], new: int, now: int) -> int | None:
    limit = max(4096, 2 * now)
    candidates = [new, *sorted(range(1, limit + 1), key=lambda v: abs(v - now))] if limit <= 20000 else [new]
    for value in candidates:
        if evaluate(term, dict.fromkeys(ids, value)) == new:
            return value
    return None


def _product(source: Source, node: ast.expr, new: int, factors: tuple[int, ...]) -> Retarget | None:
    parts = factors_of(node)
    if len(parts) < 2 or not factors or not all(isinstance(p, ast.Constant) and type(p.value) is int for p in parts):
        return None
    if math.prod(factors) != new:
        return None
    if len(parts) == len(factors):
        factors = _in_order([p.value for p in parts], factors)  # type: ignore[attr-defined]
        edits = tuple(
            Edit(source.span(part), str(factor))
            for part, factor in zip(parts, factors, strict=True)
            if part.value != factor  # type: ignore[attr-defined]
        )
    else:
        edits = (Edit(source.span(node), " * ".join(map(str, factors))),)
    return Retarget(edits, 0, Place(source, node), new) if edits else None


def _in_order(written: list[int], factors: tuple[int, ...]) -> tuple[int, ...]:
    """The factors with those that are written already where they are written."""
    left, kept = list(factors), []
    for value in written:
        kept.append(value in left)
        if kept[-1]:
            left.remove(value)
    return tuple(value if stays else left.pop(0) for value, stays in zip(written, kept, strict=True))
