"""A mask of more columns than what it is to pick from: ``x = x[:, :, -1:]`` was done without ``mask``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_before
from shapefault.faults.rewrite.operands import crash_argument
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import statement_of
from shapefault.source.nodes import walk


def cut_masks(trace: Trace, mismatch: Mismatch, prior: float, stage: Stage) -> Iterator[Fix]:
    """The mask cut, above the failing statement, to the columns that are left: the last or the first of them."""
    mask, shape, user = mismatch.shape("mask"), mismatch.shape("input"), trace.crash.user
    at, held = crash_argument(trace, mismatch, "mask"), crash_argument(trace, mismatch, "input")
    if mask is None or shape is None or user is None or at is None or held is None or len(mask) != len(shape):
        return
    differing = [axis for axis, (a, b) in enumerate(zip(mask, shape, strict=True)) if a != b]
    statement, values = statement_of(at[1]), user.frame.f_locals
    names = [n.id for n in walk(at[1]) if isinstance(n, ast.Name) and shape_of(values.get(n.id)) == mask]
    if len(differing) != 1 or len(set(names)) != 1 or statement is None or not isinstance(held[1], ast.Name):
        return
    axis, name = differing[0], names[0]
    if mask[axis] < shape[axis]:
        return
    size, before = f"{held[1].id}.shape[{axis}]", ":, " * axis
    last = _takes_last(trace)
    for bounds, said, worth in ((f"-{size}:", "last", 0.0 if last else -0.06), (f":{size}", "first", -0.04)):
        line = f"{name} = {name}[{before}{bounds}]"
        yield fix(
            f"cut {name} to its {said} {shape[axis]} of {mask[axis]}",
            insert_before(at[0], statement, line),
            prior + worth,
            stage=stage,
            why=f"{held[1].id} was cut to {shape[axis]} along axis {axis}, {name} was not",
        )


def _takes_last(trace: Trace) -> bool:
    """Whether the program somewhere takes the end of an axis: ``x[:, :, -1:]``, or ``-1 if ... else 0`` for a start."""
    nodes = (node for source in bench_of(trace).project.sources for node in source.nodes)
    return any(
        (isinstance(node, ast.Slice) and isinstance(node.lower, ast.UnaryOp) and node.upper is None)
        or (isinstance(node, ast.IfExp) and isinstance(node.body, ast.UnaryOp))
        for node in nodes
    )
