"""``n, h, w = train_set.data.shape``: the sizes of the stored pictures, which a transform resizes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import callee

_STORED = ("data", "train_data", "test_data", "images", "imgs")


def raw_sizes(trace: Trace, prior: float) -> Iterator[Fix]:
    """The sizes of what the data set gives, for those of what it stores."""
    for source in bench_of(trace).project.sources:
        made = {
            target.id
            for node in source.nodes
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
            and any(keyword.arg == "transform" for keyword in node.value.keywords)
            for target in node.targets
            if isinstance(target, ast.Name)
        }  # fmt: skip
        for node in source.nodes:
            shape = node.func if isinstance(node, ast.Call) and callee(node) == "size" and not node.args else node
            stored = shape.value if isinstance(shape, ast.Attribute) and shape.attr in ("shape", "size") else None
            of = stored.value if isinstance(stored, ast.Attribute) and stored.attr in _STORED else None
            if isinstance(node, ast.expr) and isinstance(of, ast.Name) and of.id in made:
                edit = Edit(source.span(node), f"(len({of.id}), *{of.id}[0][0].shape[1:])")
                yield fix(
                    f"take the sizes that {of.id} gives, not those that it stores", edit, prior,
                    stage=Stage.DATA_LOADING, why="its transform may give pictures of another size than are stored",
                )  # fmt: skip
