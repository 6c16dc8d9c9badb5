"""A data set that says it has more windows than there are, so that the last ones are short: ``__len__`` less one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import method_of


def counted_too_many(trace: Trace, facts: LoaderFacts, axis: int, prior: float) -> Iterator[Fix]:
    """What ``__len__`` returns, less as many as are short: by what was added there, by the size that was left out."""
    more = _short_at_end(facts, axis)
    owner = bench_of(trace).project.classes.get(facts.dataset_type.rpartition(".")[2])
    counts = method_of(owner[1], "__len__") if owner is not None else None
    returned = [part.value for part in walk(counts) if isinstance(part, ast.Return)] if counts is not None else []
    if not more or owner is None or len(returned) != 1 or returned[0] is None:
        return
    source, value = owner[0], returned[0]
    text = source.span(value).text
    added = value.right if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) else None
    if isinstance(value, ast.BinOp) and isinstance(added, ast.Constant) and added.value == more:
        less = [source.span(value.left).text]
    else:
        less = [f"{text} - {name}" for name in (*_sizes(trace, facts, more), more)][:2]
    for rank, other in enumerate(less):
        yield fix(
            f"count {more} less in __len__", Edit(source.span(value), other), prior - 0.04 * rank,
            stage=Stage.DATA_LOADING,
            why=f"the last {more} of {facts.total} windows end behind the rows that there are",
        )  # fmt: skip


def _short_at_end(facts: LoaderFacts, axis: int) -> int:
    """How many samples are short: the last ones, each by one more than the one before it; 0 where it is not so."""
    values = facts.conflict.values if facts.conflict is not None else ()
    shapes = [value.shape for value in values]
    sizes = [shape[axis] for shape in shapes if shape is not None and len(shape) > axis]
    if len(sizes) != len(values) or facts.total is None or facts.total - 1 not in [s.index for s in facts.samples]:
        return 0
    whole = max(sizes, default=0)
    short = [whole - size for size in sizes if size < whole]
    first = len(sizes) - len(short)
    return len(short) if sizes == [whole] * first + [whole - 1 - k for k in range(len(short))] else 0


def _sizes(trace: Trace, facts: LoaderFacts, number: int) -> list[str]:
    """The attributes of the data set that are this number: ``self.pred_len``."""
    for _, value in trace.live_names():
        if type(value).__name__ == facts.dataset_type.rpartition(".")[2]:
            held = getattr(value, "__dict__", {})
            return [f"self.{name}" for name, own in held.items() if type(own) is int and own == number > 1]
    return []
