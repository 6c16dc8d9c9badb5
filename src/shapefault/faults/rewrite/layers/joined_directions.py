"""The last states of both directions laid out as samples: ``state.view(-1, hidden, 1)`` has two rows for each sample.

The state of a bidirectional layer is (layers · 2, N, H), its outputs have 2·H numbers; see torch.nn.LSTM.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.facts import times
from shapefault.faults.rewrite.axes.reshapes import receiver, replaced
from shapefault.faults.rewrite.bench import atom, fix
from shapefault.faults.rewrite.peek import shape_in, value_in
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee

_WAYS = 2


def joined_directions(trace: Trace, a: int, b: int, prior: float) -> Iterator[Fix]:
    """Both directions' numbers side by side, in a row for each sample, where one is twice the other."""
    widths = _widths(trace) if times(a, b) == _WAYS else set()
    for frame in list(trace.user_frames())[:5] if widths else ():
        yield from _in_function(frame, widths, prior)


def _widths(trace: Trace) -> set[int]:
    """The widths of the layers that run in both directions."""
    modules = [module for call in trace.crash.model_calls[:1] for module in call.module.modules()]
    widths = {getattr(module, "hidden_size", None) for module in modules if getattr(module, "bidirectional", False)}
    return {width for width in widths if type(width) is int}


def _in_function(frame: Frame, widths: set[int], prior: float) -> Iterator[Fix]:
    function, source = frame.function(), frame.site.source()
    if function is None or source is None:
        return
    for node in walk(function):
        if not isinstance(node, ast.Call) or callee(node) not in ("view", "reshape"):
            continue
        call = CallPlace(source, node)
        found = receiver(call)
        shape = shape_in(frame, found[0]) if found is not None else None
        if found is None or shape is None or len(shape) != 3 or shape[0] % _WAYS or shape[2] not in widths:
            continue
        texts = [source.span(size).text for size in found[1]]
        wide = [at for at, size in enumerate(found[1]) if value_in(frame, size) == shape[2]]
        if len(wide) != 1 or wide[0] == 0 or value_in(frame, found[1][0]) not in (-1, shape[0] * shape[1]):
            continue
        texts[0], texts[wide[0]] = "-1", f"{atom(source, found[1][wide[0]])} * {_WAYS}"
        last = "" if shape[0] == _WAYS else f"[-{_WAYS}:]"
        tensor = f"{source.span(found[0]).text}{last}.permute(1, 0, 2)"
        yield fix(
            "put the states of both directions side by side",
            replaced(call, f"{tensor}.reshape({', '.join(texts)})"),
            prior,
            stage=Stage.RESHAPE,
            why=f"they are {_WAYS} states of {shape[2]} numbers for each sample, and become samples of their own",
        )
