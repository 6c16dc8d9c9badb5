"""What an edit names and its file does not: ``torch.cat`` in a file that only says ``from torch import nn``."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from functools import lru_cache

from shapefault.faults.rewrite.bench import names_bound
from shapefault.model import Edit, Fix, Span
from shapefault.source.files import Source, source_of

_MODULES = {"torch": "torch", "np": "numpy", "numpy": "numpy"}
_NAMED = re.compile(r"(?<![\w.\"'])(torch|np|numpy)\.")


def with_imports(fix: Fix) -> Fix:
    """The fix with the name that its file has for such a library, or with the import that it lacks."""
    if not any(_NAMED.search(edit.content) for edit in fix.edits):
        return fix
    edits: list[Edit] = []
    lacking: dict[tuple[str, str], None] = {}
    for edit in fix.edits:
        source, content = source_of(edit.span.file), edit.content
        for name in sorted({found[1] for found in _NAMED.finditer(content)}):
            if source is None or name in _bound(source):
                continue
            if own := names_bound(source, _MODULES[name], ""):
                content = re.sub(rf"(?<![\w.\"']){name}\.", f"{own}.", content)
            else:
                lacking[edit.span.file, name] = None
        edits.append(replace(edit, content=content))
    edits += [line for path, name in lacking if (line := _import(path, name)) is not None]
    return fix if tuple(edits) == fix.edits else replace(fix, edits=tuple(edits))


@lru_cache(maxsize=64)
def _bound(source: Source) -> frozenset[str]:
    """The names that a file binds."""
    names = {node.id for node in source.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    names |= {node.arg for node in source.nodes if isinstance(node, ast.arg)}
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom):
            if any(alias.name == "*" for alias in node.names):
                names |= set(_MODULES)  # nobody knows
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    return frozenset(names)


def _import(path: str, name: str) -> Edit | None:
    """The import of a module by that name, above the first import of a file that is none of the future's."""
    source = source_of(path)
    plain = [node for node in source.tree.body if isinstance(node, ast.Import | ast.ImportFrom)
             and getattr(node, "module", "") != "__future__"] if source is not None else []  # fmt: skip
    if not plain:
        return None
    at = (plain[0].lineno, 1)
    said = name if name == _MODULES[name] else f"{_MODULES[name]} as {name}"
    return Edit(Span(path, at, at), f"import {said}\n")
