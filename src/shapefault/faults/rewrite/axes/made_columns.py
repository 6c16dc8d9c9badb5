"""A tensor that is made as a column, ``torch.randn(n, 1)``, for a function that makes columns itself."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import without_argument
from shapefault.faults.rewrite.operands import places
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_MAKERS = ("rand", "randn", "zeros", "ones", "empty")
_ADDING = ("unsqueeze", "expand_dims")
_MOST = 3


def made_columns(trace: Trace, mismatch: Mismatch, role: str, prior: float) -> Iterator[Fix]:
    """The last size left out where a running function makes it, if a function of the program adds an axis itself."""
    if 1 not in (mismatch.shape(role) or ()) or not _adds_axis(trace, mismatch, role):
        return
    for source, node in itertools.islice(_columns(trace), _MOST):
        yield fix(
            f"make a row of numbers with {callee(node)}, no column",
            without_argument(source, node, node.args[-1]),
            prior,
            stage=Stage.RESHAPE,
            why="an axis of size 1 is made here, and another one where it is used",
        )


def _columns(trace: Trace) -> Iterator[tuple[Source, ast.Call]]:
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        for node in walk(function) if source is not None and function is not None else ():
            if isinstance(node, ast.Call) and callee(node) in _MAKERS and _is_column(node) and source is not None:
                yield source, node


def _adds_axis(trace: Trace, mismatch: Mismatch, role: str) -> bool:
    """Whether a function that gave the operand, or one that runs, adds an axis to something."""
    functions = bench_of(trace).project.functions
    called = {callee(c) for p in places(trace, mismatch, role) for c in walk(p.node) if isinstance(c, ast.Call)}
    bodies = [function for name in called for _, function in functions.get(name, [])]
    bodies += [f for frame in trace.user_frames() if isinstance(f := frame.function(), ast.FunctionDef)]
    return any(isinstance(n, ast.Call) and callee(n) in _ADDING for body in bodies for n in walk(body))


def _is_column(node: ast.Call) -> bool:
    last = node.args[-1] if len(node.args) > 1 else None
    return isinstance(last, ast.Constant) and last.value == 1 and type(last.value) is int
