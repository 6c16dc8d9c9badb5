"""A statement too many: ``ids = torch.cat([ids, ids])`` where every other tensor has a batch axis and ids have none."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fills_block, fix, removed
from shapefault.faults.rewrite.slips.places import Scope
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_WORTH, _IN_PROPORTION = 0.32, 0.1
_JOINING = ("cat", "concat", "concatenate", "stack", "vstack", "hstack", "repeat_interleave", "tile", "pad", "repeat")


def statements(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """Each statement that makes a name larger than it was, left out."""
    del trace
    larger = any(a and b % a == 0 for a, b in scope.pairs if b > a)
    for part in scope.parts:
        if not isinstance(part, ast.Assign) or len(part.targets) != 1 or not isinstance(part.targets[0], ast.Name):
            continue
        name, value = part.targets[0].id, part.value
        joins = isinstance(value, ast.Call) and callee(value) in _JOINING
        if joins and any(isinstance(n, ast.Name) and n.id == name for n in walk(value)) and not _kept(part, scope.node):
            worth = _WORTH + _IN_PROPORTION * larger
            yield fix(f"leave {name} as it is", removed(scope.source, part), worth, stage=Stage.RESHAPE)


def _kept(part: ast.stmt, scope: ast.AST) -> bool:
    """Whether a block would be empty without it, or a loop would gather nothing."""
    if fills_block(part):
        return True
    above = parent(part)
    while above is not None and above is not scope:
        if isinstance(above, ast.For | ast.While):
            return True
        above = parent(above)
    return False
