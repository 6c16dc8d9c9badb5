"""A recording of several channels, which the program takes apart where it reads it, and one channel is meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.facts import times
from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.elsewhere.bindings import stored
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, statement_of
from shapefault.source.nodes import walk
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
            yield from _where_returned(call, prior + 0.02)
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


def _where_returned(call: CallPlace, prior: float) -> Iterator[Fix]:
    """``return torch.from_numpy(samples), rate`` of a function that has put the channels first."""
    function, statement = enclosing(call.node, ast.FunctionDef), statement_of(call.node)
    if function is None or not isinstance(statement, ast.Assign):
        return
    turned = any(isinstance(n, ast.Attribute) and n.attr in ("T", "transpose") for n in walk(statement.value))
    names = stored(*statement.targets) if turned else set()
    for part in walk(function):
        value = part.value if isinstance(part, ast.Return) else None
        first = value.elts[0] if isinstance(value, ast.Tuple) and value.elts else value
        if isinstance(first, ast.Call) and callee(first) in ("from_numpy", "tensor", "as_tensor"):
            given = first.args[0] if first.args else None
            if isinstance(given, ast.Name) and given.id in names:
                yield fix(
                    "take the mean of the channels of a recording",
                    wrapped(call.source, first, "{}.mean(0, keepdim=True)"),
                    prior,
                    stage=Stage.DATA_LOADING,
                    why="a recording of several channels is handed on as it is",
                )


def _form(call: CallPlace) -> list[ast.expr]:
    parts = receiver(call)
    return parts[1] if parts is not None else []


def _channels(node: ast.expr) -> bool:
    """Whether a size, by its name or by what is asked for it, is a number of channels."""
    named = callee(node) if isinstance(node, ast.Call) else getattr(node, "attr", getattr(node, "id", ""))
    return "channels" in str(named).lower()
