"""``ConvTranspose2d(c, c, 4, stride=1, padding=1)``: an even window keeps no size, its map is one larger."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.layers.constructor import argument, constructor, set_argument
from shapefault.faults.rewrite.layers.handed import user_sites
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import bound_argument, callee, has_parameter

_LAYERS = ("ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d")


def even_windows(trace: Trace, prior: float) -> Iterator[Fix]:
    """The odd window below it, where half of it is padded as for one that keeps the size."""
    for module in trace.root.module.modules() if trace.root is not None else ():
        if type(module).__name__ not in _LAYERS or set(module.stride) != {1}:
            continue
        windows, padding = set(module.kernel_size), set(module.padding)
        window = next(iter(windows))
        if len(windows) != 1 or window % 2 or window < 4 or padding != {window // 2 - 1} or any(module.output_padding):
            continue
        why = f"a window of {window} with a padding of {window // 2 - 1} gives a map that is one larger"
        yield from set_argument(trace, module, "kernel_size", window, window - 1, prior, why=why)
        yield from _in_call(module, window - 1, prior + 0.04, why)


def _in_call(module: Any, new: int, prior: float, why: str) -> Iterator[Fix]:
    """In the call that builds the part around this layer, where that leaves the window to its default."""
    built, sites = constructor(module), user_sites(module)
    node = argument(built, module, "kernel_size") if built is not None else None
    function = enclosing(node, ast.FunctionDef) if node is not None else None
    call = call_at(sites[1]) if len(sites) > 1 else None
    if call is None or not isinstance(node, ast.Name) or not isinstance(function, ast.FunctionDef):
        return
    if bound_argument(call.node, function, node.id) is None and has_parameter(function, node.id):
        yield fix(f"build {callee(call.node)} with {node.id}={new}", set_keyword(call, node.id, str(new)), prior,
                  stage=Stage.LAYER_CONFIG, why=why)  # fmt: skip
