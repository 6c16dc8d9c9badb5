"""A loader's own way to join its samples: the call that built it, and collate functions for it."""

from __future__ import annotations

import ast
import re

from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.model import Edit, Span
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.source.files import parent, source_of, statement_of
from shapefault.source.project import CallPlace, callee


def call_at(span: Span | None) -> CallPlace | None:
    """The call that stands at ``span``."""
    source = source_of(span.file) if span is not None else None
    node = source.node_of(span) if source is not None and span is not None else None
    return CallPlace(source, node) if source is not None and isinstance(node, ast.Call) else None


def loader_call(facts: LoaderFacts) -> CallPlace | None:
    """The ``DataLoader(...)`` call of the failing loader."""
    for span in (facts.loader_site, facts.loop):
        call = call_at(span)
        if call is not None and callee(call.node).endswith("Loader"):
            return call
    return None


def collate_edits(call: CallPlace, name: str, body: str) -> tuple[Edit, ...] | None:
    """Give a loader the collate function ``name``, defined above the statement that builds it."""
    if any(keyword.arg == "collate_fn" for keyword in call.node.keywords):
        return None
    top: ast.AST = call.node
    while (around := parent(top)) is not None and not isinstance(around, ast.Module):
        top = around
    statement = top if isinstance(top, ast.stmt) else statement_of(call.node)
    if statement is None:
        return None
    line = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))])
    at = (line, 1)
    return (
        set_keyword(call, "collate_fn", name),
        Edit(Span(call.source.path, at, at), f"def {name}(batch):\n{body}\n\n"),
    )


def apart_body(path: str) -> str | None:
    """The body of a collate function that keeps one part of the samples as a list and joins the others.

    ``path`` is of a leaf in it, such as ``[1]['boxes']``, of which the first key names the part; None without one.
    """
    key = re.match(r"\[(-?\d+|'[^']*')\]", path)
    join = "torch.utils.data.default_collate"
    if key is None:
        return None
    if key[1].startswith("'"):
        return (
            f"    kept = [sample[{key[1]}] for sample in batch]\n"
            f"    rest = [{{k: v for k, v in sample.items() if k != {key[1]}}} for sample in batch]\n"
            f"    return {{**{join}(rest), {key[1]}: kept}}\n"
        )
    return (
        f"    return [\n        list(part) if i == {key[1]} else {join}(list(part))\n"
        "        for i, part in enumerate(zip(*batch))\n    ]\n"
    )
