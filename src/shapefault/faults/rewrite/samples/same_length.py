"""``batch[rows] = stretch(batch[rows])``: an augmentation changes the length, the batch it is put into keeps it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, names_bound
from shapefault.faults.rewrite.operands import crash_argument
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import callee


def as_long_as_given(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The result filled up or cut, in the function that makes it, to the length of what that was given."""
    value, found = mismatch.shape("value"), crash_argument(trace, mismatch, "value")
    wanted = next((o.shape for role, o in mismatch.operands.items() if role != "value"), ())
    if value is None or found is None or not isinstance(found[1], ast.Call) or value[-1:] == wanted[-1:]:
        return
    for source, function in bench_of(trace).project.functions.get(callee(found[1]), []):
        given = [a.arg for a in function.args.args if a.arg != "self"]
        returned = [n for n in ast.walk(function) if isinstance(n, ast.Return) and isinstance(n.value, ast.Name)]
        if len(given) != 1 or len(returned) != 1 or not isinstance(returned[0].value, ast.Name):
            continue
        name = returned[0].value.id
        pad = f"{names_bound(source, 'torch.nn.functional', 'torch.nn.functional')}.pad"
        yield fix(
            "bring it to the length of what is given",
            Edit(source.span(returned[0].value), f"{pad}({name}, (0, {given[0]}.shape[-1] - {name}.shape[-1]))"),
            prior,
            stage=Stage.AUGMENTATION,
            why=f"{callee(found[1])} changes the length, to {value[-1]} here",
        )
