"""The statements of live frames that made what a failing expression is given, to be run again before it.

``loss = criterion(logits, y)`` fails, and ``logits = head(features.flatten(1))`` stands above it: run again on tensors
without memory it tells the journey that the tensor itself does not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from shapefault.observe.expressions import detached, evaluable
from shapefault.observe.masked import masked_names
from shapefault.observe.values import is_tensor
from shapefault.source.files import enclosing, parent, statement_of
from shapefault.source.frames import Frame
from shapefault.source.project import Function, bound_argument

_MOST = 16
"""Statements that are run again."""
_PREFIX = "_shapefault_made_"


@dataclass
class Step:
    """One value that is made again: by what, for which name, and what the program has for it."""

    name: str
    node: ast.expr
    frame: Frame
    live: Any
    """The tensor of the live frame; None where the name stands for something else by now."""


@dataclass
class Steps:
    """The expression with the names of the steps in it, and the steps in the order in which they ran."""

    node: ast.expr
    steps: list[Step] = field(default_factory=list)


def steps_before(node: ast.expr, frames: Sequence[Frame]) -> Steps:
    """What made the names in ``node``, read where the last of ``frames`` stands, as far as it may run again.

    Each of ``frames`` was called by the one before it.
    """
    walk = _Walk(frames)
    place = _running(frames[-1])
    made = walk.rewritten(node, len(frames) - 1, place) if place is not None else None
    return Steps(made, walk.steps) if made is not None else Steps(node)


class _Walk:
    def __init__(self, frames: Sequence[Frame]) -> None:
        self._frames = frames
        self.steps: list[Step] = []
        self._known: dict[tuple[int, str], Step | None] = {}

    def rewritten(self, node: ast.expr, level: int, place: ast.stmt) -> ast.expr | None:
        """A copy of ``node``, read at ``place``, in which names that can be made again are those of steps.

        None where a name stands for something else by now and cannot be made again.
        """
        frame = self._frames[level]
        function = frame.function()
        now = _running(frame)
        if function is None or now is None:
            return None
        names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        new: dict[str, str] = {}
        masked = masked_names(node, frame.names)
        for name in sorted(names - _bound_within(node)):
            stale = stale_at(function, name, place, now)
            if name in masked and not stale:
                continue
            live = None if stale else frame.names.get(name)
            if not stale and not is_tensor(live):
                continue
            step = self._step(reaching(function, name, place), name, level, live)
            if step is not None:
                new[name] = step.name
            elif stale:
                return None
        copied = detached(node)
        for part in ast.walk(copied):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load) and part.id in new:
                part.id = new[part.id]
        return copied

    def _step(self, binding: ast.AST | None, name: str, level: int, live: Any) -> Step | None:
        key = (id(binding), name)
        if key in self._known or len(self.steps) >= _MOST:
            return self._known.get(key)
        self._known[key] = None
        found = self._value(binding, name, level)
        place = statement_of(found[0]) if found is not None else None
        if found is None or isinstance(found[0], ast.Constant) or place is None:
            return None
        value, owner = found
        frame = self._frames[owner]
        made = self.rewritten(value, owner, place) if evaluable(value, frame) else None
        if made is None:
            return None
        step = Step(f"{_PREFIX}{len(self.steps)}", made, frame, live)
        self._known[key] = step
        self.steps.append(step)
        return step

    def _value(self, binding: ast.AST | None, name: str, level: int) -> tuple[ast.expr, int] | None:
        """The expression that gave a name its value, and the level of its frame."""
        if isinstance(binding, ast.Assign):
            value = _assigned(binding, name)
            return (value, level) if value is not None else None
        function = self._frames[level].function()
        call = self._frames[level - 1].site.node() if isinstance(binding, ast.arg) and level else None
        if not isinstance(call, ast.Call) or not isinstance(function, Function):
            return None
        given = bound_argument(call, function, name)
        return (given, level - 1) if given is not None else None


def _running(frame: Frame) -> ast.stmt | None:
    node = frame.site.node()
    return statement_of(node) if node is not None else None


def _bound_within(node: ast.expr) -> set[str]:
    """The names that the expression binds itself: loops of comprehensions, arguments of lambdas."""
    own = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    lambdas = [n.args for n in ast.walk(node) if isinstance(n, ast.Lambda)]
    return own | {a.arg for arguments in lambdas for a in ast.walk(arguments) if isinstance(a, ast.arg)}


def reaching(function: ast.AST, name: str, place: ast.stmt) -> ast.AST | None:
    """The binding whose value ``name`` has at ``place``; None where it may be that of several."""
    bindings = _bindings(function, name)
    last = max((b for b in bindings if _line(b) < _line(place)), key=_line, default=None)
    if last is None or not (isinstance(last, ast.arg) or _always_before(last, place)):
        return None
    rounds = [loop for loop in _loops(place) if not _holds(loop, last)]
    again = any(_holds(loop, b) for loop in rounds for b in bindings if b is not last)
    return None if again else last


def stale_at(function: ast.AST, name: str, place: ast.stmt, now: ast.stmt) -> bool:
    """Whether ``name`` may stand for something else at ``now``, where the function is, than it did at ``place``."""
    if place is now:
        return False
    rounds = [loop for loop in _loops(now) if not _holds(loop, place)]
    return any(
        _line(place) <= _line(b) < _line(now) or any(_holds(loop, b) for loop in rounds)
        for b in _bindings(function, name)
        if not isinstance(b, ast.arg)
    )


def _bindings(function: ast.AST, name: str) -> list[ast.AST]:
    """The statements, arguments and loops of a function that bind a name."""
    arguments = getattr(function, "args", None)
    given = list(ast.walk(arguments)) if arguments is not None else []
    found: list[ast.AST] = [a for a in given if isinstance(a, ast.arg) and a.arg == name]
    for part in ast.walk(function):
        if isinstance(part, ast.Name) and part.id == name and not isinstance(part.ctx, ast.Load):
            holder = enclosing(part, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.Module)
            if holder is function:
                found.append(statement_of(part) or part)
    return found


def _loops(place: ast.AST) -> Iterator[ast.AST]:
    around = enclosing(place, ast.For, ast.While, ast.AsyncFor)
    while around is not None:
        yield around
        around = enclosing(around, ast.For, ast.While, ast.AsyncFor)


def _line(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _holds(around: ast.AST, node: ast.AST) -> bool:
    current: ast.AST | None = node
    while current is not None and current is not around:
        current = parent(current)
    return current is not None


def _always_before(statement: ast.AST, place: ast.stmt) -> bool:
    """Whether ``place`` is never reached without ``statement``, which stands in a block around it."""
    block = _block(statement)
    around: ast.AST | None = place
    while around is not None and _block(around) != block:
        around = parent(around)
    return around is not None


def _block(statement: ast.AST) -> tuple[ast.AST | None, str]:
    """The node in whose block a statement runs, and which block of it; ``with`` is none of its own."""
    around = parent(statement)
    while isinstance(around, ast.With | ast.AsyncWith):
        statement, around = around, parent(around)
    return around, _branch(statement)


def _branch(statement: ast.AST) -> str:
    around = parent(statement)
    lists = ((name, getattr(around, name, None)) for name in ("body", "orelse", "finalbody"))
    return next((name for name, held in lists if isinstance(held, list) and any(statement is s for s in held)), "")


def _assigned(statement: ast.Assign, name: str) -> ast.expr | None:
    """What one name gets; ``a, b = x`` gives ``x[0]`` and ``x[1]``."""
    target = statement.targets[0]
    if len(statement.targets) != 1 or isinstance(target, ast.Name):
        return statement.value if len(statement.targets) == 1 else None
    if not isinstance(target, ast.Tuple | ast.List) or not all(isinstance(e, ast.Name) for e in target.elts):
        return None
    index = next(i for i, e in enumerate(target.elts) if isinstance(e, ast.Name) and e.id == name)
    if isinstance(statement.value, ast.Tuple | ast.List):
        return statement.value.elts[index] if len(statement.value.elts) == len(target.elts) else None
    part = ast.copy_location(ast.Subscript(statement.value, ast.Constant(index), ast.Load()), statement.value)
    ast.fix_missing_locations(part)
    part._shapefault_parent = statement  # type: ignore[attr-defined]
    return part
