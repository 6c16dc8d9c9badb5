"""``for piece in wave.split(n)``: the last piece is shorter than the others, where ``n`` does not divide the whole."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_before
from shapefault.faults.rewrite.keywords import given
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_JOINED = ("stack", "collate")


def whole_pieces(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Such a piece left out, where samples of different sizes could not be joined."""
    if trace.loader is None and mismatch.op not in _JOINED:
        return
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            piece = _piece(source, node) if isinstance(node, ast.For) else None
            if not isinstance(node, ast.For) or piece is None:
                continue
            name, length, axis = piece
            yield fix(
                "leave out a last piece that is shorter",
                insert_before(source, node.body[0], f"if {name}.shape[{axis}] < {length}: continue"), prior,
                stage=Stage.DATA_LOADING, why=f"where {length} does not divide the whole, the last {name} is shorter",
            )  # fmt: skip


def _piece(source: Source, node: ast.For) -> tuple[str, str, str] | None:
    """The name of a piece, how long it is to be, and along which axis; None for another loop."""
    target, over = node.target, node.iter
    if isinstance(over, ast.Call) and callee(over) == "enumerate" and over.args and isinstance(target, ast.Tuple):
        target, over = target.elts[-1], over.args[0]
    if not isinstance(target, ast.Name) or not isinstance(over, ast.Call) or callee(over) != "split":
        return None
    function = over.func
    if not isinstance(function, ast.Attribute) or any(isinstance(part, ast.Constant) and isinstance(part.value, str)
                                                      for part in walk(over)):  # fmt: skip
        return None
    first = 1 if ast.unparse(function.value) == "torch" else 0
    size, axis = given(over, first, "split_size"), given(over, first + 1, "dim")
    if size is None or isinstance(size, ast.List | ast.Tuple):
        return None
    return target.id, source.span(size).text, source.span(axis).text if axis is not None else "0"
