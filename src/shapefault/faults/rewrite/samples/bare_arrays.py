"""An array that is given to a loader as it is, where the program takes the first entry of each batch: ``x = x[0]``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import fix, names_bound
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor
from shapefault.source.files import Source
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def bare_arrays(trace: Trace, prior: float) -> Iterator[Fix]:
    """``TensorDataset(...)`` around it, where it is handed on first; its batches are lists of one tensor."""
    loaders = [v for _, v in trace.live_names() if type(v).__name__ == "DataLoader"]
    data = [v.dataset for v in loaders if is_tensor(v.dataset) or type(v.dataset).__name__ == "ndarray"]
    if not data or not any(_takes_first(frame) for frame in trace.user_frames()):
        return
    for rank, (source, node, value) in enumerate(_handed(trace, data)):
        torch = names_bound(source, "torch", "torch")
        text = source.span(node).text if is_tensor(value) else f"{torch}.from_numpy({source.span(node).text})"
        yield fix(
            "give the loader a data set of one tensor",
            Edit(source.span(node), f"{torch}.utils.data.TensorDataset({text})"), prior - 0.02 * rank,
            stage=Stage.DATA_LOADING, why="batches of a bare array are tensors, of which [0] takes the first sample",
        )  # fmt: skip


def _takes_first(frame: Frame) -> bool:
    """Whether the function goes on with the first entry of what it loops over: ``for x in loader: x = x[0]``."""
    function = frame.function()
    loops = [n for n in walk(function) if isinstance(n, ast.For)] if function is not None else []
    names = {n.target.id for n in loops if isinstance(n.target, ast.Name)}
    first = (n for loop in loops for n in walk(loop) if isinstance(n, ast.Subscript))
    return any(isinstance(n.value, ast.Name) and n.value.id in names and ast.unparse(n.slice) == "0" for n in first)


def _handed(trace: Trace, data: list[Any]) -> Iterator[tuple[Source, ast.expr, Any]]:
    """Where the running calls are given the array, the outermost first."""
    for frame in reversed(list(trace.user_frames())):
        source, node, function = frame.site.source(), frame.site.node(), frame.function()
        for call in (n for n in walk(function) if isinstance(n, ast.Call)) if function is not None else ():
            for given in (*call.args, *(k.value for k in call.keywords)):
                held = frame.held(given)
                of_data = isinstance(given, ast.Name) and any(held is one for one in data)
                if source is not None and of_data and (call is node or callee(call) == "DataLoader"):
                    yield source, given, held
