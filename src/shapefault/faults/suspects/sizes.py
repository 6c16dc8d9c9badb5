"""How the numbers on a line stand to the sizes that met: ``#`` for a number that is written, ``@`` for a name's."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.meeting import Pairs
from shapefault.observe.mismatch import Mismatch
from shapefault.source.files import Source, scope_around
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk

_MULTIPLE, _NEAR = 64, 2
_COMMON = ("self", "torch", "nn", "F", "np")


class Sizes:
    """The sizes of one crash. ``frames``: the user's, deepest first, where names are looked up."""

    def __init__(self, mismatch: Mismatch, pairs: Pairs, frames: list[Frame], failing: ast.AST | None) -> None:
        self._pairs, self._met = pairs, {one for one, _ in pairs}
        self._shapes = {size for operand in mismatch.operands.values() for size in operand.shape}
        broken = mismatch.broken
        self._told = {"got": broken.got_value, "want": broken.want_value} if broken is not None else {}
        self._frames = frames
        functions = ((frame.function(), frame) for frame in frames)
        self._running: dict[int, Frame] = {}
        for function, frame in functions:
            if function is not None:
                self._running.setdefault(id(function), frame)
        self._read = {
            part.id if isinstance(part, ast.Name) else part.attr
            for part in (walk(failing) if failing is not None else ())
            if isinstance(part, ast.Name | ast.Attribute)
        } - set(_COMMON)

    def words_of(self, source: Source, nodes: list[ast.AST]) -> set[str]:
        """The words of a line."""
        return {word for node in nodes for word in self._words(source, node)}

    def _words(self, source: Source, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Constant):
            yield from (f"#{relation}" for relation in self._relations(node.value))
            if type(node.value) is int and abs(node.value) > 1:
                yield from (f"#{name}" for name, size in self._told.items() if size == node.value)
        elif isinstance(node, ast.Name | ast.Attribute):
            yield from (f"@{relation}" for relation in self._relations(self._held(source, node)))
            if (node.id if isinstance(node, ast.Name) else node.attr) in self._read:
                yield "read where it failed"

    def is_running(self, function: ast.AST) -> bool:
        """Whether a function stands in the traceback."""
        return id(function) in self._running

    def _held(self, source: Source, node: ast.Name | ast.Attribute) -> object:
        frame = self._running.get(id(scope_around(node)))
        if frame is not None:
            return frame.held(node)
        own = next((f for f in self._frames if f.file == source.path), None)
        return own.frame.f_globals.get(node.id) if own is not None and isinstance(node, ast.Name) else None

    def _relations(self, value: object) -> Iterator[str]:
        if type(value) is not int or abs(value) <= 1:
            return
        if value in self._met:
            yield "met"
        elif any(
            (met % value == 0 or value % met == 0) and max(met, value) // min(met, value) <= _MULTIPLE
            for met in self._met
            if met > 1
        ):
            yield "factor"
        if any(abs(value - met) <= _NEAR for met in self._met):
            yield "near"
        if value in self._shapes:
            yield "size"
        if any(value == abs(one - other) for one, other in self._pairs):
            yield "difference"
        if any(other and one == value * other for one, other in self._pairs):
            yield "ratio"
