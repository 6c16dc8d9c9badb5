"""A list cut to a fixed length, ``frames[begin : begin + size]``, of a sample that has fewer: repeat what there is."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_after
from shapefault.faults.rewrite.samples.slices_past_end import cut_length
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
            cut = node.value if isinstance(node, ast.Assign) else None
            size = (
                cut_length(cut.slice) if isinstance(cut, ast.Subscript) and isinstance(cut.slice, ast.Slice) else None
            )
            if size is None or not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
                continue
            if wanted & set(bench.resolver.values(source, size)):
                name, text = node.targets[0].id, source.span(size).text
                edit = insert_after(source, node, f"{name} = ({name} * {text})[:{text}]")
                why = f"{name} may have fewer than {text}"
                yield fix(f"repeat {name} up to {text}", edit, prior, stage=Stage.DATA_LOADING, why=why)
