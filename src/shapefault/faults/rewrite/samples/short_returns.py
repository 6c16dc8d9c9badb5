"""A function that cuts a segment, ``return x[:, start : start + n]``, and gives a shorter one at the end."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import permutations

from shapefault.faults.rewrite.bench import bench_of, fix, insert_before, names_bound
from shapefault.faults.rewrite.meeting import Pairs, meeting
from shapefault.faults.rewrite.samples.slices_past_end import cut_length
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk


def short_returns(trace: Trace, prior: float) -> Iterator[Fix]:
    """The segment under a name of its own, padded to its length where it is returned."""
    bench = bench_of(trace)
    fell_short = {whole: short for short, whole in meeting(trace) or _told(trace) if short < whole}
    for source in bench.project.sources if fell_short else ():
        for node in source.nodes:
            value = node.value if isinstance(node, ast.Return) else None
            slices = [n for n in walk(value) if isinstance(n, ast.Slice) and n.upper] if value is not None else []
            length = cut_length(slices[0]) if len(slices) == 1 and slices[0].step is None else None
            values = bench.resolver.values(source, length) if length is not None else ()
            whole = next((n for n in values if n in fell_short), None)
            if not isinstance(node, ast.Return) or value is None or length is None or whole is None:
                continue
            pad = f"{names_bound(source, 'torch.nn.functional', 'torch.nn.functional')}.pad"
            filled = f"{pad}(part, (0, {source.span(length).text} - part.shape[-1]))"
            own = insert_before(source, node, f"part = {source.span(value).text}")
            yield fix(
                "fill the segment up to its length", (own, Edit(source.span(value), filled)), prior,
                stage=Stage.DATA_LOADING, why=f"what is cut near the end is shorter than {whole}, and stays so",
            )  # fmt: skip


def _told(trace: Trace) -> Pairs:
    """The numbers that the message names, each with each, where the sizes that met are not known."""
    return frozenset(permutations({int(number) for number in re.findall(r"\d+", trace.crash.message)}, 2))
