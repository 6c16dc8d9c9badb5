"""Samples joined end to end, where each should have been a row: ``stack`` in place of ``cat``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.callees import last_name
from shapefault.faults.rewrite.operands import places, root_places
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee

_JOINS = ("cat", "concat", "concatenate", "hstack")


def stacked_rows(trace: Trace, mismatch: Mismatch, role: str, want: int, prior: float) -> Iterator[Fix]:
    """One long vector that ``torch.cat`` made of parts: each of them, ``want`` long, as a row of its own."""
    shape = mismatch.shape(role)
    if shape is None or len(shape) != 1 or want < 2 or shape[0] % want or shape[0] == want:
        return
    made: set[tuple[int, int]] = set()
    for place in (*places(trace, mismatch, role), *root_places(trace, 0)):
        for call in (part for part in walk(place.node) if isinstance(part, ast.Call)):
            name = callee(call)
            if name not in _JOINS or len(call.args) != 1 or (call.lineno, call.col_offset) in made:
                continue
            made.add((call.lineno, call.col_offset))
            yield fix(
                "stack the parts as rows, do not join them end to end",
                last_name(CallPlace(place.source, call), "stack"),
                prior,
                stage=Stage.DATA_LOADING,
                why=f"{name} makes one row of {shape[0]} of {shape[0] // want} parts of {want}",
            )
