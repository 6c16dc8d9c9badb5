"""Small changes of kernel, stride and padding under which a layer of the journey gives another size."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any

from shapefault import ops
from shapefault.faults.facts import in_shape, out_shape
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.layers.constructor import argument, attribute_text, constructor
from shapefault.faults.rewrite.layers.kinship import Kin
from shapefault.faults.rewrite.layers.parameter_names import parameter_named
from shapefault.faults.rewrite.layers.parameters import per_axis
from shapefault.faults.rewrite.layers.usual import usual_worth
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace, layer_params
from shapefault.observe.values import shape_of
from shapefault.source.files import enclosing
from shapefault.source.project import has_parameter

_SPATIAL = {
    "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "max_pool1d",
    "max_pool2d", "max_pool3d", "avg_pool1d", "avg_pool2d", "avg_pool3d", "pad",
}  # fmt: skip

_SAME_NAME = 0.15
"""What it tells that the class has a parameter of that name and value, which another layer takes."""
_MORE = 0.05
"""What a change of two parameters has to make up for: the smaller edit is the likelier."""


def tweaks(trace: Trace, tensor: Any, want: Shape, prior: float, *, layers: int = 3) -> Iterator[Fix]:
    """Changes of one of the last spatial layers of ``tensor``'s journey that give it the sizes ``want``.

    Sizes after the changed layer are followed by the integer formulas; torch decides when the edit is run.
    """
    now = shape_of(tensor)
    if now is not None and len(now) == len(want):
        yield from tweaks_along(trace, trace.journey(tensor), want, prior, layers=layers)


def tweaks_along(
    trace: Trace, journey: list[Record], want: Shape, prior: float, *, layers: int = 3, kin: float = 1.0
) -> Iterator[Fix]:
    """The same of a journey that ends, newest record first, with the map that is to have the sizes ``want``.

    ``kin`` is the weight of what the other layers tell.
    """
    yield from _together(trace, journey, want, prior + 0.04)
    seen = 0
    for index, record in enumerate(journey):
        op = ops.canonical(record.name)
        if op not in _SPATIAL or record.module is None:
            continue
        seen += 1
        # further away only what the layer's own kind tells is worth a thought
        near = min(seen, layers)
        worth = prior - 0.05 * (near - 1)
        yield from _layer(trace, record, op, journey[:index], want, worth, kin_only=seen > layers, weight=kin)


def _layer(
    trace: Trace,
    record: Record,
    op: str,
    after: list[Record],
    want: Shape,
    prior: float,
    *,
    kin_only: bool,
    weight: float,
) -> Iterator[Fix]:
    module, call = record.module, constructor(record.module)
    before = in_shape(record)
    if call is None or before is None:
        return
    rank = len(want) - 2
    params, kin = layer_params(module), Kin(trace, module)
    options = []
    for change in (*kin.changes(), *(() if kin_only else _changes(params, "transpose" in op))):
        trial = {**params, **change}
        sizes = [_size(op, trial, before[2 + d], d) for d in range(rank)] if len(before) == rank + 2 else []
        if not sizes or any(s is None or s < 1 for s in sizes):
            continue
        final = _follow([s for s in sizes if s is not None], after)
        if final == tuple(want[2:]):
            told = weight * kin.worth(change) + usual_worth(op, params, change, rank) - _MORE * (len(change) - 1)
            told += _window(params, change)
            told += _keeping(before, out_shape(record) or before, sizes) + _named(
                attribute_text(trace, module), params, change
            )
            options.append((_effort(params, change) - 100 * told, _effort(params, change), told, change))
    for rank_, (_, effort, told, change) in enumerate(sorted(options, key=lambda o: o[0])[:3]):
        named = {k for k, v in change.items() if parameter_named(trace, call, module, k, v)}
        texts = {k: k if k in named else _text(v) for k, v in change.items()}
        label = attribute_text(trace, module)
        said = ", ".join(f"{k}={text}" for k, text in texts.items())
        yield fix(
            f"give {label} {said}",
            [_set(call, module, name, text) for name, text in texts.items()],
            prior - 0.03 * rank_ - 0.01 * effort + told + _by_name(named, call, module, change),
            stage=Stage.LAYER_CONFIG,
            why=f"{label} gives {_sizes(out_shape(record))} where {_sizes(want)} is needed",
        )


def _by_name(named: set[str], call: Any, module: Any, change: dict[str, Any]) -> float:
    """What names tell: a parameter that is there for it, one that a number would make idle, a switch for just this."""
    if "ceil_mode" in change:
        return _SAME_NAME + 0.03  # it has one meaning only: to keep what a pool rounds off
    if named:
        return _SAME_NAME if len(change) == 1 else 0.0
    function = enclosing(call.node, ast.FunctionDef)
    given = [argument(call, module, name) for name in change]
    taken = isinstance(function, ast.FunctionDef) and any(
        isinstance(node, ast.Name) and has_parameter(function, node.id) for node in given
    )
    return -_SAME_NAME if taken else 0.0


def _named(label: str, params: dict[str, Any], change: dict[str, Any]) -> float:
    """What the layer's name tells of another stride: ``down`` makes a map smaller, ``up`` larger."""
    one, other = (
        max(v) if isinstance(v := form.get("stride", 1), tuple) else v for form in (params, {**params, **change})
    )
    if min(one, other) > 1 or one == other or not re.search(r"(^|[._])(down|up)", label.lower()):
        return 0.0
    return 0.1 if other > 1 else -0.1


def _window(params: dict[str, Any], change: dict[str, Any]) -> float:
    """What it tells that a window gets the padding that keeps the size, sees no neighbour, or is no longer square."""
    form = {**params, **change}
    sizes = [form.get(name) for name in ("kernel_size", "padding", "stride", "dilation")]
    kernel, padding, stride, dilation = (max(v) if isinstance(v, tuple) and v else v for v in sizes)
    if not isinstance(kernel, int) or not isinstance(padding, int):
        return 0.0
    if kernel == 1 and "kernel_size" in change:
        return -0.15
    if any(isinstance(v, tuple) and len(set(v)) > len(set(params[name])) == 1 for name, v in change.items()):
        return -0.2  # square as it is written: it is another axis's size that is wrong
    whole = stride == 1 and kernel % 2 == 1 and 2 * padding == (dilation or 1) * (kernel - 1)
    return 0.08 if whole and list(change) == ["padding"] and kernel > 1 else 0.0


def _keeping(before: Shape, now: Shape, then: Sequence[int | None]) -> float:
    """What it tells that a layer keeps the size of its map after a change, or no longer does."""
    kept, keeps = before[2:] == now[2:], before[2:] == tuple(then)
    return 0.0 if kept == keeps else (0.04 if keeps else -0.08)


def _together(trace: Trace, journey: list[Record], want: Shape, prior: float) -> Iterator[Fix]:
    """One and the same change of all layers of one kind and form: ``output_padding=1`` in each that doubles the map."""
    alike: dict[tuple[Any, ...], list[Record]] = {}
    for record in journey:
        op = ops.canonical(record.name)
        if op in _SPATIAL and record.module is not None and constructor(record.module) is not None:
            form = layer_params(record.module)
            key = (op, *(str(form.get(name)) for name in ("kernel_size", "stride", "padding", "output_padding")))
            alike.setdefault(key, []).append(record)
    for (op, *_), records in alike.items():
        modules = list({id(r.module): r.module for r in records}.values())
        first = next(i for i, record in enumerate(journey) if record is records[-1])
        before = in_shape(records[-1])
        if len(modules) < 2 or before is None or len(before) != len(want):
            continue
        params = layer_params(modules[0])
        options = []
        for change in _changes(params, "transpose" in op):
            if len(change) > 1:
                continue
            trial = {id(module): {**params, **change} for module in modules}
            if _follow(list(before[2:]), journey[: first + 1], trial) == tuple(want[2:]):
                options.append((_effort(params, change), change))
        for effort, change in sorted(options, key=lambda option: option[0])[:1]:
            edits = [
                _set(call, module, name, _text(value))
                for module in modules
                for name, value in change.items()
                if (call := constructor(module)) is not None
            ]
            paths = [attribute_text(trace, module) for module in reversed(modules)]
            said = ", ".join(f"{k}={_text(v)}" for k, v in change.items())
            gives = f"give {_sizes(out_shape(journey[0]))} where {_sizes(want)} is needed"
            yield fix(
                f"give {', '.join(paths[:-1])} and {paths[-1]} {said}",
                list(dict.fromkeys(edits)),
                prior - 0.01 * effort,
                stage=Stage.LAYER_CONFIG,
                why=f"{' and '.join(paths)} together {gives}",
            )


def journey_under(journey: list[Record], changed: dict[int, dict[str, Any]]) -> tuple[int, ...] | None:
    """The map's sizes at the end of the part of ``journey`` that has maps, with parameters of layers ``changed``."""
    maps = of_maps(journey)
    before = in_shape(maps[-1]) if maps else None
    return _follow(list(before[2:]), maps, changed) if before is not None else None


def _changes(params: dict[str, Any], transposed: bool) -> Iterator[dict[str, Any]]:
    names = ["padding", "kernel_size", "stride"] + (["output_padding"] if transposed else [])
    choices: dict[str, list[Any]] = {}
    for name in names:
        value = params.get(name)
        if not isinstance(value, int | tuple) or (
            isinstance(value, tuple) and not all(isinstance(v, int) for v in value)
        ):
            continue
        parts = value if isinstance(value, tuple) else (value,)
        options = [
            list(dict.fromkeys([*_near(name, part), *_whole(name, params, place)])) for place, part in enumerate(parts)
        ]
        if len(parts) > 1 and len(set(parts)) == 1:
            choices[name] = [tuple([v] * len(parts)) for v in options[0]]
            if len(parts) < 4:  # a rim is the same on all four sides
                choices[name] += [t for t in itertools.product(*options) if len(set(t)) > 1]
        else:
            choices[name] = [t if isinstance(value, tuple) else t[0] for t in itertools.product(*options)]
    if params.get("ceil_mode") is False:
        yield {"ceil_mode": True}
    for name, values in choices.items():
        for value in values[1:]:
            yield {name: value}
    pairs = [
        ("padding", "output_padding"),
        ("kernel_size", "padding"),
        ("kernel_size", "stride"),
        ("stride", "padding"),
    ]
    for a, b in pairs:
        for x, y in itertools.product(choices.get(a, [])[1:12], choices.get(b, [])[1:12]):
            yield {a: x, b: y}


def of_maps(journey: list[Record]) -> list[Record]:
    """The calls of a journey from a map to a map."""
    maps = [record for record in journey if (before := in_shape(record)) is not None and len(before) > 2]
    return [record for record in maps if (out := out_shape(record)) is not None and len(out) > 2]


def _near(name: str, now: int) -> list[int]:
    """The values that a parameter may have been meant to have, itself first."""
    near = [now, now + 1, now - 1, now + 2, now - 2]
    if name == "stride":
        near += [now * 2, now // 2]
    return list(dict.fromkeys(v for v in near if v >= (0 if "padding" in name else 1)))


def _whole(name: str, params: dict[str, Any], place: int) -> list[int]:
    """The padding with which a window of odd extent keeps the size, where that is not near the one it has."""
    parts = [params.get("kernel_size"), params.get("dilation", 1)]
    kernel, dilation = (p[place] if isinstance(p, tuple) and place < len(p) else p for p in parts)
    if name != "padding" or type(kernel) is not int or type(dilation) is not int or kernel % 2 == 0:
        return []
    rim = dilation * (kernel - 1) // 2
    return [rim] if rim > 2 else []


def _size(op: str, params: dict[str, Any], size: int, axis: int) -> int | None:
    """The size of a map's ``axis`` behind a layer; a padding layer counts its rims from the last axis."""
    if op != "pad":
        return ops.spatial(op, params, size, axis)
    rims = params.get("padding")
    if not isinstance(rims, tuple) or not all(isinstance(r, int) for r in rims):
        return None
    place = len(rims) - 2 * (axis + 1)
    return size + sum(rims[place : place + 2]) if place >= 0 else None


def _effort(params: dict[str, Any], change: dict[str, Any]) -> float:
    total = 0.0
    for name, value in change.items():
        old = params[name]
        pairs = zip(old, value, strict=True) if isinstance(old, tuple) else [(old, value)]
        total += 1 + sum(abs(a - b) for a, b in pairs)
        total += {"padding": 0, "output_padding": 0.2, "kernel_size": 0.6, "stride": 1.5, "ceil_mode": 0}[name]
    return total


def _follow(
    sizes: list[int], after: list[Record], changed: dict[int, dict[str, Any]] | None = None
) -> tuple[int, ...] | None:
    """The sizes at the end of the journey, the newest record first in ``after``; ``changed``: parameters by module."""
    current: list[int] = sizes
    for record in reversed(after):
        op = ops.canonical(record.name)
        before, out = in_shape(record), out_shape(record)
        if before is None or out is None or len(out) != len(before):
            return None
        if op in _SPATIAL and record.module is not None:
            params = (changed or {}).get(id(record.module)) or layer_params(record.module)
            nexts = [_size(op, params, size, d) for d, size in enumerate(current)]
            if any(n is None or n < 1 for n in nexts):
                return None
            current = [n for n in nexts if n is not None]
        elif before[2:] != out[2:]:
            return None
    return tuple(current)


def _set(call: Any, module: Any, name: str, text: str) -> Edit:
    node = argument(call, module, name)
    return set_keyword(call, name, text) if node is None else Edit(call.source.span(node), text)


def _text(value: Any) -> str:
    return per_axis(value) if isinstance(value, tuple) else str(value)


def _sizes(shape: Shape | None) -> str:
    return "×".join(map(str, shape[2:])) if shape else "?"
