"""``nn.Sequential(*list(vgg.children())[:-2])`` of a network with two children: a part of which nothing is left."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import whole_number
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def empty_part(trace: Trace, prior: float) -> Iterator[Fix]:
    """One more child kept, where a ``Sequential`` of the live models is empty and children are cut off somewhere."""
    parts = [part for module in trace.live_modules() for part in module.modules()]
    if not any(type(part).__name__ == "Sequential" and not len(part) for part in parts):
        return
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            cut = node.slice if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) else None
            if cut is None or not isinstance(node, ast.Subscript) or cut.lower is not None or cut.upper is None:
                continue
            less = whole_number(cut.upper)
            if less is None or less >= -1 or not _of_children(node.value):
                continue
            yield fix(
                f"cut {-less - 1} off, not {-less}", Edit(source.span(cut.upper), str(less + 1)), prior,
                stage=Stage.LAYER_CONFIG, why=f"nothing is left when the last {-less} children are cut off",
            )  # fmt: skip


def _of_children(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Call) and callee(part) in ("children", "modules") for part in walk(node))
