"""The number of features after a flatten, written in the view and in the layer behind it: both follow the maps."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.project import CallPlace
from shapefault.source.retarget import retarget


def both_numbers(trace: Trace, call: CallPlace, shape: Shape, sizes: tuple[int, ...], prior: float) -> Iterator[Fix]:
    """``x.view(-1, 64 * 7 * 7)`` and ``nn.Linear(64 * 7 * 7, 128)`` of 5×5 maps: ``64 * 5 * 5`` in both."""
    found = receiver(call)
    if found is None or len(found[1]) != 2 or len(sizes) != 2 or sizes[0] not in (-1, shape[0]) or len(shape) < 3:
        return
    want, got = sizes[1], math.prod(shape[1:])
    if want == got or want < 2:
        return
    here = _edits(trace, call.source, found[1][1], want, got, shape[1:])
    heads = [
        edits
        for head in bench_of(trace).project.calls.get("Linear", [])
        if (node := _first_argument(head)) is not None
        and (edits := _edits(trace, head.source, node, want, got, shape[1:]))
    ]
    if not here or len(heads) != 1:
        return
    every = {(e.span.file, e.span.start): e for e in (*heads[0], *here)}
    yield fix(
        f"count with {'·'.join(map(str, shape[1:]))} = {got} features",
        tuple(every.values()),
        prior,
        stage=Stage.LAYER_CONFIG,
        why=f"{want} features are written, the maps have {'·'.join(map(str, shape[1:]))} = {got}",
    )


def _first_argument(call: CallPlace) -> ast.expr | None:
    named = next((k.value for k in call.node.keywords if k.arg == "in_features"), None)
    return named or (call.node.args[0] if call.node.args else None)


def _edits(trace: Trace, source: Source, node: ast.expr, old: int, new: int, factors: Shape) -> tuple[Edit, ...]:
    """The nearest change under which ``node``, which is ``old``, becomes ``new``; none where it is another number."""
    resolver = bench_of(trace).resolver
    if old not in resolver.values(source, node):
        return ()
    targets = retarget(resolver, source, node, old, new, tuple(factors))
    return targets[0].edits if targets else ()
