"""A width without the factor that has a name nearby: ``Layer(hidden, ...)`` behind ``heads`` of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.handed import numbers_given, user_sites
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace

_OF_DEPTH = re.compile(r"layers|depth|blocks|stages|epochs|batch", re.IGNORECASE)
"""What a number is called that counts what comes one after the other: no width is multiplied by it."""


def times_name(trace: Trace, module: Any, got: int, want: int, prior: float) -> Iterator[Fix]:
    """``hidden * heads``, where ``heads`` times as many arrive, in a call that built ``module``."""
    factor = got // want if want > 1 and got % want == 0 else 0
    if factor < 2:
        return
    for call, function, widths in numbers_given(bench_of(trace).resolver, user_sites(module)[:3], want):
        for width in widths[:1]:
            for name in _factors(trace, call, function, factor):
                text = call.source.span(width).text
                yield fix(
                    f"take {name} times {text}", Edit(call.source.span(width), f"{text} * {name}"), prior,
                    stage=Stage.LAYER_CONFIG, why=f"{text} is {want}, {name} = {factor} of them arrive",
                )  # fmt: skip


def _factors(trace: Trace, call: CallPlace, function: ast.FunctionDef, factor: int) -> list[str]:
    """Names of the function for that number, which a call above has been given."""
    resolver, found = bench_of(trace).resolver, dict[str, None]()
    own = {id(part) for part in walk(call.node)}
    for part in walk(function):
        if not isinstance(part, ast.Name | ast.Attribute) or isinstance(part.ctx, ast.Store):
            continue
        given = isinstance(parent(part), ast.Call | ast.keyword) and part.lineno <= call.node.lineno
        text = call.source.span(part).text if given and id(part) not in own else ""
        if text and not _OF_DEPTH.search(text) and set(resolver.values(call.source, part)) == {factor}:
            found[text] = None
    return list(found)[:2]
