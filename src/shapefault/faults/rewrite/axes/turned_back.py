"""A function that turns its input and does not turn its result back, run on its own result: block after block."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import fix, removed, wrapped
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, parent
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace

_TURNS = ("permute", "transpose", "t", "movedim", "swapaxes")


def turned_back(trace: Trace, prior: float) -> Iterator[Fix]:
    """``return y.transpose(1, 2)`` where ``x.transpose(1, 2)`` was run before, in an earlier block."""
    runs: Counter[tuple[object, int]] = Counter()
    calls: dict[tuple[object, int], CallPlace] = {}
    for record in trace.records:
        call = call_at(record.site) if record.name in _TURNS else None
        if call is not None and record.site is not None:
            runs[record.site.code, record.site.lasti] += 1
            calls[record.site.code, record.site.lasti] = call
    running = {frame.site.code for frame in trace.user_frames()}
    for (code, lasti), count in runs.items():
        call = calls[code, lasti]
        function = enclosing(call.node, ast.FunctionDef)
        if count < 2 or code not in running or not isinstance(function, ast.FunctionDef) or not turns_back(call):
            continue
        turn = ast.unparse(call.node).removeprefix(ast.unparse(call.node.func.value))  # type: ignore[attr-defined]
        for part in walk(function):
            value = part.value if isinstance(part, ast.Return) else None
            value = value.elts[0] if isinstance(value, ast.Tuple) and value.elts else value
            if value is None or turn in ast.unparse(value):
                continue
            guard = enclosing(call.node, ast.If)
            test = f" if {ast.unparse(guard.test)} else {ast.unparse(value)}" if isinstance(guard, ast.If) else ""
            text = f"{{}}{turn}{test}"
            back = wrapped(call.source, value, f"({text})" if test else text)
            why = f"{function.name} turns what it is given, and is given its own result"
            title = f"turn the result back, {turn[1:]}"
            yield fix(title, back, prior, stage=Stage.RESHAPE, why=why)
            for statement in _later(trace, call, turn):
                edits = (back, removed(call.source, statement))
                yield fix(f"{title}, and not once more", edits, prior - 0.01, stage=Stage.RESHAPE, why=why)


def _later(trace: Trace, call: CallPlace, turn: str) -> Iterator[ast.stmt]:
    """The statements, behind the running ones of the same file, that turn a name in the same way and do no more."""
    lines = {frame.lineno for frame in trace.user_frames() if frame.file == call.source.path}
    for node in call.source.nodes:
        value = node.value if isinstance(node, ast.Assign) else None
        if (
            not isinstance(node, ast.Assign)
            or not isinstance(value, ast.Call)
            or not isinstance(value.func, ast.Attribute)
        ):
            continue
        name, function = ast.unparse(node.targets[0]), enclosing(node, ast.FunctionDef)
        if ast.unparse(value) != f"{name}{turn}" or not isinstance(function, ast.FunctionDef):
            continue
        if any(function.lineno <= line < node.lineno and line <= (function.end_lineno or line) for line in lines):
            around = parent(node)
            alone = isinstance(around, ast.If) and len(around.body) == 1 and not around.orelse
            yield around if alone and isinstance(around, ast.If) else node


def turns_back(call: CallPlace) -> bool:
    """Whether the turn made twice is none: two axes exchanged, by a method of the tensor."""
    function, numbers = call.node.func, [ast.unparse(a) for a in call.node.args]
    if not isinstance(function, ast.Attribute) or ast.unparse(function.value) == "torch" or function.attr not in _TURNS:
        return False  # what a layer of the library turns within, it turns back
    if function.attr == "permute":
        order = [int(n) for n in numbers if n.isdigit()]
        return len(order) == len(numbers) and all(
            order[axis] == at for at, axis in enumerate(order) if axis < len(order)
        )
    return True
