"""A reduction that leaves one row of a batch: ``values.mean(0, keepdim=True)`` where each sample has its own."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.facts import in_shape, out_shape
from shapefault.faults.rewrite.axes.reduced_axis import REDUCE
from shapefault.faults.rewrite.axes.reshapes import call_at, without
from shapefault.faults.rewrite.behind import ancestors
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


def reduced_batch(trace: Trace, mismatch: Mismatch, prior: float, *, stage: Stage = Stage.RESHAPE) -> Iterator[Fix]:
    """Leave out each such reduction behind the operands, where the other operand has the rows that it took away."""
    rows = {o.shape[0] for o in mismatch.operands.values() if o.shape}
    seen: set[int] = set()
    for role in mismatch.operands:
        tensor = mismatch.tensor(role)
        for record in ancestors(trace.records, tensor) if tensor is not None else ():
            before, after, call = in_shape(record), out_shape(record), call_at(record.site)
            if id(record) in seen or record.name not in REDUCE or call is None or before is None or after is None:
                continue
            seen.add(id(record))
            if len(before) != len(after) or after[0] != 1 or before[0] not in rows - {1} or before[1:] != after[1:]:
                continue
            edit = without(call)
            if edit is not None:
                yield fix(
                    f"leave out this {record.name}",
                    edit,
                    prior,
                    stage=stage,
                    why=f"it makes one row of {before[0]}, each of which is asked for",
                )
