"""Convolutions, or blocks, that a loop builds by one call without the stride or the padding that all should have."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.layers.constructor import argument, constructor
from shapefault.faults.rewrite.layers.parameters import per_axis
from shapefault.model import Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import bound_argument, default_of, method_of

_LAYERS = ("Conv1d", "Conv2d", "Conv3d")
_LOOPS = (ast.For, ast.ListComp, ast.GeneratorExp)
_MOST = 2


def looped_windows(trace: Trace, prior: float) -> Iterator[Fix]:
    """A stride of 2 for each, so that each halves its map; the padding with which each keeps it."""
    for layers in list(_built_together(trace))[:_MOST]:
        module, count = layers[0], len(layers)
        kernel, padding, kind = module.kernel_size, module.padding, type(module).__name__
        changes = []
        if set(module.stride) == {1} and max(kernel) > 1:
            changes.append(("stride", "2", f"each of the {count} layers that are built here keeps its map as large"))
        if padding == (0,) * len(kernel) and all(size % 2 for size in kernel) and max(kernel) > 1:
            rim = per_axis(tuple(size // 2 for size in kernel))
            changes.append(("padding", rim, f"each of the {count} layers that are built here loses its rim"))
        call = constructor(module)
        for name, value, why in changes:
            if call is not None and argument(call, module, name) is None:  # what is written was chosen
                title = f"give each {kind} of the loop {name}={value}"
                yield fix(title, set_keyword(call, name, value), prior, stage=Stage.LAYER_CONFIG, why=why)
    yield from _blocks(trace, prior)


def _built_together(trace: Trace) -> Iterator[list[Any]]:
    """The convolutions of the live models that one call built, where there are several of them with one window."""
    groups: dict[Span, list[Any]] = defaultdict(list)
    parts = {id(part): part for module in trace.live_modules() for part in module.modules()}
    for module in parts.values():
        call = constructor(module) if type(module).__name__ in _LAYERS else None
        if call is not None:
            groups[call.span].append(module)
    for layers in groups.values():
        if len(layers) > 1 and len({(m.kernel_size, m.stride, m.padding) for m in layers}) == 1:
            yield layers


def _blocks(trace: Trace, prior: float) -> Iterator[Fix]:
    """``Block(prev, width)`` in a loop, where its ``stride`` is 1 by default."""
    project = bench_of(trace).project
    for name, (_, cls) in project.classes.items():
        init = method_of(cls, "__init__")
        default = default_of(init, "stride") if init is not None else None
        if init is None or not isinstance(default, ast.Constant) or default.value != 1:
            continue
        for call in project.calls.get(name, [])[:_MOST]:
            if enclosing(call.node, *_LOOPS) is not None and bound_argument(call.node, init, "stride") is None:
                yield fix(
                    f"give each {name} of the loop stride=2", set_keyword(call, "stride", "2"), prior,
                    stage=Stage.LAYER_CONFIG, why=f"each {name} that is built here keeps its map as large",
                )  # fmt: skip
