"""A crop or a resizing that the program has and that is switched off: ``crop=None`` behind a random scale."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import last_name
from shapefault.faults.rewrite.numbers.naming import own_name
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import Place

_CUTS = re.compile(r"crop|resize|patch|(^|_)size", re.IGNORECASE)
_ROUND = 32


def switched_off(trace: Trace, facts: LoaderFacts, prior: float) -> Iterator[Fix]:
    """A size for such an option: a round one that the samples have room for."""
    sides = [side for shape, _ in facts.shapes if len(shape) >= 2 for side in shape[-2:]]
    least = min(sides, default=0)
    size = least // _ROUND * _ROUND or least
    guards = _guards(trace) if size else {}
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Constant) or node.value not in (None, False):
                continue
            name = own_name(Place(source, node))
            if name not in guards:
                continue
            text = f"({size}, {size})" if guards[name] else str(size)
            yield fix(
                f"switch it on: {name}={text}", Edit(source.span(node), text), prior, stage=Stage.AUGMENTATION,
                why=f"{name} is {node.value}, so nothing brings the samples to one size",
            )  # fmt: skip


def _guards(trace: Trace) -> dict[str, bool]:
    """The options that a branch of the program asks for before it cuts, and whether it reads two sizes from them."""
    found: dict[str, bool] = {}
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.If):
                continue
            test = node.test.left if isinstance(node.test, ast.Compare) else node.test
            name, told = last_name(test), ast.unparse(test)
            inside = [part for statement in node.body for part in walk(statement)]
            reads = [part for part in inside if isinstance(part, ast.expr) and ast.unparse(part) == told]
            if _CUTS.search(name) and reads:
                pairs = [p for p in inside if isinstance(p, ast.Subscript) and ast.unparse(p.value) == told]
                found[name] = bool(pairs)
    return found
