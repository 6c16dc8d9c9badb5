"""Steps read in groups, ``x.view(n, steps // r, r * width)``, of a batch whose length ``r`` does not divide."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_after, names_bound
from shapefault.faults.rewrite.keywords import says
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace


def padded_to_multiple(trace: Trace, call: CallPlace, shape: Shape, prior: float) -> Iterator[Fix]:
    """What ``pad_sequence`` gives padded on, to the next multiple of the group."""
    groups = set(groups_counted(trace, call))
    if len(groups) != 1 or len(shape) < 2:
        return
    group = groups.pop()
    if group < 2 or shape[1] % group == 0:
        return
    for joined in bench_of(trace).project.calls.get("pad_sequence", [])[:4]:
        statement = parent(joined.node)
        name = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if not isinstance(statement, ast.Assign) or not isinstance(name, ast.Name):
            continue
        first = says(joined.node, "batch_first")
        functional = names_bound(joined.source, "torch.nn.functional", "torch.nn.functional")
        pads = "0, 0, " * (len(shape) - 2 if first else len(shape) - 1)
        line = f"{name.id} = {functional}.pad({name.id}, ({pads}0, -{name.id}.size({int(first)}) % {group}))"
        why = f"steps are read in groups of {group}, there are {shape[1]}"
        yield fix(f"pad {name.id} to a multiple of {group} steps", insert_after(joined.source, statement, line), prior,
                  stage=Stage.DATA_LOADING, why=why)  # fmt: skip


def groups_counted(trace: Trace, call: CallPlace) -> list[int]:
    """``r`` of each ``steps // r`` among a call's sizes, as the failing frame holds it."""
    frame = trace.crash.user
    divided = (n for n in walk(call.node) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.FloorDiv))
    values = [frame.number(n.right) for n in divided] if frame is not None else []
    return [value for value in values if value is not None]
