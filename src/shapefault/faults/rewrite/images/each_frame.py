"""Clips (N, T, C, H, W) for a network of pictures: its frames one by one, then put together again."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import root_call
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import enclosing, parent
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_CLIP = 5
"""The axes of a clip: N, T, C, H, W."""


def each_frame(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``self.cnn(x.flatten(0, 1)).unflatten(0, x.shape[:2])`` in a ``forward`` that calls a part of the model.

    Where a layer of the model reads sequences; the maps are flattened in the second form.
    """
    node, source = trace.crash.expression, trace.source()
    if source is None or not isinstance(node, ast.Call) or len(node.args) != 1 or node.keywords:
        return
    function, given, called = enclosing(node, ast.FunctionDef), node.args[0], ast.unparse(node.func)
    plain = isinstance(given, ast.Name) and called.startswith("self.")
    if not plain or not isinstance(function, ast.FunctionDef) or function.name != "forward":
        return
    if len(mismatch.operands["input"].shape) != _CLIP or mismatch.op != "conv2d" or not _reads_sequences(trace):
        return
    yield from _joined_before(trace, prior + 0.03)
    x = ast.unparse(given)
    for number, flat in enumerate(("", ".flatten(1)")):
        yield fix(
            f"run {called} on each frame, and put the frames of a clip together again",
            Edit(source.span(node), f"{called}({x}.flatten(0, 1)){flat}.unflatten(0, {x}.shape[:2])"),
            prior - 0.01 * number, stage=Stage.RESHAPE, why="a clip has an axis of frames, the network takes pictures",
        )  # fmt: skip


def _joined_before(trace: Trace, prior: float) -> Iterator[Fix]:
    """The same where a method above takes the result apart already: ``features.view(batch, time, -1)`` behind it."""
    for frame in reversed(trace.crash.frames):
        call, source = frame.site.node(), frame.site.source()
        if not frame.is_user or source is None or not isinstance(call, ast.Call) or len(call.args) != 1:
            continue
        function, given = enclosing(call, ast.FunctionDef), call.args[0]
        if not isinstance(function, ast.FunctionDef) or len(shape_of(frame.held(given)) or ()) != _CLIP:
            continue
        behind = (n for n in walk(function) if isinstance(n, ast.Call) and n.lineno >= call.lineno)
        if any(callee(n) in ("view", "reshape", "unflatten") and len(n.args) > 1 for n in behind):
            yield fix(
                "join the frames with the batch, which are taken apart behind it",
                Edit(source.span(given), f"{ast.unparse(given)}.flatten(0, 1)"),
                prior, stage=Stage.RESHAPE, why="a clip has an axis of frames, the network takes pictures",
            )  # fmt: skip


def _reads_sequences(trace: Trace) -> bool:
    root = trace.root
    return root is not None and any(hasattr(module, "batch_first") for module in root.module.modules())


def each_view(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``e = net(x)`` of samples that are several pictures, which ``e[:, 0]`` and ``e[:, 1]`` take apart behind it."""
    found, input = root_call(trace), mismatch.operands.get("input")
    if found is None or input is None or len(input.shape) != _CLIP or len(found[2].args) != 1:
        return
    (*_, frame), source, call = found
    given, statement = call.args[0], parent(call)
    views = (shape_of(frame.held(given)) or (0, 0))[1]
    if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name) or not views:
        return
    name, x = statement.targets[0].id, ast.unparse(given)
    taken = [n for n in source.nodes if isinstance(n, ast.Subscript) and ast.unparse(n.value) == name and _second(n)]
    if taken:
        yield fix(
            f"run the model on each of the {views} pictures, and put those of a sample together again",
            Edit(source.span(call), f"{ast.unparse(call.func)}({x}.flatten(0, 1)).unflatten(0, {x}.shape[:2])"),
            prior, stage=Stage.RESHAPE, why=f"a sample is {views} pictures, the network takes one",
        )  # fmt: skip


def _second(node: ast.Subscript) -> bool:
    """Whether it takes one along the second axis: ``e[:, 1]``."""
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    return len(parts) > 1 and isinstance(parts[0], ast.Slice) and isinstance(parts[1], ast.Constant | ast.Name)
