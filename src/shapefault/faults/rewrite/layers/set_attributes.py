"""``model.fc.out_features = 10``: the number that a layer shows is another one then, its weight is what it was."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix, names_bound
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.hooks import recorded_modules
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import Source, of_self

_SIZES = {"in_features": 1, "out_features": 0, "in_channels": 1, "out_channels": 0}
"""The axis of the weight that a number tells."""


def set_attributes(trace: Trace, prior: float) -> Iterator[Fix]:
    """A new layer in place of the assignment, where a layer's number is not what its weight has."""
    untrue = {(name, value): module for module in recorded_modules() for name, value in _untrue(module)}
    if not untrue:
        return
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if not isinstance(node, ast.Assign) or not isinstance(target, ast.Attribute):
                continue
            if target.attr not in _SIZES or of_self(target):
                continue
            values = bench_of(trace).resolver.values(source, node.value)
            for (name, value), module in untrue.items():
                if name == target.attr and (value in values or not values):
                    yield _replaced(source, node, target, module, prior)


def _untrue(module: Any) -> Iterator[tuple[str, int]]:
    """The numbers of a plain layer that its weight does not have."""
    weight = shape_of(getattr(module, "_parameters", {}).get("weight"))
    kind = type(module).__name__
    if weight is None or (kind != "Linear" and not kind.startswith("Conv")) or "Transpose" in kind:
        return
    for name, axis in _SIZES.items():
        told = module.__dict__.get(name)
        have = weight[axis] * (module.__dict__.get("groups", 1) if name == "in_channels" else 1)
        if type(told) is int and told != have:
            yield name, told


def _replaced(source: Source, statement: ast.Assign, target: ast.Attribute, module: Any, prior: float) -> Fix:
    layer, value = source.span(target.value).text, source.span(statement.value).text
    sides = ("in_features", "out_features") if type(module).__name__ == "Linear" else ("in_channels", "out_channels")
    sizes = ", ".join(value if side == target.attr else f"{layer}.{side}" for side in sides)
    rest = "" if getattr(module, "bias", None) is not None else ", bias=False"
    if sides[0] == "in_channels":
        kept = ("kernel_size", "stride", "padding", "dilation", "groups")
        plain = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1}
        rest = "".join(f", {k}={layer}.{k}" for k in kept if not _plain(getattr(module, k), plain.get(k))) + rest
    nn = names_bound(source, "torch.nn", "torch.nn")
    return fix(
        f"build the layer anew: setting {target.attr} leaves its weight as it was",
        Edit(source.span(statement), f"{layer} = {nn}.{type(module).__name__}({sizes}{rest})"), prior,
        stage=Stage.LAYER_CONFIG, why=f"{target.attr} is what the layer shows, its weight is made when it is built",
    )  # fmt: skip


def _plain(value: Any, default: int | None) -> bool:
    return default is not None and (value == default or (isinstance(value, tuple) and set(value) == {default}))
