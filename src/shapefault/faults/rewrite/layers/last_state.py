"""The state of all layers of a recurrent network where the last one's is meant: ``attention(hidden, outputs)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.facts import times
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk


def last_state(trace: Trace, a: int, b: int, prior: float) -> Iterator[Fix]:
    """``hidden[-1]`` where a running call is handed such a state, or a function that was handed it reads it.

    ``a`` and ``b`` are the sizes that disagree: one is as many times the other as there are layers.
    """
    factor = times(a, b)
    counts = _counts(trace) if factor else {}
    for frame in list(trace.user_frames())[:5] if counts else ():
        for name, node in _reads(frame):
            shape = shape_of(frame.names.get(name))
            layers = counts.get((factor, shape[2])) if shape is not None and len(shape) == 3 else None
            if layers is None or shape is None or shape[0] != factor:
                continue
            source = frame.site.source()
            if source is not None:
                yield fix(
                    f"take the last layer of {name}",
                    Edit(source.span(node), f"{source.span(node).text}[-1]"),
                    prior - (0.0 if layers > 1 else 0.2),
                    stage=Stage.RESHAPE,
                    why=f"{name} has {shape[0]} entries for each sample, one a layer",
                )


def _counts(trace: Trace) -> dict[tuple[int, int], int]:
    """The entries and features of the states that the program's recurrent layers give: how many layers each has."""
    found: dict[tuple[int, int], int] = {}
    for call in trace.crash.model_calls[:1]:
        for module in call.module.modules():
            layers, hidden = getattr(module, "num_layers", None), getattr(module, "hidden_size", None)
            if type(layers) is int and type(hidden) is int:
                found[layers * (2 if getattr(module, "bidirectional", False) else 1), hidden] = layers
    return found


def _reads(frame: Frame) -> Iterator[tuple[str, Any]]:
    """Names that the running call of a frame is handed, and parameters whose methods its function calls."""
    running = frame.site.node()
    if isinstance(running, ast.Call):
        yield from ((n.id, n) for n in running.args if isinstance(n, ast.Name))
    function = frame.function()
    if isinstance(function, ast.FunctionDef):
        taken = {a.arg for a in function.args.args}
        for part in walk(function):
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part is not running:
                base = part.func.value
                if isinstance(base, ast.Name) and base.id in taken and base.id != "self":
                    yield base.id, base
