"""A size that was asked for and only half obeyed: ``img_wh=(240, 128)`` where pictures keep their aspect, 240×135."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.files import enclosing
from shapefault.source.project import CallPlace

_LEAST = 16


def asked_size(trace: Trace, prior: float) -> Iterator[Fix]:
    """The pair itself in the resizing call of the class that was given it, where one side of the pictures differs."""
    root = trace.root
    shapes = [shape_of(a) or () for a in root.args if is_tensor(a)] if root is not None else []
    sides = {shape[-2:] for shape in shapes if len(shape) >= 3 and min(shape[-2:]) >= _LEAST}
    for owner, name, pair in _pairs(trace):
        width_first = any(w == pair[0] and h != pair[1] for h, w in sides)
        if not width_first and not any(h == pair[0] and w != pair[1] for h, w in sides):
            continue
        for call in bench_of(trace).project.calls.get("resize", []):
            given = _size(call)
            cls = enclosing(call.node, ast.ClassDef)
            if given is None or not isinstance(cls, ast.ClassDef) or cls.name != owner:
                continue
            text = f"self.{name}" if width_first else f"self.{name}[::-1]"  # PIL and cv2 take the width first
            yield fix(
                f"resize to {text}, as it was asked for", Edit(call.source.span(given), text), prior,
                stage=Stage.DATA_LOADING, why=f"{name} is {pair}, of which only one side is what the pictures have",
            )  # fmt: skip


def _pairs(trace: Trace) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """The pairs of sizes that data sets hold: their class, the attribute, the pair."""
    seen: set[int] = set()
    for _, value in trace.live_names():
        holder: Any = getattr(value, "__dict__", {}).get("dataset", value)
        if id(holder) in seen or not hasattr(type(holder), "__getitem__"):
            continue
        seen.add(id(holder))
        for name, held in getattr(holder, "__dict__", {}).items():
            if type(held) in (tuple, list) and len(held) == 2 and all(type(v) is int and v >= _LEAST for v in held):
                yield type(holder).__name__, name, (held[0], held[1])


def _size(call: CallPlace) -> ast.Tuple | None:
    """The computed size of a resizing call."""
    for given in (*call.node.args, *(k.value for k in call.node.keywords)):
        if (
            isinstance(given, ast.Tuple)
            and len(given.elts) == 2
            and not any(isinstance(e, ast.Constant) for e in given.elts)
        ):
            return given
    return None
