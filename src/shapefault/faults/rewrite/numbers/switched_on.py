"""An option that a call turns on adds the axis that is one too many: ``ReplayBuffer(size, stack_num=4)``, by default 1.

Frames that a wrapper has stacked already are stacked again by a buffer; ``load(path, batched=True)`` feeds a loader
that makes the batches itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import without_argument
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, Function, bound_argument, default_of

_AXES_MADE = ("stack", "unsqueeze", "expand_dims", "newaxis", "None")


def switched_on(trace: Trace, shape: Shape, prior: float) -> Iterator[Fix]:
    """Each such option at its default, where what it turns on is read beside a ``stack`` or an ``unsqueeze``."""
    bench = bench_of(trace)
    for called, calls in bench.project.calls.items():
        for _, function in bench.project.entered(called)[:2]:
            scope = bench.project.classes[called][1] if called in bench.project.classes else function
            for argument in (*function.args.args, *function.args.kwonlyargs):
                off = default_of(function, argument.arg)
                if not isinstance(off, ast.Constant) or off.value not in (None, False, 0, 1):
                    continue
                if not _makes_an_axis(scope, argument.arg):
                    continue
                for call in calls[:4]:
                    given = bound_argument(call.node, function, argument.arg)
                    if given is None or not _on(trace, call, given, shape):
                        continue
                    yield fix(
                        f"leave {argument.arg} of {called} at its default {off.value}",
                        _left_out(call, given) or Edit(call.source.span(given), str(off.value)),
                        prior,
                        stage=Stage.DATA_LOADING,
                        why=f"{argument.arg} adds an axis, and the data has one too many",
                    )


def _makes_an_axis(scope: ast.AST, name: str) -> bool:
    """Whether a function that reads the option also makes an axis."""
    for function in walk(scope):
        if not isinstance(function, Function):
            continue
        reads = any(
            (isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load))
            or (isinstance(n, ast.Attribute) and n.attr == name and isinstance(n.ctx, ast.Load))
            for n in walk(function)
        )
        makes = any(
            (isinstance(n, ast.Attribute) and n.attr in _AXES_MADE)
            or (isinstance(n, ast.Subscript) and "None" in ast.unparse(n.slice))
            for n in walk(function)
        )
        if reads and makes:
            return True
    return False


def _on(trace: Trace, call: CallPlace, given: ast.expr, shape: Shape) -> bool:
    """Whether the call turns it on, with a number that is the size of an axis, or with True for an axis of one."""
    if isinstance(given, ast.Constant) and isinstance(given.value, bool):
        return given.value and 1 in shape
    values = set(bench_of(trace).resolver.values(call.source, given))
    return any(value in shape for value in values if value is not None and value > 1)


def _left_out(call: CallPlace, given: ast.expr) -> Edit | None:
    """The argument taken out of the call, where it is the last one and another stands before it."""
    parts = sorted([*call.node.args, *(k.value for k in call.node.keywords)], key=lambda p: (p.lineno, p.col_offset))
    if len(parts) < 2 or parts[-1] is not given:
        return None
    edit = without_argument(call.source, call.node, given)
    return edit if "\n" not in edit.span.text and ")" not in edit.span.text else None
