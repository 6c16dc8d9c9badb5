"""A step that is worked out and left there: ``imgs = [x.T for x in data]``, and then ``np.asarray(data)``.

What nobody reads was made from what is read behind it: the older name stands where the newer one was meant.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.stages import stage_of_caller
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import Function, callee

_NO_STEP = (ast.Constant, ast.Name, ast.Attribute, ast.Dict)
_FACTS = ("len", "max", "min", "sum", "int", "float", "str", "size", "dim", "numel", "item", "type", "open", "print")
"""What tells something of a value, and is no step with it."""
_MOST = 4


def unread_step(trace: Trace, prior: float) -> Iterator[Fix]:
    """Where the older name is read next, the newer one in its place."""
    for source, function, unread, read in itertools.islice(_all_steps(trace), _MOST):
        yield fix(
            f"{unread.id} in place of {read.id}", Edit(source.span(read), unread.id), prior,
            stage=stage_of_caller(source, function.name) or Stage.DATA_LOADING,
            why=f"{unread.id} is made from {read.id} on line {unread.lineno} and never read",
        )  # fmt: skip


def _all_steps(trace: Trace) -> Iterator[tuple[Source, Function, ast.Name, ast.Name]]:
    for source in bench_of(trace).project.sources:
        for function in source.nodes:
            if isinstance(function, Function):
                for unread, read in _steps(function):
                    yield source, function, unread, read


def _steps(function: Function) -> Iterator[tuple[ast.Name, ast.Name]]:
    """Each name that is bound once and never read, with the next read of a name that it was made from."""
    names = [node for node in walk(function) if isinstance(node, ast.Name)]
    read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    bound = [node.id for node in names if isinstance(node.ctx, ast.Store)]
    for part in walk(function):
        target = part.targets[0] if isinstance(part, ast.Assign) and len(part.targets) == 1 else None
        if not isinstance(part, ast.Assign) or not isinstance(target, ast.Name) or isinstance(part.value, _NO_STEP):
            continue
        if isinstance(part.value, ast.Call) and callee(part.value) in _FACTS:
            continue
        if target.id in read or bound.count(target.id) > 1 or target.id.startswith("_"):
            continue
        sources = {node.id for node in walk(part.value) if isinstance(node, ast.Name)}
        behind = [node for node in names if isinstance(node.ctx, ast.Load) and node.lineno > (part.end_lineno or 0)]
        following = min((n for n in behind if n.id in sources), key=lambda n: (n.lineno, n.col_offset), default=None)
        if following is not None:
            yield target, following
