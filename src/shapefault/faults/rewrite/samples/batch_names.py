"""A number that stands for the batch: what is made with it is as long as a full batch, and meets a shorter one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import crash_argument
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import Source, enclosing, parent
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_MAKERS = ("rand", "randn", "zeros", "ones", "empty", "full", "FloatTensor", "Tensor")
_MIXING = re.compile(r"mix|augment|transform|noise|jitter|blend", re.I)


def as_many_as_arrive(trace: Trace, mismatch: Mismatch, roles: Sequence[str], prior: float) -> Iterator[Fix]:
    """Where one operand's first axis is a number that the function names: the length of the other in its place."""
    user = trace.crash.user
    source = user.site.source() if user is not None else None
    function = trace.function()
    if user is None or source is None or not isinstance(function, ast.FunctionDef) or len(roles) != 2:
        return
    if any(role not in mismatch.operands for role in roles):
        return  # the sizes that ``expand`` is given are no operand
    for own, other in ((roles[0], roles[1]), (roles[1], roles[0])):
        at = crash_argument(trace, mismatch, own)
        size, want = mismatch.operands[other].shape[:1], mismatch.operands[own].shape[:1]
        if at is None or not isinstance(at[1], ast.Name) or not size or not want or size == want:
            continue
        name = at[1].id
        scope = user.names
        if (shape_of(scope.get(name)) or ())[:1] != want:
            continue
        for text, uses in _naming(source, function, scope, size[0], user.lineno).items():
            if _bound(function, name) > min(use.lineno for use in uses):
                continue
            holder = enclosing(function, ast.ClassDef)
            spoken = f"{function.name} {getattr(holder, 'name', '')}"
            yield fix(
                f"take the number of samples of {name} in place of {text}",
                [Edit(source.span(use), f"len({name})") for use in uses], prior,
                stage=Stage.AUGMENTATION if _MIXING.search(spoken) else Stage.RESHAPE,
                why=f"{text} {'stands for the batch' if text.isdigit() else f'is {size[0]}'}, this batch has {want[0]}",
            )  # fmt: skip


def _naming(
    source: Source, function: ast.FunctionDef, scope: dict[str, object], value: int, before: int
) -> dict[str, list[ast.expr]]:
    """The names and attributes of the function that are this number, with every use of each above the crash."""
    found: dict[str, list[ast.expr]] = {}
    for part in walk(function):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            held = getattr(scope.get(part.value.id), "__dict__", {}).get(part.attr)
        elif isinstance(part, ast.Name):
            held = scope.get(part.id)
        elif isinstance(part, ast.Constant) and _is_first_size(part) and part.lineno <= before:
            if part.value == value:
                found.setdefault(source.span(part).text, []).append(part)
            continue
        else:
            continue
        if type(held) is int and held == value and isinstance(part.ctx, ast.Load) and part.lineno <= before:
            found.setdefault(source.span(part).text, []).append(part)
    return found


def _is_first_size(node: ast.Constant) -> bool:
    """Whether it stands for the batch in ``torch.rand(64, 1)`` or ``torch.zeros((64, 1))``."""
    first: ast.AST = node
    around = parent(node)
    if isinstance(around, ast.Tuple | ast.List) and around.elts[0] is node:
        first, around = around, parent(around)
    return isinstance(around, ast.Call) and callee(around) in _MAKERS and around.args[:1] == [first]


def _bound(function: ast.FunctionDef, name: str) -> int:
    """The line from which a name has its value: 0 for a parameter."""
    lines = [
        p.lineno for p in walk(function) if isinstance(p, ast.Name) and p.id == name and isinstance(p.ctx, ast.Store)
    ]
    return min(lines, default=0)
