"""A width that the program works out, ``GraphConv(nodes * batch, 256)``, where the layer is to have another one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.constructor import argument, constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import called_as


def whole_argument(trace: Trace, module: Any, name: str, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The number itself in place of what is worked out, in the call that builds the part around the layer."""
    call = constructor(module)
    node = argument(call, module, name) if call is not None else None
    function = enclosing(node, ast.FunctionDef) if node is not None else None
    if not isinstance(node, ast.Name) or not isinstance(function, ast.FunctionDef):
        return
    resolver = bench_of(trace).resolver
    for given in resolver.arguments(call.source, function, node.id) if call is not None else []:
        if isinstance(given.node, ast.BinOp) and want in resolver.values(given.source, given.node):
            yield fix(
                f"build {called_as(function)} with {node.id}={got}", Edit(given.span, str(got)), prior,
                stage=Stage.LAYER_CONFIG, why=f"{ast.unparse(given.node)} is {want}, {got} arrive",
            )  # fmt: skip
