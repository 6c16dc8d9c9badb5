"""A size that is a sum, ``feature_dim + aux_dim``, whose second part is there by default only: none of it arrives."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.defaults import defaults_of, leaving
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import Function


def idle_summand(trace: Trace, a: int, b: int, prior: float) -> Iterator[Fix]:
    """The part made 0 where it is by how much two sizes differ: in the calls that leave it out, else by default."""
    project = bench_of(trace).project
    for called, source, function, name, default in defaults_of(project):
        if type(default.value) is not int or default.value != abs(a - b) or not _added(function, name):
            continue
        calls = leaving(project, function, name)
        why = f"{name} is {default.value} by default, and just so many are missing"
        for call in calls[:2]:
            yield fix(f"build {called} with {name}=0", set_keyword(call, name, "0"), prior,
                      stage=Stage.LAYER_CONFIG, why=why)  # fmt: skip
        if calls:
            yield fix(f"let {name} of {called} be 0", Edit(source.span(default), "0"), prior - 0.06,
                      stage=Stage.LAYER_CONFIG, why=why)  # fmt: skip


def _added(function: Function, name: str) -> bool:
    """Whether the function adds the parameter to another one."""
    sums = [n for n in walk(function) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Add)]
    names = [[s.id for s in (n.left, n.right) if isinstance(s, ast.Name)] for n in sums]
    return any(len(terms) > 1 and name in terms for terms in names)
