"""An operand that another function made in the size of something else: make it here, in the size of what it meets."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.frames import function_node
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_MAKERS = (
    "normal", "randn", "rand", "uniform", "zeros", "ones", "standard_normal", "random", "randint", "full", "empty",
    "bernoulli", "poisson", "laplace",
)  # fmt: skip


def made_here(trace: Trace, prior: float, stage: Stage) -> Iterator[Fix]:
    """``img + noise``, where ``noise`` is ``normal(0, s, img.shape)`` of elsewhere: that expression in its place."""
    user, node = trace.crash.user, trace.crash.expression
    source = user.site.source() if user is not None else None
    if user is None or source is None or not isinstance(node, ast.BinOp):
        return
    function = function_node(source, user.site.code)
    scope = set(user.frame.f_locals) | set(user.frame.f_globals)
    if function is None:
        return
    for other, operand in ((node.left, node.right), (node.right, node.left)):
        if not isinstance(operand, ast.Name) or not isinstance(other, ast.Name):
            continue
        for place, value in _made(trace, function):
            if {n.id for n in walk(value) if isinstance(n, ast.Name)} <= scope and _sized_by(value, other.id):
                yield fix(
                    f"make {operand.id} in the size of {other.id}",
                    Edit(source.span(operand), place),
                    prior,
                    stage=stage,
                    why=f"{operand.id} was made in the size of something else than {other.id}",
                )


def _made(trace: Trace, function: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The results of the program's functions that make an array in a size that they read off another."""
    for source in bench_of(trace).project.sources:
        for part in source.nodes:
            if isinstance(part, ast.Return) and part.value is not None and part not in walk(function):
                makers = [p for p in walk(part.value) if isinstance(p, ast.Call) and callee(p) in _MAKERS]
                if makers and not isinstance(part.value, ast.Tuple):
                    yield source.span(part.value).text, part.value


def _sized_by(value: ast.expr, name: str) -> bool:
    return any(
        isinstance(p, ast.Attribute) and p.attr == "shape" and isinstance(p.value, ast.Name) and p.value.id == name
        for p in walk(value)
    )
