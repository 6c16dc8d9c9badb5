"""Frequencies for every second number, ``torch.arange(0, dim, 2)``, that meet all ``dim`` of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from shapefault.faults.facts import out_shape
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.behind import ancestors
from shapefault.faults.rewrite.bench import fix, insert_after, wrapped
from shapefault.faults.rewrite.operands import sides
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace
from shapefault.source.files import statement_of


def doubled(trace: Trace, mismatch: Mismatch, roles: Sequence[str], prior: float) -> Iterator[Fix]:
    """The product with the frequencies twice side by side, once for each half, where the other is twice as wide."""
    for role, other in sides(mismatch, roles):
        own, want, tensor = mismatch.operands[role].shape, mismatch.operands[other].shape, mismatch.tensor(role)
        if tensor is None or not own or not want or own[-1] * 2 != want[-1]:
            continue
        behind = ancestors(trace.records, tensor)
        halves = [r for r in behind if r.name == "arange" and _every_second(r)]
        made = [r for r in behind if (out_shape(r) or ())[-1:] == own[-1:] and len(out_shape(r) or ()) > 1]
        call = call_at(made[-1].site) if halves and made else None
        if call is None:
            continue
        statement = statement_of(call.node)
        bound = statement.targets[0] if isinstance(statement, ast.Assign) else None
        why = f"{own[-1]} frequencies, one for each pair, meet {want[-1]} numbers"
        if isinstance(statement, ast.Assign) and isinstance(bound, ast.Name) and statement.value is call.node:
            line = f"{bound.id} = torch.cat(({bound.id}, {bound.id}), dim=-1)"
            edit = insert_after(call.source, statement, line)
        else:
            rank = len(out_shape(made[-1]) or ())
            edit = wrapped(call.source, call.node, f"{{}}.repeat({'1, ' * (rank - 1)}2)")
        yield fix("take the frequencies once for each half", edit, prior, stage=Stage.RESHAPE, why=why)


def _every_second(record: Record) -> bool:
    return len(record.args) > 2 and record.args[2] == 2
