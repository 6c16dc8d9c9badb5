"""Maps pooled to the size that the head behind them was made for, in front of the call that flattens them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.rewrite.axes.reshapes import call_at, receiver, replaced, source_text
from shapefault.faults.rewrite.bench import fix, names_bound, wrapped
from shapefault.faults.rewrite.layers.constructor import constructor
from shapefault.model import Edit, Fix, Shape, Span, Stage
from shapefault.observe.recorder import Record
from shapefault.source.files import parent
from shapefault.source.project import CallPlace, callee


def pooled_before(record: Record, before: Shape, size: int, prior: float) -> Iterator[Fix]:
    """In front of the recorded call, or of an ``nn.Flatten`` in a list of layers."""
    if len(before) != 4:
        return
    if record.module is not None and type(record.module).__name__ == "Flatten":
        yield from _layer_before(record.module, before, size, prior)
        return
    call = call_at(record.site)
    if call is not None and callee(call.node) == record.name:
        yield from pooled_operand(call, before, size, prior, Stage.LAYER_CONFIG)


def pooled_operand(call: CallPlace, before: Shape, size: int, prior: float, stage: Stage) -> Iterator[Fix]:
    """``x.view(...)`` becomes ``F.adaptive_avg_pool2d(x, size).view(...)``."""
    parts = receiver(call)
    if parts is not None:
        functional = names_bound(call.source, "torch.nn.functional", "torch.nn.functional")
        edit = wrapped(call.source, parts[0], f"{functional}.adaptive_avg_pool2d({{}}, {size})")
        yield _pooled(edit, before, size, prior, stage)


def pooled_in_place(
    records: list[Record], before: Shape, size: int, prior: float, stage: Stage, kinds: tuple[str, ...] = ("avg", "max")
) -> Iterator[Fix]:
    """The pooling of a fixed window among the calls before a flatten, newest first, as one that gives ``size``."""
    for record in records:
        op = ops.canonical(record.name)
        kind = op.partition("_")[0]
        if kind not in kinds or not op.endswith("_pool2d"):
            continue
        why = f"this pooling leaves {'×'.join(map(str, before[2:]))}, {size}×{size} is taken"
        title = f"pool to {size}×{size}, whatever the image's size"
        built = constructor(record.module) if record.module is not None else None
        if built is not None and "Pool" in callee(built.node):
            owner = source_text(built.source, built.node.func).rpartition(".")[0]
            name = f"Adaptive{kind.capitalize()}Pool2d"
            if owner or _imported(built, name):
                text = f"{owner}.{name}({size})" if owner else f"{name}({size})"
                yield fix(title, Edit(built.span, text), prior, stage=Stage.LAYER_CONFIG, why=why)
            return
        call = call_at(record.site)
        named = call is not None and "pool" in callee(call.node) and isinstance(call.node.func, ast.Attribute)
        if call is not None and named and call.node.args:
            owner = source_text(call.source, call.node.func.value)  # type: ignore[attr-defined]
            given = source_text(call.source, call.node.args[0])
            text = f"{owner}.adaptive_{kind}_pool2d({given}, {size})"
            yield fix(title, replaced(call, text), prior, stage=stage, why=why)
        return


def _imported(call: CallPlace, name: str) -> bool:
    return any(isinstance(n, ast.ImportFrom) and any(a.name == name for a in n.names) for n in call.source.nodes)


def _layer_before(flatten: object, before: Shape, size: int, prior: float) -> Iterator[Fix]:
    call = constructor(flatten)
    around = parent(call.node) if call is not None else None
    listed = isinstance(around, ast.Call | ast.List | ast.Tuple)
    if call is None or not listed or call.node is getattr(around, "func", 0):
        return
    start = call.span.start
    prefix = source_text(call.source, call.node.func)[: -len("Flatten")]
    edit = Edit(Span(call.source.path, start, start), f"{prefix}AdaptiveAvgPool2d({size}), ")
    yield _pooled(edit, before, size, prior, Stage.LAYER_CONFIG)


def _pooled(edit: Edit, before: Shape, size: int, prior: float, stage: Stage) -> Fix:
    return fix(
        f"pool the maps to {size}×{size}, whatever the image size",
        edit,
        prior,
        stage=stage,
        why=f"the head counts with {size}×{size} maps, {before[2]}×{before[3]} arrive",
    )
