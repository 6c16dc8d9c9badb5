"""A list cut to a fixed length, ``frames[begin : begin + size]``, of a sample that has fewer: repeat what there is."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_after
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


def short_lists(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Behind each such cut to a size that the failing view counts on, where a list at hand is shorter than that."""
    frame = trace.crash.user
    if mismatch.op not in ("view", "reshape") or frame is None:
        return
    lengths = {len(value) for value in frame.frame.f_locals.values() if isinstance(value, list)}
    counted = mismatch.params.get("shape") or mismatch.params.get("size") or ()
    wanted = {size for size in counted if isinstance(size, int) and any(1 < length < size for length in lengths)}
    bench = bench_of(trace)
    for source in bench.project.sources if wanted else ():
        for node in source.nodes:
            size = _cut(node)
            if size is None or not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
                continue
            if wanted & set(bench.resolver.values(source, size)):
                name, text = node.targets[0].id, source.span(size).text
                edit = insert_after(source, node, f"{name} = ({name} * {text})[:{text}]")
                why = f"{name} may have fewer than {text}"
                yield fix(f"repeat {name} up to {text}", edit, prior, stage=Stage.DATA_LOADING, why=why)


def _cut(node: ast.AST) -> ast.expr | None:
    """The length of ``x[start : start + n]`` and of ``x[:n]`` that is assigned."""
    value = node.value if isinstance(node, ast.Assign) else None
    if not isinstance(value, ast.Subscript) or not isinstance(value.slice, ast.Slice) or value.slice.step is not None:
        return None
    lower, upper = value.slice.lower, value.slice.upper
    if lower is None:
        return upper
    if isinstance(upper, ast.BinOp) and isinstance(upper.op, ast.Add) and ast.dump(upper.left) == ast.dump(lower):
        return upper.right
    return None
