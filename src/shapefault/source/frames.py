"""From a frame and an instruction to the exact expression that was being evaluated."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from types import CodeType, FrameType, TracebackType
from typing import Any, TypeVar

from shapefault.model import Span
from shapefault.source.files import Source, is_user_file, scope_around, source_of
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_Node = TypeVar("_Node", bound=ast.AST)
_COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")


@dataclass(frozen=True, slots=True)
class Site:
    """An instruction of the program: cheap to record, resolved to a span only when asked."""

    code: CodeType
    lasti: int

    @property
    def file(self) -> str:
        """The file of the code, as compiled."""
        return self.code.co_filename

    def position(self) -> tuple[int, int, int, int] | None:
        """Line, offset, end line, end offset (UTF-8) of the instruction; None without them."""
        found = next(islice(self.code.co_positions(), self.lasti // 2, None), None)
        if found is None or any(part is None for part in found):
            return None
        line, end_line, offset, end_offset = found
        return line, offset, end_line, end_offset  # type: ignore[return-value]

    def source(self) -> Source | None:
        """The file's source."""
        return source_of(self.file)

    def node(self) -> ast.expr | None:
        """The expression of the instruction; None where it cannot be told for sure."""
        source, position = self.source(), self.position()
        if source is None or position is None:
            return None
        return source.node_at(*position)

    def span(self) -> Span | None:
        """Where the instruction's expression stands."""
        source, position = self.source(), self.position()
        if source is None or position is None:
            return None
        return source.span_at(*position)


@dataclass(frozen=True, slots=True)
class Frame:
    """One live frame of a traceback with the place where it stopped."""

    frame: FrameType
    lineno: int
    site: Site

    @property
    def file(self) -> str:
        """The file of the frame's code."""
        return self.site.file

    @property
    def is_user(self) -> bool:
        """Whether the frame belongs to the user's program."""
        return is_user_file(self.file)

    def within(self, path: str) -> bool:
        """Whether it runs code of a library's file or folder, as ``torch/nn/init.py``."""
        return f"/{path}" in self.file.replace("\\", "/")

    @property
    def name(self) -> str:
        """The function's name."""
        return self.site.code.co_name

    @property
    def names(self) -> dict[str, Any]:
        """What each name stands for in the frame."""
        return {**self.frame.f_globals, **self.frame.f_locals}

    def function(self) -> ast.AST | None:
        """The ``def`` or ``lambda`` that is running, the module for module code; None where its file is not known."""
        source = self.site.source()
        return function_node(source, self.site.code) if source is not None else None

    def written(self, *kinds: type[_Node]) -> Iterator[_Node]:
        """The nodes of ``kinds`` in the running function, not those of functions inside it."""
        running = self.function()
        for node in walk(running) if running is not None else ():
            if isinstance(node, kinds) and scope_around(node) is running:
                yield node

    def held(self, node: ast.AST) -> Any:
        """What a name, or an attribute of one, stands for; without calling anything of the program's."""
        if isinstance(node, ast.Name):
            return self.frame.f_locals.get(node.id, self.frame.f_globals.get(node.id))
        if isinstance(node, ast.Attribute):
            return getattr(self.held(node.value), "__dict__", {}).get(node.attr)
        return None

    def number(self, node: ast.AST) -> int | None:
        """The integer that a literal, a name or an attribute stands for; None for anything else."""
        value = node.value if isinstance(node, ast.Constant) else self.held(node)
        return value if type(value) is int else None


def frames_of(traceback: TracebackType | None) -> list[Frame]:
    """The frames of a traceback, outermost first."""
    found = []
    while traceback is not None:
        site = Site(traceback.tb_frame.f_code, traceback.tb_lasti)
        found.append(Frame(traceback.tb_frame, traceback.tb_lineno or 0, site))
        traceback = traceback.tb_next
    return found


def function_node(source: Source, code: CodeType) -> ast.AST | None:
    """The ``def`` or ``lambda`` that ``code`` was compiled from; the module for module code."""
    if code.co_name == "<module>":
        return source.tree
    best: ast.AST | None = None
    for node in source.functions:
        if not isinstance(node, ast.Lambda):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            if node.name == code.co_name and first <= code.co_firstlineno <= node.lineno:
                best = node
        elif code.co_name == "<lambda>" and node.lineno == code.co_firstlineno:
            best = node
    return best


def caller(frames: Sequence[Frame], index: int) -> tuple[int | None, ast.Call | None]:
    """Which of ``frames`` above ``index`` called that one's function, and the call; None for what is not known.

    A generator runs where it is asked for its next item, in a loop or a comprehension: it is called in what these go
    through.
    """
    own = frames[index].site.code
    if not own.co_flags & inspect.CO_GENERATOR:
        node = frames[index - 1].site.node() if index else None
        return (index - 1 if index else None), (node if isinstance(node, ast.Call) else None)
    above = next((i for i in range(index - 1, -1, -1) if frames[i].name not in _COMPREHENSIONS), None)
    around = frames[above].function() if above is not None else None
    if above is None or around is None:
        return above, None
    calls = [node for node in walk(around) if isinstance(node, ast.Call) and callee(node) == own.co_name]
    here = [call for call in calls if call.lineno <= frames[above].lineno <= (call.end_lineno or call.lineno)]
    found = here or calls
    return above, found[0] if len(found) == 1 else None
