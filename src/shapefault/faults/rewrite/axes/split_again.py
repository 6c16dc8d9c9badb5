"""``self.lstm(self.cnn(clip.view(b * t, c, h, w)))``: frames joined with the batch go into the sequence layer so."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_module
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace


def split_again(trace: Trace, prior: float) -> Iterator[Fix]:
    """Batch and time taken apart, ``f.view(b, t, -1)``, in front of a layer that reads sequences."""
    for frame in list(trace.user_frames())[:3]:
        function, source = frame.function(), frame.site.source()
        owner = frame.frame.f_locals.get("self")
        if function is None or source is None or not is_module(owner):
            continue
        calls = [n for n in walk(function) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
        pairs = [pair for call in calls if (pair := _joined(source, call)) is not None]
        if not pairs or any(_apart(source, call, pairs[0]) for call in calls):
            continue
        for call in calls:
            layer = getattr(owner, call.func.attr, None)  # type: ignore[attr-defined]
            first = getattr(layer, "batch_first", None)
            if ast.unparse(call.func).startswith("self.") and first is not None and len(call.args) == 1:
                turn = "" if first else ".transpose(0, 1)"
                edit = wrapped(source, call.args[0], f"{{}}.view({', '.join(pairs[0])}, -1){turn}")
                yield fix("take batch and time apart again", edit, prior, stage=Stage.RESHAPE,
                          why="the frames of all samples are in one axis")  # fmt: skip


def _joined(source: Source, call: ast.Call) -> tuple[str, str] | None:
    """``b`` and ``t`` of ``x.view(b * t, ...)``; the sizes of ``x`` in ``x.flatten(0, 1)``."""
    found = receiver(CallPlace(source, call))
    assert isinstance(call.func, ast.Attribute)
    if found is None:
        return None
    if call.func.attr == "flatten" and [ast.unparse(a) for a in found[1]] == ["0", "1"]:
        base = source.span(found[0]).text
        return f"{base}.shape[0]", f"{base}.shape[1]"
    first = found[1][0] if call.func.attr in ("view", "reshape") and found[1] else None
    if isinstance(first, ast.BinOp) and isinstance(first.op, ast.Mult):
        return source.span(first.left).text, source.span(first.right).text
    return None


def _apart(source: Source, call: ast.Call, sizes: tuple[str, str]) -> bool:
    """Whether the call is ``x.view(b, t, ...)``."""
    found = receiver(CallPlace(source, call))
    assert isinstance(call.func, ast.Attribute)
    named = call.func.attr in ("view", "reshape", "unflatten")
    return named and found is not None and sizes[0] in [source.span(a).text for a in found[1]]
