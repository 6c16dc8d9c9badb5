"""``b, n, d = x.shape`` with names that nothing reads: the reshape that they were worked out for is missing.

With three names and a convolution behind, the first two are one batch; with a number of heads that nothing reads
either, the last axis is to be split. The program's run decides.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import never_read
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.unpacked import sized
from shapefault.source.files import enclosing, parent
from shapefault.source.nodes import walk
from shapefault.source.project import Function

_MOST = 3


def unread_sizes(trace: Trace, prior: float) -> Iterator[Fix]:
    """The reshapes that such names tell of, where the tensor is next used; functions that are running first."""
    running = {frame.name for frame in trace.user_frames()}
    found = []
    for functions in bench_of(trace).project.functions.values():
        for source, function in functions:
            for tensor, names in _unpacked(function):
                found.append((function.name not in running, source, function, tensor, names))
    for _, source, function, tensor, names in sorted(found, key=lambda item: item[0])[:_MOST]:
        use = _next_use(function, tensor)
        if use is None:
            continue
        for text, title in _forms(function, names):
            yield fix(
                title,
                Edit(source.span(use), f"{tensor}.{text}"),
                prior,
                stage=Stage.RESHAPE,
                why=f"the sizes of {tensor} are read and not all of them are used",
            )


def _unpacked(function: Function) -> Iterator[tuple[str, list[str]]]:
    """A tensor's name, and the names of all its sizes, some of which the function never reads."""
    read = {n.id for n in walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for part in walk(function):
        if not isinstance(part, ast.Assign) or not isinstance(part.targets[0], ast.Tuple):
            continue
        names = [e.id if isinstance(e, ast.Name) else "" for e in part.targets[0].elts]
        base = sized(part.value)
        if not isinstance(base, ast.Name) or not all(names) or len(names) < 3:
            continue
        if any(name not in read and not name.startswith("_") for name in names):
            yield base.id, names


def _next_use(function: Function, tensor: str) -> ast.Name | None:
    """Where the tensor is first used after its sizes were read."""
    names = [n for n in walk(function) if isinstance(n, ast.Name) and n.id == tensor]
    uses = [n for n in names if isinstance(n.ctx, ast.Load) and not _is_shape(n)]
    read = [n.lineno for n in names if _is_shape(n)]
    later = [n for n in uses if read and n.lineno > min(read)]
    return min(later, key=lambda n: (n.lineno, n.col_offset), default=None)


def _is_shape(node: ast.Name) -> bool:
    around = parent(node)
    return isinstance(around, ast.Attribute) and around.attr in ("shape", "size")


def _forms(function: Function, names: list[str]) -> Iterator[tuple[str, str]]:
    """The reshape, with its title."""
    owner = enclosing(function, ast.ClassDef)
    unread = never_read(owner) if isinstance(owner, ast.ClassDef) else ()
    heads = next((node.attr for node in unread if "head" in node.attr), "")
    if heads and len(names) == 3:
        yield f"view({names[0]}, {names[1]}, self.{heads}, -1)", "split the last axis into the heads"
    if not any(name.startswith("_") for name in names):
        if len(names) == 3:
            yield f"reshape({names[0]} * {names[1]}, 1, {names[2]})", "put the first two axes into one batch"
        elif len(names) == 5:
            rest = ", ".join(names[2:])
            yield f"reshape({names[0]} * {names[1]}, {rest})", "put the first two axes into one batch"
