"""Another framework's weights: the kernels of convolutions are turned, those of dense layers are not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_after, insert_before
from shapefault.faults.rewrite.state.loading import Loading
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent

_RANK = re.compile(r"^(?:len\((\w+)\.shape\)|(\w+)\.ndim|(\w+)\.dim\(\))$")


def turned_kernels(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """``if kernel.ndim == 2: kernel = kernel.T`` behind what the program does for four axes."""
    if any(len(k.model) != 2 or k.checkpoint != k.model[::-1] for k in loading.keys):
        return
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            name = _turned(node) if isinstance(node, ast.If) and not node.orelse else None
            if isinstance(node, ast.If) and name is not None:
                rank = ast.unparse(node.test).removesuffix("4")
                inner = " " * (node.body[0].col_offset - node.col_offset)
                indent = " " * node.col_offset
                added = f"if {rank}2:\n{indent}{inner}{name} = {name}.T"
                body = getattr(parent(node), "body", [])
                behind = body[body.index(node) + 1 :] if node in body else []
                yield fix(
                    "turn the kernels of dense layers, too",
                    insert_before(source, behind[0], added) if behind else insert_after(source, node, added), prior,
                    stage=Stage.STATE_DICT, why="they come as (in, out), the linear layers take (out, in)",
                )  # fmt: skip


def _turned(node: ast.If) -> str | None:
    """The name that is turned where it has four axes."""
    test = node.test
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not isinstance(test.ops[0], ast.Eq):
        return None
    found, number = _RANK.match(ast.unparse(test.left)), test.comparators[0]
    name = next((g for g in found.groups() if g), None) if found else None
    if name is None or not isinstance(number, ast.Constant) or number.value != 4:
        return None
    for part in node.body:
        text = ast.unparse(part)
        if re.match(rf"^{name} = .*\b(transpose|permute)\(", text):
            return name
    return None
