"""One part of a batch is padded to its longest, ``pad_sequence``, another to a number, ``pad(b, (0, N - len(b)))``.

Where ``N`` is smaller, the padding is negative and cuts without a word.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import says
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, parent
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def padded_to_other(trace: Trace, prior: float) -> Iterator[Fix]:
    """The number replaced by the length that ``pad_sequence`` gave in the same function."""
    for call in bench_of(trace).project.calls.get("pad_sequence", []):
        statement, function = parent(call.node), enclosing(call.node, ast.FunctionDef)
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if not isinstance(target, ast.Name) or function is None:
            continue
        length = f"{target.id}.shape[{int(says(call.node, 'batch_first'))}]"
        for part in walk(function):
            sizes = (
                part.args[1] if isinstance(part, ast.Call) and callee(part) == "pad" and len(part.args) > 1 else None
            )
            for size in sizes.elts if isinstance(sizes, ast.Tuple) else ():
                if not isinstance(size, ast.BinOp) or not isinstance(size.op, ast.Sub):
                    continue
                if call.source.span(size.left).text != length and isinstance(size.left, ast.Name | ast.Constant):
                    yield fix(
                        f"pad to {length}, as the other part of the batch", Edit(call.source.span(size.left), length),
                        prior, stage=Stage.DATA_LOADING,
                        why=f"{target.id} is as long as the longest of the batch, this always has one length",
                    )  # fmt: skip
