"""A projection that is made under too narrow a condition: ``if stride != 1`` where the widths differ as well."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_WORDS = ("down", "short", "skip", "proj", "resid", "ident", "match", "adapt")


def widened_guards(trace: Trace, prior: float) -> Iterator[Fix]:
    """Conditions of projections from one width to another that do not ask whether the widths differ.

    The two widths are what the projection in the branch is built with; where they differ it is needed.
    """
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            for test, value, name in _guarded(node):
                widths = _widths(value)
                if widths is None or not any(word in name.lower() for word in _WORDS):
                    continue
                first, second = (ast.unparse(w) for w in widths)
                asked = ast.unparse(test)
                if first == second or (first in asked and second in asked):
                    continue
                yield fix(
                    "make the projection also where the widths differ",
                    Edit(source.span(test), f"{_text(source, test)} or {first} != {second}"),
                    prior,
                    stage=Stage.LAYER_CONFIG,
                    why=f"{name} goes from {first} to {second} channels, the condition asks for {asked} only",
                    applicability="safe",
                )


def _guarded(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr, str]]:
    """The condition, what is made under it, and what that is called."""
    if isinstance(node, ast.If):
        for statement in node.body:
            if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                yield node.test, statement.value, ast.unparse(statement.targets[0])
    elif isinstance(node, ast.Assign) and isinstance(node.value, ast.IfExp) and len(node.targets) == 1:
        yield node.value.test, node.value.body, ast.unparse(node.targets[0])


def _widths(value: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """The first two arguments of the first convolution or linear layer in an expression."""
    for part in walk(value):
        if isinstance(part, ast.Call) and callee(part).lower().startswith(("conv", "linear")) and len(part.args) >= 2:
            return part.args[0], part.args[1]
    return None


def _text(source: Source, test: ast.expr) -> str:
    text = source.span(test).text
    return text if isinstance(test, ast.Compare | ast.Name | ast.Attribute) else f"({text})"
