"""Sequences of index numbers filled up with a number that is no index: ``PAD = len(TAGS)`` for tags of 0 to 11."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import bound_once
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace

_FILLS = {"pad_sequence": "padding_value", "pad": "value", "full": "fill_value"}
_LABELS = ("tag", "label", "target", "class")


def padded_with_index(trace: Trace, worst: int, prior: float) -> Iterator[Fix]:
    """Filled up with 0, a number that is looked up without harm, where the program fills up with ``worst``."""
    bench = bench_of(trace)
    for name, keyword in _FILLS.items():
        for call in bench.project.calls.get(name, []):
            given = next((k.value for k in call.node.keywords if k.arg == keyword), None)
            if given is None or worst not in (*bench.resolver.values(call.source, given), *_held(trace, given)):
                continue
            said = call.source.span(given).text
            bound = bound_once(call.source.tree, given.id) if isinstance(given, ast.Name) else None
            place = bound if bound is not None else given
            stage = Stage.LOSS_TARGET if any(w in said.lower() for w in _LABELS) else Stage.DATA_LOADING
            yield fix("fill up with 0", Edit(call.source.span(place), "0"), prior, stage=stage,
                      why=f"{said} is {worst}, which is looked up like any other number")  # fmt: skip


def _held(trace: Trace, node: ast.expr) -> list[object]:
    """What a name stands for in the frames of the program, ``len(TAGS)`` among them."""
    return [frame.names.get(node.id) for frame in trace.user_frames()] if isinstance(node, ast.Name) else []
