"""Options that the program gives to its own parser: ``parse_args(["--label_nc", "12"])``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.model import Edit, Span
from shapefault.source.files import parent
from shapefault.source.project import Project


def option_added(project: Project, option: str, value: str | None = None) -> Iterator[Edit]:
    """``option`` (and its value) put at the end of each list of options that is an argument of a call."""
    for source in project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.List) or not node.elts or not isinstance(parent(node), ast.Call):
                continue
            words = [e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
            if len(words) != len(node.elts) or not words[0].startswith("--") or option in words:
                continue
            end = source.span(node.elts[-1]).end
            text = "".join(f', "{word}"' for word in (option, value) if word is not None)
            yield Edit(Span(source.path, end, end), text)
