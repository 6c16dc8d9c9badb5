"""``np.array(boxes)`` of a sample that has none: its shape is (0,), and not (0, 4) as that of the others' rows is."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import enclosing, statement_of
from shapefault.source.nodes import walk
from shapefault.source.project import Function, callee, method_of

_MAKERS = ("array", "asarray", "tensor", "as_tensor", "FloatTensor", "LongTensor")
_WIDEST = 64


def empty_tables(trace: Trace, one: Shape, other: Shape, prior: float) -> Iterator[Fix]:
    """The table made with its width, where a data set makes tables of lists; of the two the one lacks the last axis."""
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    if len(longer) != len(shorter) + 1 or longer[:-1] != shorter or not 1 < longer[-1] <= _WIDEST:
        return
    for source, cls in bench_of(trace).project.classes.values():
        if method_of(cls, "__getitem__") is None:
            continue
        for call in walk(cls):
            if not isinstance(call, ast.Call) or callee(call) not in _MAKERS or not call.args:
                continue
            if isinstance(call.args[0], ast.Constant | ast.List) or enclosing(call, ast.FunctionDef) is None:
                continue
            text = source.span(call).text
            yield fix(
                f"keep rows of {longer[-1]} where there are none",
                Edit(source.span(call), f"{text}.reshape(-1, {longer[-1]})"), prior, stage=Stage.DATA_LOADING,
                why=f"an empty list makes an array of shape (0,), not (0, {longer[-1]})",
            )  # fmt: skip


def empty_rows(trace: Trace, prior: float) -> Iterator[Fix]:
    """The same where an index finds an axis without entries: the width is that of the rows which the list gets."""
    told = trace.parsed.numbers if trace.parsed is not None else {}
    mismatch = trace.mismatch
    shapes = [operand.shape for operand in mismatch.operands.values()] if mismatch is not None else []
    user = trace.crash.user
    held = [shape_of(value) for value in user.frame.f_locals.values()] if user is not None else []
    if told.get("size") != 0 and (0,) not in (*shapes, *held):
        return
    wide = next((shape[-1] for shape in shapes if len(shape) > 1), None)
    for name, functions in bench_of(trace).project.functions.items():
        for source, function in functions:
            for call in walk(function):
                if not isinstance(call, ast.Call) or callee(call) not in _MAKERS or not call.args:
                    continue
                width = _width(function, call.args[0]) or _read_width(function, call)
                if width is None and name == "__getitem__" and isinstance(call.args[0], ast.Name):
                    width = wide  # as wide as what it meets
                if width is not None:
                    yield fix(
                        f"keep rows of {width} where there are none",
                        Edit(source.span(call), f"{source.span(call).text}.reshape(-1, {width})"), prior,
                        stage=Stage.DATA_LOADING, why=f"an empty list makes a tensor of shape (0,), not (0, {width})",
                    )  # fmt: skip


def _width(function: Function, node: ast.expr) -> int | None:
    """How many entries each row has that is appended to a list in the function."""
    for part in walk(function):
        if not isinstance(part, ast.Call) or callee(part) != "append" or len(part.args) != 1:
            continue
        owner = part.func.value if isinstance(part.func, ast.Attribute) else None
        if owner is None or ast.dump(owner) != ast.dump(node):
            continue
        row = part.args[0]
        if isinstance(row, ast.List | ast.Tuple) and len(row.elts) > 1:
            return len(row.elts)
        keys = row.generators[0].iter if isinstance(row, ast.ListComp) else None
        if isinstance(keys, ast.List | ast.Tuple):
            return len(keys.elts)
    return None


def _read_width(function: Function, call: ast.Call) -> int | None:
    """How many columns are read of the table that the call makes: five by ``boxes[:, :4]`` and ``boxes[:, 4:]``."""
    statement = statement_of(call)
    target = statement.targets[0] if isinstance(statement, ast.Assign) and statement.value is call else None
    found = [0]
    for part in walk(function) if isinstance(target, ast.Name) else ():
        if not isinstance(part, ast.Subscript) or ast.unparse(part.value) != ast.unparse(target or part):
            continue
        column = part.slice.elts[1] if isinstance(part.slice, ast.Tuple) and len(part.slice.elts) == 2 else None
        ends = (column.lower, column.upper) if isinstance(column, ast.Slice) else (column, None)
        for end, more in zip(ends, (1, 0), strict=True):
            if isinstance(end, ast.Constant) and isinstance(end.value, int):
                found.append(end.value + more)
    return max(found) or None
