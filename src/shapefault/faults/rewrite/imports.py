"""What an edit names and its file does not: ``torch.cat`` in a file that only says ``from torch import nn``."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from functools import lru_cache

from shapefault.model import Edit, Fix, Span
from shapefault.source.files import Source, source_of

_LINES = {"torch": "import torch", "np": "import numpy as np", "numpy": "import numpy"}
_NAMED = re.compile(r"(?<![\w.\"'])(torch|np|numpy)\.")


def with_imports(fix: Fix) -> Fix:
    """The fix with the name that its file has for such a library, or with the import that it lacks."""
    edits: list[Edit] = []
    lacking: dict[tuple[str, str], None] = {}
    for edit in fix.edits:
        source = source_of(edit.span.file)
        if source is None or not _NAMED.search(edit.content):
            edits.append(edit)
            continue
        bound, aliases = _bound(source)
        content = edit.content
        for name in {found[1] for found in _NAMED.finditer(content)} - bound:
            module = _LINES[name].split()[1]
            if module in aliases:
                content = re.sub(rf"(?<![\w.\"']){name}\.", f"{aliases[module]}.", content)
            else:
                lacking[source.path, name] = None
        edits.append(replace(edit, content=content))
    edits += [line for path, name in lacking if (line := _import(path, _LINES[name])) is not None]
    return fix if tuple(edits) == fix.edits else replace(fix, edits=tuple(edits))


@lru_cache(maxsize=64)
def _bound(source: Source) -> tuple[frozenset[str], dict[str, str]]:
    """The names that a file binds, and the names under which it imports whole modules."""
    names = {node.id for node in source.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    names |= {node.arg for node in source.nodes if isinstance(node, ast.arg)}
    aliases: dict[str, str] = {}
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom):
            if any(alias.name == "*" for alias in node.names):
                names |= set(_LINES)  # nobody knows
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
            aliases |= {alias.name: alias.asname or alias.name for alias in node.names}
    return frozenset(names), aliases


def _import(path: str, line: str) -> Edit | None:
    """The statement above the first import of a file that is none of the future's."""
    source = source_of(path)
    plain = [node for node in source.tree.body if isinstance(node, ast.Import | ast.ImportFrom)
             and getattr(node, "module", "") != "__future__"] if source is not None else []  # fmt: skip
    if not plain:
        return None
    at = (plain[0].lineno, 1)
    return Edit(Span(path, at, at), f"{line}\n")
