"""``half = n // 2`` of an odd ``n``, taken as a window and as its step: a third place is left over at the end."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.halves import half_of
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import callee, method_of
from shapefault.source.scalars import Resolver

_STEP = 2


def odd_halves(trace: Trace, prior: float) -> Iterator[Fix]:
    """The window as large as the larger half, ``n - half``: with the same step it stands in two places."""
    bench = bench_of(trace)
    for source, cls in bench.project.classes.values():
        init = method_of(cls, "__init__")
        for name, value in (pair for part in walk(init) for pair in bindings(part)) if init is not None else ():
            whole = half_of(value)
            if whole is None:
                continue
            odd = sorted(n for n in _numbers(bench.resolver, source, whole) if n % _STEP)
            for call in walk(init) if odd and init is not None else ():
                window = _window(call, name) if isinstance(call, ast.Call) else None
                if window is not None:
                    text = source.span(whole).text
                    yield fix(
                        f"let the window be the larger half, {text} - {name}",
                        Edit(source.span(window), f"{text} - {name}"), prior, stage=Stage.LAYER_CONFIG,
                        why=f"half of {odd[0]} is rounded down to {odd[0] // _STEP}: the window stands in three places",
                    )  # fmt: skip


def _numbers(resolver: Resolver, source: Source, node: ast.expr) -> set[int]:
    """What a name may be, lengths of lists that are written out among it."""
    found = {n for n in resolver.values(source, node) if n}
    for place in resolver.definitions(source, node):
        counted = place.node.args[0] if isinstance(place.node, ast.Call) and callee(place.node) == "len" else None
        for listed in resolver.definitions(place.source, counted) if counted is not None else ():
            found |= {len(listed.node.elts)} if isinstance(listed.node, ast.List | ast.Tuple) else set()
    return found


def _window(call: ast.Call, name: str) -> ast.expr | None:
    """The first use of a half in a call that takes it twice, as its window and as its step."""
    used = [
        node for given in (*call.args, *(k.value for k in call.keywords)) for node in _names(given) if node.id == name
    ]
    return used[0] if len(used) == _STEP else None


def _names(given: ast.expr) -> list[ast.Name]:
    """The names that an argument is, or that its tuple holds."""
    parts = given.elts if isinstance(given, ast.Tuple | ast.List) else [given]
    return [part for part in parts if isinstance(part, ast.Name)]
