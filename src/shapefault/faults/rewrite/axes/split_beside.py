"""``torch.cat([block(part, context) for part in x.split(n)])``: what goes with ``x`` is not split with it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import parent
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_SPLITS = ("split", "chunk")


def split_beside(trace: Trace, prior: float) -> Iterator[Fix]:
    """Both split alike, where the function holds another tensor with as many rows that each part is given with."""
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        for node in walk(function) if source is not None and function is not None else ():
            if source is None or not isinstance(node, ast.comprehension) or not isinstance(node.target, ast.Name):
                continue
            over = node.iter
            if (
                not isinstance(over, ast.Call)
                or callee(over) not in _SPLITS
                or not isinstance(over.func, ast.Attribute)
            ):
                continue
            whole = over.func.value
            if not isinstance(whole, ast.Name):
                continue
            for name in _with(frame, node, whole.id):
                text = source.span(over).text
                beside = f"{name}{text.removeprefix(whole.id)}"
                edits = (
                    Edit(source.span(node.target), f"{node.target.id}, {name}"),
                    Edit(source.span(over), f"zip({text}, {beside})"),
                )
                yield fix(
                    f"split {name} as {whole.id} is", edits, prior, stage=Stage.RESHAPE,
                    why=f"each part of {whole.id} meets all of {name}, which has as many rows",
                )  # fmt: skip


def _with(frame: Frame, generator: ast.comprehension, of: str) -> list[str]:
    """The local tensors with as many rows as ``of`` that the comprehension's element names."""
    element = getattr(parent(generator), "elt", None)
    names = {n.id for n in walk(element) if isinstance(n, ast.Name)} if isinstance(element, ast.expr) else set()
    rows = (shape_of(frame.names.get(of)) or (0,))[0]
    return [name for name in sorted(names - {of}) if rows and (shape_of(frame.names.get(name)) or (0,))[0] == rows]
