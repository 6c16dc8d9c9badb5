"""A data set that is told a ``patch_size`` and never reads it: its samples are as large as their files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_after
from shapefault.faults.rewrite.elsewhere.bindings import never_read
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, parent
from shapefault.source.project import callee, method_of

_SIZE = re.compile(r"size|length|side|patch|crop|frames|steps|window", re.IGNORECASE)
_READ = re.compile(r"load|read|open|get_fdata", re.IGNORECASE)


def unread_size(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """What is read from files cut to that size, along the axes in which samples differ and none is smaller."""
    shapes = [operand.shape for operand in mismatch.operands.values() if operand.shape]
    if (facts := trace.loader) is not None:
        leaves = [sample.leaf(facts.leaf) for sample in facts.samples]
        shapes = [leaf.shape for leaf in leaves if leaf is not None and leaf.shape]
    if len(shapes) < 2 or len({len(shape) for shape in shapes}) != 1:
        return
    least = [min(sizes) for sizes in zip(*shapes, strict=True)]
    differ = [axis for axis, sizes in enumerate(zip(*shapes, strict=True)) if len(set(sizes)) > 1]
    last = len(least) - differ[0] if differ else 0
    if not differ or differ != list(range(differ[0], len(least))):
        return
    bench = bench_of(trace)
    for source, cls in bench.project.classes.values():
        getitem = method_of(cls, "__getitem__")
        if getitem is None:
            continue
        for name, value in _unread(cls):
            sizes = set(bench.resolver.values(source, value)) - {None}
            edits = list(_cuts(source, getitem, name, last))
            if edits and any(all(1 < size <= least[axis] for axis in differ) for size in sizes if type(size) is int):
                yield fix(
                    f"cut what is read to {name}", edits, prior, stage=Stage.DATA_LOADING,
                    why=f"{cls.name} is told {name} and never reads it",
                )  # fmt: skip


def _unread(cls: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    """The attributes that say a size, are set from a parameter, and are read nowhere in the class."""
    for node in never_read(cls):
        statement = parent(node)
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Name) and _SIZE.search(node.attr):
            yield f"self.{node.attr}", statement.value


def _cuts(source: Source, getitem: ast.FunctionDef, size: str, axes: int) -> Iterator[Edit]:
    """``x = x[..., :size, :size]`` below each statement that reads ``x`` from a file."""
    bounds = ", ".join(["...", *[f":{size}"] * axes])
    for part in getitem.body:
        target = part.targets[0] if isinstance(part, ast.Assign) else None
        value = part.value if isinstance(part, ast.Assign) else None
        if isinstance(target, ast.Name) and isinstance(value, ast.Call) and _READ.search(callee(value)):
            yield insert_after(source, part, f"{target.id} = {target.id}[{bounds}]")
