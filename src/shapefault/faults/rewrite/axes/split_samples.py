"""``qkv.chunk(3)`` cuts the batch into three; features are cut along their own axis."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from shapefault import ops
from shapefault.faults.rewrite.axes.dims import along
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.model import Fix
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_CUTS = ("chunk", "split", "tensor_split", "unbind")


def split_samples(trace: Trace, mismatch: Mismatch, roles: Sequence[str], prior: float) -> Iterator[Fix]:
    """Give the cuts of the operands' journeys that are told no axis the last one, or the second."""
    for role in roles:
        tensor = mismatch.tensor(role)
        for record in trace.journey(tensor)[:12] if tensor is not None else ():
            call = call_at(record.site) if ops.canonical(record.name) in _CUTS else None
            if call is None or any(k.arg == "dim" for k in call.node.keywords):
                continue
            function = call.node.func
            method = isinstance(function, ast.Attribute) and ast.unparse(function.value) != "torch"
            if len(call.node.args) > (0 if record.name == "unbind" else 1) + (0 if method else 1):
                continue  # the axis is given by its place
            yield from along(call, (-1, 1), "cut", prior, why=f"without dim, {record.name} cuts axis 0, the samples")
