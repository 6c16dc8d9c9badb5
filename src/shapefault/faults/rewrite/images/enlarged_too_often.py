"""Predictions twice as large as the targets, of a network that enlarges its maps once more than the data call for."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.facts import in_shape, out_shape, records_of
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_GROWING = ("interpolate", "upsample")
_MOST = 3


def enlarged_too_often(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Each ``interpolate`` by the factor of the two sizes, left out; the last first."""
    first, second = mismatch.shape("input"), mismatch.shape("target")
    if first is None or second is None or len(first) != 4 or len(second) != 4 or first[:2] != second[:2]:
        return
    factor, rest = divmod(first[2], second[2]) if second[2] else (0, 1)
    if rest or factor < 2 or first[3] != factor * second[3]:
        return
    made = 0
    seen: set[ast.AST] = set()
    for record in records_of(trace, mismatch, "input"):
        before, after = in_shape(record), out_shape(record)
        call = call_at(record.site) if ops.canonical(record.name) in _GROWING else None
        if call is None or before is None or after is None or call.node in seen or not call.node.args:
            continue
        seen.add(call.node)
        if after[2] == factor * before[2]:
            edit = Edit(call.span, call.source.span(call.node.args[0]).text)
            yield fix(f"leave out an enlarging by {factor}", edit, prior - 0.02 * made, stage=Stage.LAYER_CONFIG,
                      why=f"the predictions are {factor} times as large as the targets")  # fmt: skip
            made += 1
            if made >= _MOST:
                return
