"""What a line is among the others: the only one with its number, one of several alike, above the crash or below."""

from __future__ import annotations

import ast
import re
from collections import Counter

from shapefault.faults.suspects.sizes import Sizes
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, scope_around
from shapefault.source.frames import Frame
from shapefault.source.project import Project

_LARGE, _CLOSE, _PARTS = 4, 5, 5


class Surroundings:
    """The lines of one program together."""

    def __init__(self, project: Project, trace: Trace, frames: list[Frame], sizes: Sizes) -> None:
        self._literals = Counter(
            node.value
            for source in project.sources
            for node in source.nodes
            if isinstance(node, ast.Constant) and type(node.value) is int
        )
        self._forms = Counter(_form(line) for source in project.sources for line in source.lines)
        self._crash = frames[0] if frames else None
        self._function = self._crash.function() if self._crash is not None else None
        self._own = type(self._crash.frame.f_locals.get("self")).__name__ if self._crash is not None else ""
        self._root = type(trace.root.module).__name__ if trace.root is not None else ""
        self._sizes = sizes

    def words_of(self, source: Source, line: int, nodes: list[ast.AST]) -> set[str]:
        """The words of a line."""
        found = {f"part{min(_PARTS - 1, _PARTS * line // (len(source.lines) + 1))}"}
        written = [n.value for n in nodes if isinstance(n, ast.Constant) and type(n.value) is int and n.value > _LARGE]
        if written:
            found.add("number once" if any(self._literals[value] == 1 for value in written) else "number again")
        if len(set(written)) < len(written):
            found.add("number twice")
        if self._forms[_form(source.lines[line - 1])] > 1:
            found.add("like another")
        statement = next((node for node in nodes if isinstance(node, ast.stmt)), None)
        if statement is None:
            found.add("goes on")
        return found | self._around(source, line, statement or nodes[0])

    def _around(self, source: Source, line: int, node: ast.AST) -> set[str]:
        found: set[str] = set()
        function = scope_around(node)
        if self._crash is not None and function is self._function:
            above = self._crash.lineno - line
            close = f"above{min(above, _CLOSE - 1)}" if above < _CLOSE else "far above"
            found |= {"same function", "below" if above < 0 else close}
        elif self._sizes.is_running(function):
            found.add("running")
        cls = enclosing(node, ast.ClassDef)
        if isinstance(cls, ast.ClassDef):
            found |= {word for word, name in (("model", self._root), ("own class", self._own)) if cls.name == name}
        return found


def _form(line: str) -> str:
    """A line without its names and numbers."""
    return re.sub(r"\d+", "0", re.sub(r"\b[a-z_]+\b", "x", line.partition("#")[0].strip()))
