"""Which files belong to the user's program, and their text and syntax tree."""

from __future__ import annotations

import ast
import site
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from copy import copy
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeGuard

from shapefault.model import Span
from shapefault.source import overlay
from shapefault.source.nodes import walk
from shapefault.source.spelling import positional


@lru_cache(maxsize=1)
def _library_roots() -> tuple[str, ...]:
    roots = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib", "scripts")}
    roots.update(site.getsitepackages() if hasattr(site, "getsitepackages") else ())
    roots.add(site.getusersitepackages())
    roots.add(str(Path(__file__).resolve().parent.parent))
    # `pip install --target` puts packages anywhere; a folder of them tells by their records.
    roots.update(folder for folder in sys.path[1:] if folder and _holds_packages(folder))
    resolved = {str(Path(root).resolve()) for root in roots if root}
    return tuple(sorted(root + end for root in {*roots, *resolved} if root for end in ("/", "\\")))


def _holds_packages(folder: str) -> bool:
    try:
        return any(path.suffix == ".dist-info" for path in Path(folder).iterdir())
    except OSError:
        return False


@lru_cache(maxsize=4096)
def is_user_file(path: str) -> bool:
    """Whether ``path`` is a file of the program itself, not of Python, of a package or of shapefault."""
    # Asked for each of the thousands of modules that are loaded: what is plainly a library's is told by its name.
    if not path or path.startswith(("<", *_library_roots())):
        return False
    absolute = str(Path(path).absolute())
    if absolute.startswith(_library_roots()):
        return False
    return absolute in overlay.active or Path(absolute).is_file()


_SHARED = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)


class Source:
    """One file of the program: text, lines, syntax tree with parents, and node <-> span."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends; only ``\\n``, ``\\r\\n`` and ``\\r`` end a line, as for Python."""
        return self.text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ").split("\n")

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree; an empty module where the text does not parse."""
        try:
            tree = ast.parse(self.text)
        except (SyntaxError, ValueError, RecursionError):
            return ast.Module(body=[], type_ignores=[])
        for parent in ast.walk(tree):
            if isinstance(parent, ast.Call):
                positional(parent)
            for child in ast.iter_child_nodes(parent):
                if isinstance(child, _SHARED):
                    continue  # one object for all places in all trees: a copy of it would be one of everything
                child._shapefault_parent = parent  # type: ignore[attr-defined]
        return tree

    @property
    def nodes(self) -> Sequence[ast.AST]:
        """Every node of the tree."""
        return walk(self.tree)

    @cached_property
    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda]:
        """Every function of the tree."""
        return [n for n in self.nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)]

    def column(self, line: int, offset: int) -> int:
        """The 1-based code point column of a UTF-8 ``offset`` in ``line``."""
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        if text.isascii():
            return offset + 1
        return len(text.encode("utf-8")[:offset].decode("utf-8", "replace")) + 1

    def span(self, node: ast.AST) -> Span:
        """Where ``node`` stands."""
        return self.span_at(node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def span_at(self, line: int, offset: int, end_line: int, end_offset: int) -> Span:
        """The span of UTF-8 offsets as ``ast`` and ``co_positions`` count them."""
        start = (line, self.column(line, offset))
        end = (end_line, self.column(end_line, end_offset))
        return Span(self.path, start, end, self.between(start, end))

    def between(self, start: tuple[int, int], end: tuple[int, int]) -> str:
        """The text between two places."""
        lines = self.lines[start[0] - 1 : end[0]]
        if not lines:
            return ""
        lines[-1] = lines[-1][: end[1] - 1]
        lines[0] = lines[0][start[1] - 1 :]
        return "\n".join(lines)

    def top_at(self, line: int) -> ast.stmt | None:
        """The statement of the file's own level that stands on a line."""
        return next((n for n in self.tree.body if n.lineno <= line <= (n.end_lineno or n.lineno)), None)

    def node_at(self, line: int, offset: int, end_line: int, end_offset: int) -> ast.expr | None:
        """The expression that stands exactly there; None where there is none."""
        return self._expressions.get((line, offset, end_line, end_offset))

    def around(self, line: int, offset: int, end_line: int, end_offset: int) -> Iterator[ast.stmt | ast.expr]:
        """The statements and expressions that hold what stands there, in the order of the tree."""
        for node in self.nodes:
            if isinstance(node, ast.stmt | ast.expr):
                end = (node.end_lineno or 0, node.end_col_offset or 0)
                if (node.lineno, node.col_offset) <= (line, offset) <= end and (end_line, end_offset) <= end:
                    yield node

    @cached_property
    def _expressions(self) -> dict[tuple[int, int, int | None, int | None], ast.expr]:
        """The innermost expression at each place."""
        expressions = [node for node in self.nodes if isinstance(node, ast.expr)]
        found = {(n.lineno, n.col_offset, n.end_lineno, n.end_col_offset): n for n in expressions}
        for added in self.nodes:
            if isinstance(added, ast.AugAssign):
                found[added.lineno, added.col_offset, added.end_lineno, added.end_col_offset] = _sum_of(added)
        for node in expressions:
            # In a chain over several lines an instruction is placed at the method's name, not where the chain begins.
            named = node.func if isinstance(node, ast.Call) else node
            if isinstance(named, ast.Attribute) and named.end_lineno != node.lineno:
                start = (named.end_lineno or 0, (named.end_col_offset or 0) - len(named.attr.encode()))
                found.setdefault((*start, node.end_lineno, node.end_col_offset), node)
        return found

    def node_of(self, span: Span) -> ast.expr | None:
        """The expression that ``span`` covers exactly."""
        for node in self.nodes:
            if isinstance(node, ast.expr) and node.lineno == span.start[0] and self.span(node) == span:
                return node
        return None


def of_self(node: ast.AST) -> TypeGuard[ast.Attribute]:
    """Whether a node is ``self.name``."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def parent(node: ast.AST) -> ast.AST | None:
    """The node around ``node`` in its tree."""
    return getattr(node, "_shapefault_parent", None)


def assigned_to(target: ast.AST) -> ast.expr | None:
    """What ``target`` gets in ``target = value``, or in ``other, target = first, value``."""
    around = parent(target)
    if isinstance(around, ast.Tuple | ast.List):
        together = parent(around)
        values = together.value if isinstance(together, ast.Assign) else None
        if isinstance(values, ast.Tuple | ast.List) and len(values.elts) == len(around.elts):
            return values.elts[next(i for i, each in enumerate(around.elts) if each is target)]
        return None
    return around.value if isinstance(around, ast.Assign) and len(around.targets) == 1 else None


def statement_of(node: ast.AST) -> ast.stmt | None:
    """The innermost statement around ``node``."""
    current: ast.AST | None = node
    while current is not None and not isinstance(current, ast.stmt):
        current = parent(current)
    return current


def _sum_of(node: ast.AugAssign) -> ast.BinOp:
    """``x + y`` for what ``x += y`` works out."""
    read = copy(node.target)
    read.ctx = ast.Load()
    added = ast.copy_location(ast.BinOp(read, node.op, node.value), node)
    added._shapefault_parent, read._shapefault_parent = node, added  # type: ignore[attr-defined,union-attr]
    return added


def enclosing(node: ast.AST, *kinds: type[ast.AST]) -> ast.AST | None:
    """The nearest node around ``node`` of one of ``kinds``."""
    current = parent(node)
    while current is not None and not isinstance(current, kinds):
        current = parent(current)
    return current


def scope_around(node: ast.AST) -> ast.AST:
    """The ``def`` around ``node``, or the module of what stands outside of one."""
    return enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef, ast.Module) or node


@lru_cache(maxsize=512)
def _load(path: str, version: int) -> Source | None:
    try:
        text = overlay.read(path)
    except (OSError, UnicodeDecodeError, SyntaxError, LookupError):
        return None
    return Source(path, text)


def source_of(path: str) -> Source | None:
    """The source of a file, overlay included; None where it cannot be read."""
    if not path or path.startswith("<"):
        return None
    path = str(Path(path).absolute())
    return _load(path, hash(overlay.active.get(path)))


def forget() -> None:
    """Look at the files anew: in a session that goes on after a crash they change, and new ones come."""
    is_user_file.cache_clear()
    _load.cache_clear()
