"""Weights that are averaged over an axis and given to a layer without it: ``conv.weight.data = w.mean(dim=1)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.faults.rewrite.keywords import given, set_keyword
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee

_REDUCE = ("mean", "sum", "amax", "amin", "median")
_AXES = {"Conv1d": 3, "Conv2d": 4, "Conv3d": 5, "Linear": 2}


def reduced_weight(trace: Trace, prior: float) -> Iterator[Fix]:
    """``keepdim=True``, where the layer that runs has a weight of too few axes."""
    running = [call.module for call in trace.crash.model_calls]
    if not any(_lacks_axes(module) for module in running):
        return
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if isinstance(node, ast.Assign) and "weight" in ast.unparse(node.targets[0]).split("."):
                call = _reduction(source, node)
                if call is not None:
                    yield fix(
                        "keep the axis of the weights", set_keyword(call, "keepdim", "True"), prior,
                        stage=Stage.LAYER_CONFIG, why="the weights that the layer is given have lost an axis here",
                    )  # fmt: skip


def _lacks_axes(module: object) -> bool:
    shape, axes = shape_of(getattr(module, "weight", None)), _AXES.get(type(module).__name__)
    return shape is not None and axes is not None and len(shape) < axes


def _reduction(source: Source, node: ast.Assign) -> CallPlace | None:
    """The call over an axis that is assigned, or that the name stands for which is."""
    around = enclosing(node, ast.FunctionDef) or source.tree
    named = {name: value for part in walk(around) for name, value in bindings(part)}
    parts = [*walk(node.value)]
    parts += [p for name in parts if isinstance(name, ast.Name) and name.id in named for p in walk(named[name.id])]
    for part in parts:
        if isinstance(part, ast.Call) and callee(part) in _REDUCE and _over_axis(part):
            return CallPlace(source, part)
    return None


def _over_axis(call: ast.Call) -> bool:
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    of_torch = isinstance(owner, ast.Name) and owner.id == "torch"
    kept = given(call, 2 if of_torch else 1, "keepdim")
    return given(call, 1 if of_torch else 0, "dim") is not None and kept is None
