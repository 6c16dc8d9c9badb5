"""``pad_packed_sequence`` pads to the longest of its batch: shorter than what the sequences and labels came in."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import says, set_keyword
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace


def unpacked_to_full_length(trace: Trace, prior: float) -> Iterator[Fix]:
    """``total_length=x.size(1)`` of the padded batch that the same function packs."""
    project = bench_of(trace).project
    for call in project.calls.get("pad_packed_sequence", []):
        if any(k.arg == "total_length" for k in call.node.keywords) or not call.node.args:
            continue
        first = says(call.node, "batch_first")
        length = _length(call, 1 if first else 0, project.calls.get("pack_padded_sequence", []))
        if length is None:
            continue
        yield fix(
            "unpack to the length that the batch had before it was packed",
            set_keyword(call, "total_length", length), prior, stage=Stage.RESHAPE,
            why="the sequences come back as long as the longest of the batch, they were padded further",
        )  # fmt: skip


def _length(call: CallPlace, axis: int, packings: list[CallPlace]) -> str | None:
    """The length of what the function around packs, by a name that it was given or has bound once."""
    function = enclosing(call.node, ast.FunctionDef)
    if not isinstance(function, ast.FunctionDef):
        return None
    stored = [n.id for n in walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    parameters = [a.arg for a in function.args.args]
    for packing in packings:
        if enclosing(packing.node, ast.FunctionDef) is not function or not packing.node.args:
            continue
        node = packing.node.args[0]
        while isinstance(node, ast.Call) and node.args:
            node = node.args[0]  # what the embedding or the dropout is given has the same length
        if isinstance(node, ast.Name) and stored.count(node.id) + (node.id in parameters) == 1:
            return f"{node.id}.size({axis})"
    return None
