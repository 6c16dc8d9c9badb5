"""A block that hands its ``stride`` to two layers of one path, so that it shrinks twice and the shortcut once."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import without_argument
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import callee, method_of

_LARGEST = 4
_NEXT = 0.02


def strided_twice(trace: Trace, a: int, b: int, prior: float) -> Iterator[Fix]:
    """Each of these layers at a stride of 1, those of a 1×1 kernel before the others; ``a`` and ``b`` do not meet."""
    small, large = sorted((a, b))
    user = trace.crash.user
    own = user.frame.f_locals.get("self") if user is not None else None
    source, cls = bench_of(trace).project.classes.get(type(own).__name__, (None, None))
    init = method_of(cls, "__init__") if cls is not None else None
    if source is None or init is None or small < 1 or large % small or not 1 < large // small <= _LARGEST:
        return
    for name in [argument.arg for argument in init.args.args if "stride" in argument.arg]:
        taking = [(call, given) for call in _calls(init) if (given := _given(call, name)) is not None]
        if len(taking) < 2:
            continue
        order = sorted(taking, key=lambda item: (not _of_one(item[0]), -item[0].lineno))
        for place, (call, given) in enumerate(order):
            yield fix(
                f"leave the {name} to the other layers of the block", _at_one(source, call, given),
                prior - _NEXT * place, stage=Stage.LAYER_CONFIG,
                why=f"{len(taking)} layers of {type(own).__name__} take it, and one path shrinks more than the other",
            )  # fmt: skip


def _calls(init: ast.AST) -> Iterator[ast.Call]:
    """The calls that always build a layer: a shortcut's stand behind a question."""
    for node in walk(init):
        if isinstance(node, ast.Call) and enclosing(node, ast.If, ast.IfExp) is None:
            yield node


def _given(call: ast.Call, name: str) -> ast.expr | None:
    """Where a call is given the name, alone."""
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    return next((value for value in values if isinstance(value, ast.Name) and value.id == name), None)


def _of_one(call: ast.Call) -> bool:
    """Whether it says that its kernel is 1: a stride there leaves numbers unread."""
    kernels = [*call.args[2:3], *(keyword.value for keyword in call.keywords if keyword.arg == "kernel_size")]
    return callee(call).lower().endswith("1x1") or any(
        isinstance(kernel, ast.Constant) and kernel.value == 1 for kernel in kernels
    )


def _at_one(source: Source, call: ast.Call, given: ast.expr) -> Edit:
    """The keyword left out; a positional argument is 1."""
    named = any(keyword.value is given for keyword in call.keywords)
    return without_argument(source, call, given) if named else Edit(source.span(given), "1")
