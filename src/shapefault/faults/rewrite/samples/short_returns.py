"""A function that cuts a segment, ``return x[:, start : start + n]``, and gives a shorter one at the end."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_before, names_bound
from shapefault.faults.rewrite.samples.slices_past_end import cut_length
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace


def short_returns(trace: Trace, prior: float) -> Iterator[Fix]:
    """The segment under a name of its own, padded to its length where it is returned."""
    bench = bench_of(trace)
    told = {int(number) for number in re.findall(r"\d+", trace.crash.message)}
    for source in bench.project.sources if len(told) > 1 else ():
        for node in source.nodes:
            value = node.value if isinstance(node, ast.Return) else None
            slices = [n for n in ast.walk(value) if isinstance(n, ast.Slice) and n.upper] if value is not None else []
            length = cut_length(slices[0]) if len(slices) == 1 and slices[0].step is None else None
            whole = told & set(bench.resolver.values(source, length)) if length is not None else set()
            if (
                not isinstance(node, ast.Return)
                or value is None
                or length is None
                or min(told) >= max(whole, default=0)
            ):
                continue
            pad = f"{names_bound(source, 'torch.nn.functional', 'torch.nn.functional')}.pad"
            filled = f"{pad}(part, (0, {source.span(length).text} - part.shape[-1]))"
            own = insert_before(source, node, f"part = {source.span(value).text}")
            yield fix(
                "fill the segment up to its length", (own, Edit(source.span(value), filled)), prior,
                stage=Stage.DATA_LOADING, why=f"what is cut near the end is shorter than {whole}, and stays so",
            )  # fmt: skip
