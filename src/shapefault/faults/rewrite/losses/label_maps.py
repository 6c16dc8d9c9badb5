"""Maps of labels that are all ones or zeros: of a constant size, or as the prediction is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix, names_bound
from shapefault.faults.rewrite.losses.label_tensors import label_makers
from shapefault.faults.rewrite.operands import places
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.project import Place, callee

_WHY = "the labels are made of a constant size, the network gives another"


def label_maps(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The sizes that the labels are made with; or labels made with the prediction's own shape."""
    first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
    at = next((place for place in places(trace, mismatch, "target") if place.frame is not None), None)
    held = at.frame.held(at.node) if at is not None and at.frame is not None else None
    if len(first) != len(second) or not _constant(held):
        return
    changes = {b: a for a, b in zip(first, second, strict=True) if a != b}
    for source, call, _ in label_makers(trace, mismatch, "target"):
        if callee(call) not in ("ones", "zeros", "full"):
            continue
        edits: dict[Edit, None] = {}
        for place in _sizes(trace, source, call):
            value = place.node.value if isinstance(place.node, ast.Constant) else None
            if type(value) is int and value in changes:
                edits[Edit(place.span, str(changes[value]))] = None
        if edits:
            yield fix("make the labels of the prediction's size", edits, prior, stage=Stage.LOSS_TARGET, why=_WHY)
        yield from _alike(trace, mismatch, callee(call), prior - 0.04)
        return


def _constant(target: Any) -> bool:
    """Whether all labels are one number, as far as that can be told; else they are no ones or zeros."""
    try:
        return bool((target == target.reshape(-1)[0]).all())
    except Exception:
        return True


def _sizes(trace: Trace, source: Source, call: ast.Call) -> Iterator[Place]:
    """The size expressions of a factory call, with those of the tuples that it is given."""
    todo = [Place(source, a.value if isinstance(a, ast.Starred) else a) for a in call.args]
    for _ in range(40):
        if not todo:
            return
        place = todo.pop(0)
        node = place.node
        if isinstance(node, ast.Tuple | ast.List):
            todo += [Place(place.source, e.value if isinstance(e, ast.Starred) else e) for e in node.elts]
        elif isinstance(node, ast.Constant):
            yield place
        else:
            todo += bench_of(trace).resolver.definitions(place.source, node)


def _alike(trace: Trace, mismatch: Mismatch, name: str, prior: float) -> Iterator[Fix]:
    inputs, targets = places(trace, mismatch, "input")[:1], places(trace, mismatch, "target")[:1]
    if name not in ("ones", "zeros") or not inputs or not targets:
        return
    if isinstance(inputs[0].node, ast.Name | ast.Attribute):
        torch = names_bound(targets[0].source, "torch", "torch")
        text = f"{torch}.{name}_like({inputs[0].span.text})"
        edit = Edit(targets[0].span, text)
        yield fix("make the labels like the prediction", edit, prior, stage=Stage.LOSS_TARGET, why=_WHY)
