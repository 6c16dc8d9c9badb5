"""``GSMBackbone()`` in a function that takes ``num_segments``: the same parameter is left at a default."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.defaults import defaults_of, leaving
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import Function, called_as, has_parameter

_TAKEN, _LATER = 3, 0.02


def not_handed(trace: Trace, prior: float) -> Iterator[Fix]:
    """The parameter handed on, where the function around the call is given another number than that default."""
    bench, made = bench_of(trace), 0
    for called, _, function, name, default in defaults_of(bench.project):
        if type(default.value) is not int:
            continue
        for call in leaving(bench.project, function, name)[:_TAKEN]:
            around = enclosing(call.node, ast.FunctionDef)
            if not isinstance(around, Function) or around is function or not has_parameter(around, name):
                continue
            given = [place for place in bench.resolver.arguments(call.source, around, name)
                     if default.value not in bench.resolver.values(place.source, place.node)]  # fmt: skip
            if given and called != called_as(around):
                yield fix(
                    f"hand {name} on to {called}", set_keyword(call, name, name), prior - _LATER * made,
                    stage=Stage.LAYER_CONFIG,
                    why=f"{called_as(around)} is given {name}, {called} stays at its default of {default.value}",
                )  # fmt: skip
                made += 1
