"""Windows of a fixed step over a side that it does not divide: ``range(0, h, 64)`` with ``x[y:y + 64, ...]``.

The last window is shorter than the others, which shows where they are stacked or met by a layer made for whole ones.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeGuard

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, parent
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_WITH_STEP = 3


def stepped_windows(trace: Trace, prior: float) -> Iterator[Fix]:
    """The windows that are not whole left out, in all the ranges of one statement or comprehension."""
    sizes = _sizes(trace)
    for source in bench_of(trace).project.sources:
        groups: dict[int, list[ast.Call]] = {}
        for node in source.nodes:
            if not isinstance(node, ast.For | ast.comprehension) or not isinstance(node.target, ast.Name):
                continue
            steps = node.iter
            if is_stepped(steps) and _cuts_windows(source, node.target.id, steps, trace, sizes):
                around = parent(node) if isinstance(node, ast.comprehension) else node
                groups.setdefault(id(around), []).append(steps)
        for ranges in groups.values():
            step = source.span(ranges[0].args[2]).text
            yield fix(
                "leave out the windows that are not whole", [without_rest(source, one) for one in ranges], prior,
                stage=Stage.DATA_LOADING, why=f"the last window is shorter than {step}",
            )  # fmt: skip


def _sizes(trace: Trace) -> set[int]:
    """The sizes of what met, and of the samples that were to be stacked."""
    mismatch, facts = trace.mismatch, trace.loader
    shapes = [operand.shape for operand in mismatch.operands.values()] if mismatch is not None else []
    shapes += [shape for shape, _ in facts.shapes] if facts is not None else []
    return {size for shape in shapes for size in shape}


def _cuts_windows(source: Source, name: str, steps: ast.Call, trace: Trace, sizes: set[int]) -> bool:
    """Whether ``name`` goes over such a range, is where a slice of one step begins, and a shorter one was met."""
    stop, step = (source.span(argument).text for argument in steps.args[1:])
    values = {v for v in bench_of(trace).resolver.values(source, steps.args[2]) if v is not None}
    if f"- {step}" in stop or not any(value in sizes and any(0 < s < value for s in sizes) for value in values):
        return False
    around = enclosing(steps, ast.ClassDef) or enclosing(steps, ast.FunctionDef) or source.tree
    return any(
        isinstance(node, ast.Slice)
        and isinstance(parent(node), ast.Tuple)  # along the first axis alone a loop rather cuts batches
        and isinstance(node.lower, ast.Name)
        and node.lower.id == name
        and node.upper is not None
        and ast.unparse(node.upper) in (f"{name} + {step}", f"{step} + {name}")
        for node in walk(around)
    )


def is_stepped(node: ast.expr) -> TypeGuard[ast.Call]:
    """Whether it is a ``range(start, stop, step)``."""
    return isinstance(node, ast.Call) and callee(node) == "range" and len(node.args) == _WITH_STEP


def without_rest(source: Source, steps: ast.Call) -> Edit:
    """Let such a range end with the last whole step: ``range(0, n - k + 1, k)``."""
    stop, step = (source.span(argument) for argument in steps.args[1:])
    return Edit(stop, f"{stop.text} - {step.text} + 1")
