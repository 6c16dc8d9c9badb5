"""Calls that joined the batch with other axes, or took one sample out of it: keep the batch axis there."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from shapefault.faults.facts import in_shape, out_shape
from shapefault.faults.rewrite.axes.reshapes import call_at, receiver, replaced
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.recorder import Record


def batch_kept(records: Iterable[Record], prior: float) -> Iterator[Fix]:
    """``x.view(-1)`` and ``x.flatten()`` as ``x.flatten(1)``; ``x[0]`` as ``x``; ``x.mean()`` of each sample."""
    for number, record in enumerate(records):
        before, after = in_shape(record), out_shape(record)
        if before is None or after is None or record.site is None:
            continue
        worth = prior - 0.03 * number
        if record.name in ("view", "reshape", "flatten", "ravel") and len(after) == 1 and len(before) > 1:
            call = call_at(record.site)
            parts = receiver(call) if call is not None else None
            if call is None or parts is None:
                continue
            text = call.source.span(parts[0]).text
            if not isinstance(parts[0], ast.Name | ast.Attribute | ast.Call | ast.Subscript):
                text = f"({text})"
            yield fix("keep the batch axis, flatten the rest", replaced(call, f"{text}.flatten(1)"), worth,
                      stage=Stage.RESHAPE, why="the batch is joined with the other axes")  # fmt: skip
        elif record.name in ("__getitem__", "getitem") and len(after) == len(before) - 1:
            yield from _index(record, worth - 0.12)


def _index(record: Record, prior: float) -> Iterator[Fix]:
    """``x[0]`` takes an axis away: leave it out, or keep an axis of size 1."""
    source, node = (record.site.source(), record.site.node()) if record.site is not None else (None, None)
    if source is None or not isinstance(node, ast.Subscript):
        return
    index = node.slice
    if not (isinstance(index, ast.Constant) and type(index.value) is int):
        return
    text, why = source.span(node.value).text, "this index takes the first axis away"
    yield fix("leave out the index", Edit(source.span(node), text), prior, stage=Stage.RESHAPE, why=why)
    kept = f"{index.value}:{index.value + 1}" if index.value >= 0 else f"{index.value}:"
    if index.value == -1 or index.value >= 0:
        yield fix("keep the axis that is indexed", Edit(source.span(index), kept), prior - 0.06, stage=Stage.RESHAPE,
                  why=why)  # fmt: skip
