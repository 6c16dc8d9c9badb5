"""A recording of several channels, which the program takes apart where it reads it, and one channel is meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.facts import times
from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace, callee

_MOST = 8


def mixed_down(trace: Trace, prior: float, sizes: tuple[int, int] | None = None) -> Iterator[Fix]:
    """The mean of the channels behind ``samples.reshape(-1, channels)``; or the first of them.

    Where two ``sizes`` differ, the larger has to be the smaller for each of a few channels.
    """
    if sizes is not None and not 2 <= times(*sizes) <= _MOST:
        return
    for name in ("reshape", "view"):
        for call in bench_of(trace).project.calls.get(name, []):
            form = _form(call)
            if len(form) != 2 or ast.unparse(form[0]) != "-1" or not _channels(form[1]):
                continue
            end = call.span.end
            kept = ".mean(axis=1, keepdims=True)"  # where the one channel is squeezed out behind
            for text, said, less in ((".mean(axis=1)", "mean", 0.0), (kept, "mean", 0.03), ("[:, 0]", "first", 0.04)):
                yield fix(
                    f"take the {said} of the channels of a recording",
                    Edit(Span(call.source.path, end, end), text),
                    prior - less,
                    stage=Stage.DATA_LOADING,
                    why="a recording of several channels stays (samples, channels) here",
                )


def _form(call: CallPlace) -> list[ast.expr]:
    parts = receiver(call)
    return parts[1] if parts is not None else []


def _channels(node: ast.expr) -> bool:
    """Whether a size, by its name or by what is asked for it, is a number of channels."""
    named = callee(node) if isinstance(node, ast.Call) else getattr(node, "attr", getattr(node, "id", ""))
    return "channels" in str(named).lower()
