"""How places are named: ``file:line`` with paths relative to the report's folder, ``In[5]:7``, a diagnosis' id."""

from __future__ import annotations

import os
from pathlib import Path

from shapefault.model import Diagnosis, Fix, Shape, Span
from shapefault.source import cells


def relative(path: str, root: str) -> str:
    """``path`` relative to ``root`` where it lies below it, with forward slashes; else as it is."""
    if not root or not Path(path).is_absolute():
        return path
    try:
        inner = os.path.relpath(path, root)
    except ValueError:  # another drive
        return path
    if inner == os.pardir or inner.startswith(os.pardir + os.sep):
        return path
    return inner.replace(os.sep, "/")


def shown(path: str, root: str) -> str:
    """What a reader calls the file: ``data.py``, or ``In[5]`` for a notebook's cell."""
    return cells.names.get(path) or relative(path, root)


def in_cells(fix: Fix) -> bool:
    """Whether ``fix`` edits a notebook's cells, which only their reader can change."""
    return any(cells.known(edit.span.file) for edit in fix.edits)


def place(span: Span, root: str) -> str:
    """``file:line``, or ``file:8-9`` for a span of several lines."""
    lines = str(span.start[0]) if span.end[0] <= span.start[0] else f"{span.start[0]}-{span.end[0]}"
    return f"{shown(span.file, root)}:{lines}"


def identity(diagnosis: Diagnosis, root: str) -> str:
    """The id that ``shapefault fix`` takes: ``SF101@data.py:11``, the culprit's place where it is known."""
    span = diagnosis.culprit.span if diagnosis.culprit else None
    if span is None and diagnosis.primary is not None:
        span = diagnosis.primary.span
    if span is None:
        return diagnosis.code
    return f"{diagnosis.code}@{relative(span.file, root)}:{span.line}"


def dims(shape: Shape, axes: tuple[str, ...] = ()) -> str:
    """``N=8 C=28 H=28 W=3``, or ``8×28×28×3`` where the axes have no names."""
    if not shape:
        return "scalar"
    if len(axes) != len(shape):
        return "×".join(map(str, shape))
    return " ".join(f"{axis}={size}" for axis, size in zip(axes, shape, strict=True))
