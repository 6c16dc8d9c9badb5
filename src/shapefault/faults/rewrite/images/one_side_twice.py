"""A cut whose height stands for its width, too: ``clip[:, :, top:top + h, left:left + h]``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import Function


def one_side_twice(trace: Trace, prior: float) -> Iterator[Fix]:
    """The parameter that is never read for the second of two equal lengths."""
    for functions in bench_of(trace).project.functions.values():
        for source, function in functions:
            unread = _unread(function)
            for part in walk(function) if unread else ():
                lengths = _lengths(part) if isinstance(part, ast.Subscript) else []
                if len(lengths) == 2 and lengths[0].id == lengths[1].id:
                    for name in unread:
                        yield fix(
                            f"cut {name}, not {lengths[1].id}, along the last axis",
                            Edit(source.span(lengths[1]), name), prior,
                            why=f"{lengths[1].id} is the length of both cuts, {name} is never read",
                        )  # fmt: skip


def _unread(function: Function) -> list[str]:
    read = {n.id for n in walk(function) if isinstance(n, ast.Name)}
    return [a.arg for a in function.args.args if a.arg not in read | {"self", "cls"}]


def _lengths(part: ast.Subscript) -> list[ast.Name]:
    """The lengths of the cuts that are ``start:start + length``."""
    entries = part.slice.elts if isinstance(part.slice, ast.Tuple) else [part.slice]
    found = []
    for entry in entries:
        upper = entry.upper if isinstance(entry, ast.Slice) else None
        if isinstance(upper, ast.BinOp) and isinstance(upper.op, ast.Add) and isinstance(upper.right, ast.Name):
            found.append(upper.right)
    return found
