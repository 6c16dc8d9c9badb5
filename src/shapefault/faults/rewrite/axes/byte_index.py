"""An index of bytes, which torch reads as a mask: class or action numbers that are kept as ``uint8``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor
from shapefault.source.files import Source, parent
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk

_BYTES = ("uint8", "torch.uint8")


@dataclass(frozen=True)
class ByteIndex:
    """An index of the failing line: its place, its text there, its value."""

    frame: Frame
    source: Source
    function: ast.AST
    node: ast.expr
    name: str
    held: Any


def indices_of_bytes(trace: Trace) -> Iterator[ByteIndex]:
    """The indices of the line that failed whose values are bytes."""
    frame, node = trace.crash.user, trace.crash.expression
    source = frame.site.source() if frame is not None else None
    function = trace.function()
    if frame is None or source is None or node is None or function is None:
        return
    for part in walk(function):
        if not isinstance(part, ast.Subscript) or not part.lineno <= node.lineno <= (part.end_lineno or 0):
            continue
        for entry in part.slice.elts if isinstance(part.slice, ast.Tuple) else [part.slice]:
            held = frame.held(entry)
            if _of_bytes(held):
                yield ByteIndex(frame, source, function, entry, source.span(entry).text, held)


def byte_index(trace: Trace, prior: float, stage: Stage) -> Iterator[Fix]:
    """Whole numbers for such an index: where the name is bound, where its array is made, or in the index."""
    for index in indices_of_bytes(trace):
        source, name = index.source, index.name
        text = "{}.long()" if is_tensor(index.held) else '{}.astype("int64")'
        why = f"{name} is {index.held.dtype}, and torch reads an index of bytes as a mask"
        title = f"make whole numbers of {name}"
        for bound, value in (b for p in walk(index.function) for b in bindings(p)):
            if bound == name and value.lineno < index.node.lineno:
                yield fix(title, wrapped(source, value, text), prior, stage=stage, why=why)
                yield from _where_made(trace, index.frame, value, prior - 0.01, stage, why)
        yield fix(title, wrapped(source, index.node, text), prior - 0.03, stage=stage, why=why)


def _where_made(trace: Trace, frame: Frame, value: ast.expr, prior: float, stage: Stage, why: str) -> Iterator[Fix]:
    """``dtype=np.uint8`` in what makes an array of bytes that the value is worked out from."""
    owner = frame.names.get("self")
    for part in walk(value):
        if not isinstance(part, ast.Attribute) or not _of_bytes(getattr(owner, "__dict__", {}).get(part.attr)):
            continue
        for place in bench_of(trace).project.attributes.get(part.attr, []):
            for name in walk(place.node):
                around = parent(name)
                if isinstance(name, ast.Attribute) and name.attr == "uint8" and isinstance(around, ast.keyword):
                    edit = Edit(place.source.span(name), f"{ast.unparse(name.value)}.int64")
                    yield fix(f"keep {part.attr} as whole numbers", edit, prior, stage=stage, why=why)


def _of_bytes(value: Any) -> bool:
    return str(getattr(value, "dtype", "")) in _BYTES and getattr(value, "ndim", 0) == 1
