"""Pictures without any object are listed as well, and their list of boxes has no row: leave them out of the list."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_before
from shapefault.faults.rewrite.operands import places
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def without_any(trace: Trace, mismatch: Mismatch, role: str, prior: float) -> Iterator[Fix]:
    """In each loop that lists entries with the key under which the empty rows were read."""
    keys = {
        part.slice.value
        for place in places(trace, mismatch, role)
        for part in walk(place.node)
        if isinstance(part, ast.Subscript)
        and isinstance(part.slice, ast.Constant)
        and isinstance(part.slice.value, str)
    }
    for source in bench_of(trace).project.sources if keys else ():
        for loop in source.nodes:
            for name, statement in _listed(loop) if isinstance(loop, ast.For) else ():
                for key in sorted(keys & _known(source)):
                    line = f'if len({name}["{key}"]) == 0: continue'
                    yield fix(
                        f"leave out entries without any {key}", insert_before(source, statement, line), prior,
                        stage=Stage.DATA_LOADING, why=f"an entry without {key} gives a tensor without rows",
                    )  # fmt: skip


def _listed(loop: ast.For) -> Iterator[tuple[str, ast.stmt]]:
    """The names that a loop binds and appends, each with the first statement that appends anything."""
    appends = [part for part in loop.body if isinstance(part, ast.Expr) and isinstance(part.value, ast.Call)
               and callee(part.value) == "append" and part.value.args]  # fmt: skip
    bound = {target.id for part in loop.body if isinstance(part, ast.Assign) for target in part.targets
             if isinstance(target, ast.Name)}  # fmt: skip
    for part in appends:
        value = part.value.args[0] if isinstance(part.value, ast.Call) else None
        if isinstance(value, ast.Name) and value.id in bound:
            yield value.id, appends[0]


def _known(source: Source) -> set[str]:
    """The keys that dicts written out in a file have."""
    return {key.value for node in source.nodes if isinstance(node, ast.Dict) for key in node.keys
            if isinstance(key, ast.Constant) and isinstance(key.value, str)}  # fmt: skip
