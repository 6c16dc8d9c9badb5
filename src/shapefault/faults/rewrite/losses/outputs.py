"""A loss fails: go back from the prediction through the model that made it, and change what decides its sizes."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from shapefault.faults.facts import last_dim_owner, owner_along
from shapefault.faults.rewrite.axes.map_sides import map_sides
from shapefault.faults.rewrite.axes.mixing import unmixed
from shapefault.faults.rewrite.axes.rows_of_maps import rows_of_maps
from shapefault.faults.rewrite.images.sizes import COMMON, plainness, resize_literals, spatial_of
from shapefault.faults.rewrite.images.sizing_calls import transform_calls
from shapefault.faults.rewrite.images.transforms import insert_resize
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.layers.mirrored import mirrored
from shapefault.faults.rewrite.layers.padded import keep_sizes
from shapefault.faults.rewrite.layers.spatial import tweaks
from shapefault.faults.rewrite.losses.whole_map import over_whole_map
from shapefault.faults.rewrite.numbers.program import constants
from shapefault.faults.rewrite.operands import places
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.crash import ModuleCall
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.replay import Replay, replay_call
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_module, is_tensor, shape_of, tensors_in
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk


@dataclass
class ModelRun:
    """A model call that the crashed frame had made, run again on tensors without memory."""

    module: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    replay: Replay
    output: Any
    """The stand-in that became the operand."""


class _View(Trace):
    """The trace of one model call, for strategies that ask a trace for journeys and sizes."""

    def __init__(self, trace: Trace, run: ModelRun) -> None:
        super().__init__(trace.crash)
        self._call = ModuleCall(run.module, run.args, run.kwargs, 0)
        self.__dict__["replay"] = run.replay
        self.deadline = trace.deadline

    @property
    def root(self) -> ModuleCall | None:
        return self._call


def model_run(trace: Trace, mismatch: Mismatch, role: str) -> ModelRun | None:
    """The model call behind an operand, where its arguments are still at hand."""
    for place in places(trace, mismatch, role):
        frame = place.frame
        if frame is None:
            continue
        statement = place.statement
        nodes = [place.node] if statement is None else [statement, place.node]
        for node in nodes:
            found = _in_expression(node, frame, mismatch.operands[role].shape)
            if found is not None:
                return found
    for frame in trace.user_frames():
        found = _in_frame(frame, mismatch.operands[role].shape)
        if found is not None:
            return found
    return None


def _in_frame(frame: Frame, shape: Shape) -> ModelRun | None:

    function = frame.function()
    return _in_expression(function, frame, shape) if function is not None else None


def _in_expression(node: ast.AST, frame: Frame, shape: Shape) -> ModelRun | None:
    scope = frame.names
    for part in walk(node):
        ran = _again(part, scope) if isinstance(part, ast.Call) else None
        if ran is None:
            continue
        for output in tensors_in(ran.replay.result):
            out = shape_of(output)
            if out is not None and (_squeezed(out) == _squeezed(shape) or math.prod(out) == math.prod(shape) > 1):
                return replace(ran, output=output)
    return None


def _again(call: ast.Call, scope: dict[str, Any]) -> ModelRun | None:
    """A call of a live module run once more; None where it is no such call, or its arguments cannot be told."""
    module = _value(call.func, scope)
    if not is_module(module):
        return None
    if type(module).__module__.startswith("torch.nn.modules.loss"):
        return None
    given = _arguments(call, scope)
    if given is None:
        return None
    replay = replay_call(module, *given)
    if replay.error is not None:
        replay = replay_call(module, *given, "fake")
    return ModelRun(module, *given, replay, None) if replay.error is None else None


def _arguments(call: ast.Call, scope: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
    """The live arguments of a call; None where one of them cannot be told.

    What another module gives, as in ``decode(encode(x))``, is the result of running that one again.
    """
    args: list[Any] = []
    for node in call.args:
        value = _value(node.value if isinstance(node, ast.Starred) else node, scope)
        if value is None and isinstance(node, ast.Call) and (inner := _again(node, scope)) is not None:
            value = inner.replay.result
        if value is None or (isinstance(node, ast.Starred) and not isinstance(value, list | tuple)):
            return None
        args += list(value) if isinstance(node, ast.Starred) else [value]
    named: dict[str, Any] = {}
    for keyword in call.keywords:
        value = _value(keyword.value, scope)
        if keyword.arg is None:
            if not isinstance(value, dict):
                return None
            named.update(value)
        else:
            named[keyword.arg] = value
    return (tuple(args), named) if args or named else None


def _squeezed(shape: Shape) -> Shape:
    return tuple(s for s in shape if s != 1)


def _value(node: ast.expr, scope: dict[str, Any]) -> Any:
    """The live value of a name, an attribute or a constant subscript; None for anything else."""
    if isinstance(node, ast.Name):
        return scope.get(node.id)
    if isinstance(node, ast.Attribute):
        base = _value(node.value, scope)
        try:
            return getattr(base, node.attr, None) if base is not None else None
        except Exception:
            return None
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        base = _value(node.value, scope)
        try:
            return base[node.slice.value] if base is not None else None
        except Exception:
            return None
    if isinstance(node, ast.Constant):
        return node.value
    return None


def output_owner(trace: Trace, mismatch: Mismatch, role: str, axis: int) -> tuple[Any, str] | None:
    """The layer that decided the size of an axis of an operand, of a model that had returned it, too."""
    owner = last_dim_owner(trace, mismatch, role, axis)
    run = model_run(trace, mismatch, role) if owner is None else None
    return owner_along(_View(trace, run).journey(run.output), axis) if run is not None else owner


def output_journeys(trace: Trace, mismatch: Mismatch, first: Shape, second: Shape, prior: float) -> Iterator[Fix]:
    """Edits of the model and the data under which the prediction ``first`` gets the shape ``second``."""
    run = model_run(trace, mismatch, "input")
    same_rank = len(first) == len(second)
    if run is not None:
        view, batch = _View(trace, run), batch_of(run)
        out = shape_of(run.output)
        mixed = batch is not None and out is not None and out[:1] != (batch,)
        if mixed and batch is not None:
            journey = view.journey(run.output)
            yield from over_whole_map(view, journey, batch, second, prior + 0.16)
            yield from rows_of_maps(view, journey, batch, prior + 0.14)
            yield from unmixed(view, journey, batch, prior + 0.12)
        elif same_rank and out is not None and len(out) == len(second) >= 3 and first[:2] == second[:2]:
            own = Mismatch(mismatch.op, mismatch.operands, _tensors={"input": run.output})
            yield from map_sides(view.journey(run.output), first, second, prior + 0.3)
            yield from mirrored(view, run.output, second, prior + 0.24)
            yield from keep_sizes(view, own, ("input",), prior + 0.08)
            yield from tweaks(view, run.output, (*out[:2], *second[2:]), prior + 0.06)
        kept = mixed and out is not None and len(out) > 1
        channels = same_rank and len(first) == 4 and (first[0], *first[2:]) == (second[0], *second[2:])
        if not channels:  # maps of one size: that of the images has no part in it
            yield from _by_image_size(view, run, first, second, prior, Stage.RESHAPE if kept else None)
    if not same_rank:
        return
    differing = [(i, a, b) for i, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if len(differing) != 1 or differing[0][0] == 0:
        return
    axis, a, b = differing[0]
    if run is not None:
        yield from by_layer(trace, mismatch, run, axis, a, b, prior + 0.06)
    if min(a, b) > 1:
        yield from constants(trace, a, b, prior - 0.1, stage=Stage.LOSS_TARGET, limit=4)
        yield from constants(trace, b, a, prior - 0.16, stage=Stage.LOSS_TARGET, limit=4)


def batch_of(run: ModelRun) -> int | None:
    """The size of the batch that the model was given."""
    first = next((a for a in (*run.args, *run.kwargs.values()) if is_tensor(a)), None)
    shape = shape_of(first) if first is not None else None
    return shape[0] if shape else None


def by_layer(trace: Trace, mismatch: Mismatch, run: ModelRun, axis: int, a: int, b: int, prior: float) -> Iterator[Fix]:
    """The number that the layer behind an axis of the model's output was built with, changed from ``a`` to ``b``."""
    view = _View(trace, run)
    fake = Mismatch(mismatch.op, mismatch.operands, _tensors={"input": run.output})
    owner = last_dim_owner(view, fake, "input", axis)
    if owner is not None:
        yield from set_argument(
            view, owner[0], owner[1], a, b, prior, stage=Stage.LOSS_TARGET, far=-0.02,
            why=f"the model gives {a} on axis {axis}, the target has {b}",
        )  # fmt: skip


def _by_image_size(
    view: Trace, run: ModelRun, first: Shape, second: Shape, prior: float, stage: Stage | None
) -> Iterator[Fix]:
    """Image sizes at which the model's output fits: the input's own size, or one value a sample."""
    index = next((i for i, v in enumerate(run.args) if is_tensor(v) and spatial_of(tuple(v.shape)) is not None), None)
    if index is None:
        return
    shape = tuple(run.args[index].shape)
    now = (shape[-2], shape[-1])
    autoencoder = tuple(second[-2:]) == now and len(second) == 4
    found = 0
    for size in (*COMMON, *range(8, 130)):
        if found >= 2 or (size, size) == now or view.out_of_time():
            continue
        out = _output_shape(view, run, index, (*shape[:-2], size, size))
        if out is None:
            continue
        fits = out[-2:] == (size, size) if autoencoder else _squeezed(out) == _squeezed(second)
        if autoencoder and out[0] != shape[0]:
            fits = False
        if fits:
            found += 1
            worth = (
                prior + (0.1 if transform_calls(view) else 0.02) - 0.05 * found + (0.1 if stage is not None else 0.0)
            ) - plainness(now, (size, size))
            changes = [
                *resize_literals(view, now, (size, size), worth),
                *insert_resize(view, (size, size), worth - 0.02),
            ]
            for change in changes:
                yield replace(change, stage=stage or change.stage or Stage.LAYER_CONFIG)


def _output_shape(view: Trace, run: ModelRun, index: int, shape: Shape) -> Shape | None:
    from shapefault.faults.rewrite.shapes import meta, on_meta

    args = list(on_meta(list(run.args)))
    args[index] = meta(shape, run.args[index])
    replay = replay_call(run.module, tuple(args), {k: on_meta(v) for k, v in run.kwargs.items()})
    if replay.error is not None:
        return None
    position = next((i for i, t in enumerate(tensors_in(run.replay.result)) if t is run.output), 0)
    outputs = tensors_in(replay.result)
    return shape_of(outputs[position]) if position < len(outputs) else None


def class_axis(trace: Trace, mismatch: Mismatch, classes: int, needed: int, prior: float) -> Iterator[Fix]:
    """Give the layer that makes the class axis ``needed`` classes, where their number is written."""
    run = model_run(trace, mismatch, "input")
    if run is not None:
        yield from by_layer(trace, mismatch, run, 1, classes, needed, prior)
    yield from constants(trace, classes, needed, prior - 0.16, stage=Stage.LOSS_TARGET, limit=4)


def single_plane(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """One plane in place of two for a binary loss, whose targets (N, ...) have no axis of classes."""
    first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
    run = model_run(trace, mismatch, "input") if first[1:2] == (2,) and (first[0], *first[2:]) == second else None
    if run is not None:
        why = "a binary loss takes one number for yes or no, the model gives two"
        for found in by_layer(trace, mismatch, run, 1, 2, 1, prior):
            yield replace(found, why=why)
