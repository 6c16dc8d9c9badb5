"""Whether a layer's operand is what the model was given, and that what the data gave: nothing moved its axes since."""

from __future__ import annotations

import ast

from shapefault import ops
from shapefault.faults.facts import is_reshape, is_turn, records_of
from shapefault.faults.rewrite.operands import root_places
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk

_WRITTEN = (
    "permute", "transpose", "movedim", "swapaxes", "swapdims", "moveaxis", "t", "T", "mT", "view", "reshape", "flatten",
    "unflatten", "squeeze", "unsqueeze", "cat", "stack", "getitem",
)  # fmt: skip


def as_it_came(trace: Trace, mismatch: Mismatch, role: str = "input") -> bool:
    """Then an axis that is missing or in another place is so since the data were read."""
    if trace.root is None or trace.loader is not None:
        return False
    for record in records_of(trace, mismatch, role):
        op = ops.canonical(record.name)
        if record.module is not None and op != "dropout":
            return False
        if is_reshape(record) or is_turn(record) or op in ("getitem", "cat", "stack"):
            return False
    written = [node for place in root_places(trace) for node in walk(place.node)]
    return not any(
        isinstance(n, ast.Subscript) or (isinstance(n, ast.Attribute) and n.attr in _WRITTEN) for n in written
    )
