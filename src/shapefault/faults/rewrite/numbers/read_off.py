"""A number that is read off the data: off another axis than is meant, or before the data had its final form."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix, insert_after
from shapefault.faults.rewrite.layers.handed import handed, user_sites
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, parent, scope_around, statement_of
from shapefault.source.frames import function_node
from shapefault.source.nodes import walk
from shapefault.source.project import callee, has_parameter

_HOPS = 6
_LIMIT = 3
_GROWS = ("append", "extend", "insert", "add", "update", "pop", "remove", "discard", "setdefault", "drop", "clear")
_KEEPS = ("to", "float", "double", "long", "int", "cuda", "cpu", "contiguous", "clone", "detach", "astype", "copy")
"""Calls that leave the number of rows and columns as it is."""
_RUNS = ("forward", "__call__", "__getitem__", "__iter__", "__len__")
"""Functions that handle one batch or sample: nothing is built of what they count."""


@dataclass(frozen=True)
class Read:
    """``data.shape[0]``, ``data.size(0)`` or ``len(data)`` (no ``index``)."""

    source: Source
    node: ast.expr
    data: ast.expr
    index: ast.Constant | None

    @property
    def axis(self) -> int:
        """The axis whose size is read."""
        return self.index.value if self.index is not None else 0  # type: ignore[return-value]

    def of(self, text: str, axis: int) -> Edit:
        """The edit after which axis ``axis`` of ``text`` is read."""
        if self.index is None:
            return Edit(self.source.span(self.node), f"{text}.shape[{axis}]")
        if text == self.source.span(self.data).text:
            return Edit(self.source.span(self.index), str(axis))
        node, data, index = (self.source.span(n) for n in (self.node, self.data, self.index))
        between, after = self.source.between(data.end, index.start), self.source.between(index.end, node.end)
        return Edit(node, f"{text}{between}{axis}{after}")


def reads_in(source: Source, node: ast.AST) -> Iterator[Read]:
    """The sizes of data that an expression reads."""
    for part in walk(node):
        if isinstance(part, ast.Call) and callee(part) == "len" and len(part.args) == 1:
            yield Read(source, part, part.args[0], None)
            continue
        data: ast.expr | None = None
        index: ast.expr | None = None
        if isinstance(part, ast.Subscript) and isinstance(part.value, ast.Attribute) and part.value.attr == "shape":
            data, index = part.value.value, part.slice
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr == "size":
            data, index = part.func.value, part.args[0] if len(part.args) == 1 else None
        if data is not None and isinstance(index, ast.Constant) and type(index.value) is int:
            yield Read(source, part, data, index)  # type: ignore[arg-type]


def read_for(trace: Trace, module: Any, source: Source, node: ast.expr) -> Read | None:
    """The read that an argument of a module's constructor goes back to, along the calls that built this module."""
    sites, level = user_sites(module), 0
    for _ in range(_HOPS):
        found = list(reads_in(source, node))
        if found:
            return found[0] if len(found) == 1 and found[0].node is node else None
        scope = enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef)
        if isinstance(node, ast.Name) and isinstance(scope, ast.FunctionDef) and has_parameter(scope, node.id):
            level += 1
            if level < len(sites):
                passed = handed(sites[level], scope, node.id)
                if passed is None:
                    return None
                source, node = passed[0].source, passed[1]
                continue
        defined = bench_of(trace).resolver.definitions(source, node)
        if len(defined) != 1:
            return None
        source, node = defined[0].source, defined[0].node
    return None


def read_off(trace: Trace, module: Any, source: Source, node: ast.expr, new: int, prior: float) -> Iterator[Fix]:
    """The read behind a constructor's argument: another axis of the data, or what was made of the data."""
    read = read_for(trace, module, source, node)
    if read is None:
        return
    text = read.source.span(read.data).text
    shape = _shape(trace, read.source, read.data)
    for axis, size in enumerate(shape or ()):
        if size == new and axis != read.axis % len(shape or (0,)):
            yield fix(
                f"read the size of axis {axis} of {text}, not {read.axis}",
                read.of(text, axis),
                prior,
                stage=Stage.LAYER_CONFIG,
                why=f"axis {read.axis} of {text} counts something else: axis {axis} has the {new}",
            )
    yield from _of_what_was_made(trace, read, text, new, prior - 0.02)


def _of_what_was_made(trace: Trace, read: Read, text: str, new: int, prior: float) -> Iterator[Fix]:
    """``x = table.drop(columns="label")`` is what the model gets: its columns are counted, not the table's."""
    statement = statement_of(read.node)
    scope = scope_around(read.node)
    if not isinstance(read.data, ast.Name) or statement is None:
        return
    for part in walk(scope):
        target = part.targets[0] if isinstance(part, ast.Assign) and len(part.targets) == 1 else None
        if not isinstance(part, ast.Assign) or not isinstance(target, ast.Name) or target.id == text:
            continue
        if not any(isinstance(n, ast.Name) and n.id == text for n in walk(part.value)):
            continue
        shape = _shape(trace, read.source, target)
        axes = [axis for axis, size in enumerate(shape or ()) if size == new]
        if not shape or not axes or (part.lineno >= statement.lineno and statement is not part):
            continue
        axis = read.axis if read.axis in axes else axes[-1]
        yield fix(
            f"count {target.id}, which is made of {text}",
            read.of(target.id, axis),
            prior,
            stage=Stage.LAYER_CONFIG,
            why=f"{text} has another size than {target.id}, which the model is given",
        )


def counted_too_early(trace: Trace, prior: float) -> Iterator[Fix]:
    """A statement that counts data which the statements behind it change: it is moved behind them."""
    made = 0
    for source in bench_of(trace).project.sources:
        for statement in source.nodes:
            target = statement.targets[0] if isinstance(statement, ast.Assign) else None
            if not isinstance(statement, ast.Assign) or not isinstance(target, ast.Name) or made >= _LIMIT:
                continue
            function = enclosing(statement, ast.FunctionDef)
            if isinstance(function, ast.FunctionDef) and function.name in _RUNS:
                continue
            for read in reads_in(source, statement.value):
                text = source.span(read.data).text
                last = _last_change(statement, target.id, text) if text != target.id else None
                if last is None:
                    continue
                made += 1
                first = source.lines[statement.lineno - 1]
                line = source.span(statement).text
                start, end = (statement.lineno, 1), ((statement.end_lineno or statement.lineno) + 1, 1)
                gone = Span(source.path, start, end, source.between(start, end))
                if first[: len(first) - len(first.lstrip())].strip() or "\n" in line or ";" in first:
                    continue
                yield fix(
                    f"count {text} when it is complete",
                    (Edit(gone, ""), insert_after(source, last, line)),
                    prior,
                    stage=Stage.LAYER_CONFIG,
                    why=f"{text} is changed after it was counted here",
                )
                break


def _last_change(statement: ast.stmt, name: str, data: str) -> ast.stmt | None:
    """The last statement of the block behind ``statement`` that changes the data before ``name`` is used."""
    last: ast.stmt | None = None
    for following in _behind(statement):
        if any(isinstance(n, ast.Name) and n.id == name for n in walk(following)):
            return last
        if any(_changes(part, data) for part in walk(following)):
            last = following
    return None  # nothing of what is left uses it


def _behind(statement: ast.stmt) -> list[ast.stmt]:
    around = parent(statement)
    for attribute in ("body", "orelse", "finalbody"):
        block = getattr(around, attribute, None)
        if isinstance(block, list) and statement in block:
            return list(block[block.index(statement) + 1 :])
    return []


def _changes(node: ast.AST, data: str) -> bool:
    """Whether a statement or call gives ``data`` other rows or columns."""
    if isinstance(node, ast.Assign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if ast.unparse(target) == data:
                kept = isinstance(node.value, ast.Call) and callee(node.value) in _KEEPS
                return not kept and not (isinstance(node.value, ast.BinOp) and not isinstance(node, ast.AugAssign))
            if isinstance(target, ast.Subscript) and ast.unparse(target.value) == data:
                return isinstance(target.slice, ast.Constant | ast.Name)
        return False
    if isinstance(node, ast.Delete):
        return any(isinstance(t, ast.Subscript) and ast.unparse(t.value) == data for t in node.targets)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _GROWS:
        return ast.unparse(node.func.value) == data
    return False


def _shape(trace: Trace, source: Source, node: ast.expr) -> tuple[int, ...] | None:
    """The shape that a name has in a frame that is alive, or in the module's own names."""
    if not isinstance(node, ast.Name):
        return None
    scope = scope_around(node)
    for frame in trace.user_frames():
        if frame.site.source() is not source:
            continue
        names = frame.frame.f_locals if function_node(source, frame.site.code) is scope else frame.frame.f_globals
        if node.id in names:
            shape = getattr(names[node.id], "shape", None)
            try:
                return tuple(int(size) for size in shape) if shape is not None else None
            except (TypeError, ValueError):
                return None
    return None
