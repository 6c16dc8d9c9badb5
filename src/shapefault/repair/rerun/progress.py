"""Evidence that a run went past the crash line: a mark set behind the statement that stands there.

The file of the crash is compiled with a call of a counter behind that statement (or around the value
it returns or tests). The counter lies in a small shared file, so that all processes of the job count
together and the host can read it when it has killed them. Nothing else of the program is slowed.
"""

from __future__ import annotations

import ast
import builtins
import difflib
import mmap
from collections.abc import Callable
from pathlib import Path

from shapefault.repair.rerun.job import Job
from shapefault.source import overlay

MARK = "__shapefault_past__"
ARMED = 1 << 63
"""The bit of the counter that says that a mark is set."""


def install(job: Job) -> None:
    """Have the crash line of ``job`` counted; does nothing if there is none or it cannot be read."""
    if job.past is None:
        return
    file, line = job.past
    try:
        old = overlay.read(file)
    except (OSError, SyntaxError, UnicodeDecodeError, LookupError):
        return
    key = overlay.resolved(file)
    new = next((text for path, text in job.overlay.items() if overlay.resolved(path) == key), old)
    at = moved(old, new, line)

    def rewrite(path: str, text: str) -> ast.Module:
        tree = marked(ast.parse(text, path), at)
        if any(isinstance(node, ast.Name) and node.id == MARK for node in ast.walk(tree)):
            arm(job.counter)
        return tree

    overlay.rewriters[key] = rewrite
    setattr(builtins, MARK, counter(job.counter))


def arm(path: str) -> None:
    """Say in the counter's file that there is a mark: a run without one tells nothing by not coming past it."""
    with Path(path).open("r+b") as file, mmap.mmap(file.fileno(), 8) as shared:
        shared[7] |= ARMED >> 56


def counted(content: int) -> tuple[bool, int]:
    """Whether there was a mark, and how many times execution went past it."""
    return bool(content & ARMED), content & ~ARMED


def counter(path: str) -> Callable[..., object]:
    """A function that counts its calls in the file at ``path`` and returns its argument."""
    with Path(path).open("r+b") as file:
        shared = mmap.mmap(file.fileno(), 8)

    def past(value: object = None) -> object:
        shared[:8] = (int.from_bytes(shared[:8], "little") + 1).to_bytes(8, "little")
        return value

    return past


def moved(old: str, new: str, line: int) -> int:
    """Where ``line`` of ``old`` is in ``new``; of a block that was replaced, the last line."""
    if old == new:
        return line
    match = difflib.SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False)
    for tag, low, high, into, end in match.get_opcodes():
        if low <= line - 1 < high:
            if tag == "equal" or high - low == end - into:
                return line + into - low
            return max(end, 1)
    return line


def marked(tree: ast.Module, line: int) -> ast.Module:
    """``tree`` with the mark set for ``line``; unchanged if no statement stands there."""
    lambdas = [node for node in ast.walk(tree) if isinstance(node, ast.Lambda) and _covers(node, line)]
    if lambdas:
        # The line may run long after its statement: only the body's own end is evidence.
        inner = min(lambdas, key=lambda node: (node.end_lineno or 0) - node.lineno)
        inner.body = _around(inner.body)
        return tree
    spot = _innermost(tree, line)
    if spot is not None:
        block, index = spot
        _mark(block, index)
    return tree


def _covers(node: ast.stmt | ast.expr, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def _innermost(node: ast.AST, line: int) -> tuple[list[ast.stmt], int] | None:
    """The deepest block and the place in it of the last statement that covers ``line``."""
    found = None
    for block in _blocks(node):
        for index, statement in enumerate(block):
            first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", ()))])
            if first <= line <= (statement.end_lineno or statement.lineno):
                found = _innermost(statement, line) or (block, index)
    return found


def _blocks(node: ast.AST) -> list[list[ast.stmt]]:
    blocks = [getattr(node, name, None) for name in ("body", "orelse", "finalbody")]
    holders = [*getattr(node, "handlers", ()), *getattr(node, "cases", ())]
    blocks += [holder.body for holder in holders]
    return [block for block in blocks if isinstance(block, list)]


def _mark(block: list[ast.stmt], index: int) -> None:
    statement = block[index]
    match statement:
        case ast.Return(value=ast.expr() as value):
            statement.value = _around(value)
        case ast.If(test=test) | ast.While(test=test):
            statement.test = _around(test)
        case ast.Match(subject=subject):
            statement.subject = _around(subject)
        case ast.For() | ast.AsyncFor() | ast.With() | ast.AsyncWith():
            statement.body.insert(0, _call(statement.body[0]))
        case _:
            block.insert(index + 1, _call(statement))


def _around(value: ast.expr) -> ast.expr:
    name = ast.copy_location(ast.Name(MARK, ast.Load()), value)
    return ast.copy_location(ast.Call(name, [value], []), value)


def _call(where: ast.stmt) -> ast.stmt:
    name = ast.copy_location(ast.Name(MARK, ast.Load()), where)
    return ast.copy_location(ast.Expr(ast.copy_location(ast.Call(name, [], []), where)), where)
