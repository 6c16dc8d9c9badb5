"""``grid.repeat(1, 1, 3).reshape(h, w, 3, -1)``: a number written in the expression that makes an operand."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.operands import places
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_MAKING = ("repeat", "expand", "tile", "view", "reshape", "repeat_interleave", "broadcast_to")


def counted_in_expression(
    trace: Trace, mismatch: Mismatch, roles: Sequence[str], sizes: tuple[int, int], prior: float
) -> Iterator[Fix]:
    """Every such number of an expression that made an operand, from its own size to the other's."""
    for role, (old, new) in zip(roles, (sizes, sizes[::-1]), strict=False):
        if min(old, new) < 2:
            continue
        for source, made in _made_by(trace, mismatch, role):
            calls = [n for n in walk(made) if isinstance(n, ast.Call) and callee(n) in _MAKING]
            numbers = {id(a): a for call in calls for a in call.args if isinstance(a, ast.Constant)}
            edits = [Edit(source.span(a), str(new)) for a in numbers.values() if a.value == old]
            if edits:
                yield fix(f"change {old} to {new} where it is made", edits, prior, stage=Stage.LAYER_CONFIG,
                          why=f"it is made for {old}, {new} are needed")  # fmt: skip


def _made_by(trace: Trace, mismatch: Mismatch, role: str) -> Iterator[tuple[Source, ast.expr]]:
    """The operand's own expression and its definitions, and what the program's functions called there return."""
    functions = bench_of(trace).project.functions
    for place in places(trace, mismatch, role):
        yield place.source, place.node
        if isinstance(place.node, ast.Call):
            for source, function in functions.get(callee(place.node), [])[:1]:
                yield from ((source, n.value) for n in walk(function) if isinstance(n, ast.Return) and n.value)
