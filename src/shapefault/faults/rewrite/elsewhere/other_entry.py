"""``skips[0]`` where ``skips[1]`` is meant: another entry of a list of tensors, and all of them the other way round."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import crash_argument
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk


def other_entry(trace: Trace, mismatch: Mismatch, role: str, other: str, prior: float) -> Iterator[Fix]:
    """The entry whose map is as high and wide as that of ``other``, where the list is at hand and the index is written.

    Where more entries are taken by their numbers, all numbers are turned about: the first level meets the last.
    """
    at, frame = crash_argument(trace, mismatch, role), trace.crash.user
    want = mismatch.operands[other].shape if other in mismatch.operands else ()
    if at is None or frame is None or len(want) < 3:
        return
    source, node = at
    held = frame.frame.f_locals.get(node.value.id) if _numbered(node) else None  # type: ignore[attr-defined]
    if not isinstance(node, ast.Subscript) or not isinstance(held, list | tuple):
        return
    fits = [i for i, entry in enumerate(held) if (shape := shape_of(entry)) is not None and shape[2:] == want[2:]]
    function, name = enclosing(node, ast.FunctionDef), ast.unparse(node.value)
    taken = [n for n in walk(function) if _numbered(n) and ast.unparse(n.value) == name] if function else []  # type: ignore[attr-defined]
    why = f"{source.span(node).text} has another height and width"
    turned = [Edit(source.span(n.slice), str(len(held) - 1 - int(ast.unparse(n.slice)))) for n in taken]  # type: ignore[attr-defined]
    if len(taken) > 1 and len(held) - 1 - int(ast.unparse(node.slice)) in fits:
        yield fix(f"take the entries of {name} the other way round", turned, prior + 0.02, stage=Stage.RESHAPE, why=why)
    for index in fits:
        yield fix(
            f"take {name}[{index}]", Edit(source.span(node.slice), str(index)), prior, stage=Stage.RESHAPE, why=why
        )


def _numbered(node: ast.AST) -> bool:
    """Whether it is ``name[2]``."""
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and isinstance(node.slice, ast.Constant)
        and type(node.slice.value) is int
    )
