"""Loops that take a part of each batch sample by sample: ``for x, labels in loader: for one in labels: ...``."""

from __future__ import annotations

import ast

from shapefault.source.files import Source
from shapefault.source.nodes import walk


def taken_apart(source: Source, part: str) -> bool:
    """Whether the file goes through that part, ``[1]``, of what a loop gives: it need be no tensor then."""
    number = part.strip("[]")
    for loop in source.nodes:
        names = loop.target.elts if isinstance(loop, ast.For) and isinstance(loop.target, ast.Tuple) else []
        held = names[int(number)] if number.isdigit() and int(number) < len(names) else None
        if isinstance(held, ast.Name) and isinstance(loop, ast.For):
            inner = [n.iter for n in walk(loop) if isinstance(n, ast.For | ast.comprehension) and n is not loop]
            if any(held.id in [ast.unparse(x) for x in (each, *getattr(each, "args", []))] for each in inner):
                return True
    return False
