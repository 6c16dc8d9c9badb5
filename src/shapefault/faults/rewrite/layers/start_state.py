"""A start state that is a parameter of one layer, ``Parameter(randn(1, 1, hidden))``, for a stack of several."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import sizes_given
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import callee, has_parameter

_MADE = ("randn", "zeros", "rand", "ones", "empty")


def start_state(trace: Trace, got: int, want: int, directions: int, prior: float) -> Iterator[Fix]:
    """A state for each layer, by the name that the layers are counted with where the parameter is made."""
    bench = bench_of(trace)
    for places in bench.project.attributes.values():
        for place in places:
            calls = [part for part in walk(place.node) if isinstance(part, ast.Call)]
            made = next((call for call in calls if callee(call) in _MADE), None)
            state = any(callee(call) in ("Parameter", "register_buffer") for call in calls)
            first = sizes_given(made)[0] if made is not None and len(sizes_given(made)) > 1 else None
            if not state or not isinstance(first, ast.Constant) or first.value != got:
                continue
            function = enclosing(place.node, ast.FunctionDef)
            named = isinstance(function, ast.FunctionDef) and has_parameter(function, "num_layers")
            text = ("num_layers" if directions == 1 else f"{directions} * num_layers") if named else str(want)
            yield fix(
                f"make a state for each layer: {text}", Edit(place.source.span(first), text), prior,
                stage=Stage.LAYER_CONFIG, why=f"the state is made for {got} layer, {want} begin with it",
            )  # fmt: skip
