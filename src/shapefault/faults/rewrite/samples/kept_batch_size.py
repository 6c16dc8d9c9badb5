"""The batch size that a module was built with among the sizes of a view: the last batch is smaller.

Where another size is left open nothing is raised, ``view(self.batch_size, c, -1, w)``: that axis comes out shorter.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.size_axis import size_read
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import last_name
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import callee

_BATCH = re.compile(r"^(batch_?size|bs|n_?batch)$", re.IGNORECASE)


def kept_batch_size(trace: Trace, prior: float) -> Iterator[Fix]:
    """The first size of the tensor at hand in its place, in every list of sizes and view of the program's functions."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            sizes = _sizes(node)
            if not sizes or not isinstance(sizes[0], ast.Attribute) or not _BATCH.match(last_name(sizes[0])):
                continue
            tensor = _tensor(node, sizes)
            if tensor is not None:
                text = f"{source.span(tensor).text}.shape[0]"
                yield fix(
                    f"read {text}, not {source.span(sizes[0]).text}", Edit(source.span(sizes[0]), text), prior,
                    stage=Stage.RESHAPE, why="the last batch is smaller than those that the module was built for",
                )  # fmt: skip


def _sizes(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.List | ast.Tuple):
        return node.elts
    return list(node.args) if isinstance(node, ast.Call) and callee(node) in ("view", "reshape") else []


def _tensor(node: ast.AST, sizes: list[ast.expr]) -> ast.expr | None:
    """What the other sizes are read of; else what is viewed."""
    read = [found for size in sizes[1:] if (found := size_read(size)) is not None]
    if read:
        return read[0][0]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        return node.func.value
    return None
