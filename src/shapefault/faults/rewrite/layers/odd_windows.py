"""A layer whose window neither keeps nor divides the size of its map: a slip in one of its numbers.

``Conv2d(8, 8, 6, padding=1)`` takes three rows away, ``Conv2d(3, 32, 17, stride=16)`` the last patch. Nobody wants
that, so a usual window is tried wherever it comes to light that sizes do not meet: the program's run decides.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from shapefault import ops
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.layers.constructor import argument, attribute_text, constructor
from shapefault.faults.rewrite.layers.kinship import Kin
from shapefault.faults.rewrite.layers.parameters import given, per_axis, sizes_given
from shapefault.faults.rewrite.layers.usual import usual
from shapefault.faults.rewrite.numbers.naming import labelled
from shapefault.model import Fix, Stage
from shapefault.observe.hooks import recorded_modules
from shapefault.observe.trace import Trace, layer_params
from shapefault.ops.base import nth
from shapefault.source.files import parent
from shapefault.source.nodes import walk

_MOST = 4
"""Layers that may be odd: of more it is the author's way."""


def odd_windows(trace: Trace, prior: float) -> Iterator[Fix]:
    """For each layer with an odd window the usual ones that differ from it in one number."""
    layers = [(module, op, rank, _window(module, rank)) for module, op, rank in _layers()]
    odd = {_built(item[0]): item for item in reversed(layers) if _is_odd(item[1], item[3], item[2])}
    if len(odd) > _MOST:
        return
    for module, op, rank, params in reversed(odd.values()):
        kin = Kin(trace, module)
        options = [
            (kin.worth(change) - 0.02 * _step(params, change), change) for change in _usual_ones(op, params, rank)
        ]
        for number, (told, change) in enumerate(sorted(options, key=lambda option: -option[0])[:3]):
            name, value = next(iter(change.items()))
            old = params[name] if isinstance(params.get(name), tuple) else (0,) * rank
            edits = next(sizes_given(trace, module, name, old, value), None) or given(module, name, per_axis(value))
            if edits is None:
                continue
            label = attribute_text(trace, module)
            yield fix(
                f"give {label} {name}={per_axis(value)}",
                edits,
                prior + 0.5 * told - 0.03 * number,
                stage=Stage.LAYER_CONFIG,
                why=f"the window of {label} neither keeps nor divides the size of its map",
            )
    yield from _dilated(trace, prior)
    yield from _unpadded(trace, layers, prior - 0.08)
    yield from _enlarging_nothing(trace, layers, prior - 0.04)


def _layers() -> Iterator[tuple[Any, str, int]]:
    """The convolutions that the program built, with the number of their spatial axes."""
    for module in recorded_modules():
        name = type(module).__name__
        if re.fullmatch(r"Conv(Transpose)?\dd", name) and constructor(module) is not None:
            yield module, ops.canonical(name), int(name[-2])


def _window(module: Any, rank: int) -> dict[str, Any]:
    """The layer's window; with the rims of a padding layer that stands before it in a row."""
    params = layer_params(module)
    before = next((p for p in recorded_modules() if _is_next(p, module)), None)
    if before is not None and params.get("padding") == (0,) * rank:
        params["padding"], params["padded"] = before.padding[::2][::-1], True
    return params


def _is_next(rim: Any, module: Any) -> bool:
    """Whether a padding layer stands right before a layer in the call that holds both."""
    if "Pad" not in type(rim).__name__ or not isinstance(getattr(rim, "padding", None), tuple):
        return False
    one, other = constructor(rim), constructor(module)
    if one is None or other is None or parent(one.node) is not parent(other.node):
        return False
    row = getattr(parent(one.node), "args", None) or getattr(parent(one.node), "elts", None) or []
    return one.node in row and other.node in row and row.index(other.node) == row.index(one.node) + 1


def _built(module: Any) -> tuple[str, int, int]:
    """Where a layer is built; those of a loop are built in one place."""
    call = constructor(module)
    return (call.source.path, *call.span.start) if call is not None else ("", 0, id(module))


def _is_odd(op: str, params: dict[str, Any], rank: int) -> bool:
    return isinstance(params.get("padding"), tuple) and any(usual(op, params, axis) == 0.0 for axis in range(rank))


def _step(params: dict[str, Any], change: dict[str, tuple[int, ...]]) -> int:
    """By how much a number changes; a slip is a small one."""
    name, values = next(iter(change.items()))
    return min(8, max(abs(value - nth(params.get(name), axis)) for axis, value in enumerate(values)))


def _usual_ones(op: str, params: dict[str, Any], rank: int) -> Iterator[dict[str, tuple[int, ...]]]:
    """Windows that are usual on all axes, by another kernel or another padding."""
    now = [(nth(params["kernel_size"], a), nth(params["stride"], a), nth(params["padding"], a)) for a in range(rank)]
    gap = [nth(params.get("dilation"), axis, 1) for axis in range(rank)]
    if "transpose" in op:
        given = [nth(params.get("output_padding"), axis) for axis in range(rank)]
        yield from _transposed(op, params, now, given)
        return
    made: list[dict[str, list[float]]] = [
        {"kernel_size": [2 * p / d + 1 for (_, _, p), d in zip(now, gap, strict=True)]},
        {"kernel_size": [2 * p + s for _, s, p in now]},
        {"padding": [(k - 1) * d / 2 for (k, _, _), d in zip(now, gap, strict=True)]},
        {"padding": [(k - s) / 2 for k, s, _ in now]},
    ]
    yield from _whole(op, params, made)


def _transposed(
    op: str, params: dict[str, Any], now: list[tuple[int, int, int]], given: list[int]
) -> Iterator[dict[str, tuple[int, ...]]]:
    """Windows under which a transposed convolution multiplies the size by its stride."""
    made: list[dict[str, list[float]]] = [
        {"kernel_size": [s + 2 * p - o for (_, s, p), o in zip(now, given, strict=True)]},
        {"output_padding": [s - k + 2 * p for k, s, p in now]},
        {"padding": [(k + o - s) / 2 for (k, s, _), o in zip(now, given, strict=True)]},
    ]
    yield from _whole(op, params, made)


def _whole(op: str, params: dict[str, Any], made: list[dict[str, list[float]]]) -> Iterator[dict[str, tuple[int, ...]]]:
    """Of the windows that were worked out those in whole numbers, with the axes kept that are usual as they are."""
    rank = len(next(iter(made[0].values())))
    seen = []
    for change in made:
        name, values = next(iter(change.items()))
        if "padded" in params and name == "padding":
            continue
        kept = tuple(nth(params[name], axis) if usual(op, params, axis) else value for axis, value in enumerate(values))
        if any(value != int(value) or value < 0 for value in kept):
            continue
        whole = {name: tuple(int(value) for value in kept)}
        if whole not in seen and all(usual(op, {**params, **whole}, axis) == 1.0 for axis in range(rank)):
            seen.append(whole)
            yield whole


def _unpadded(trace: Trace, layers: list[tuple[Any, str, int, dict[str, Any]]], prior: float) -> Iterator[Fix]:
    """A convolution without padding where one with the same kernel keeps the size of its map."""
    keeps = {(op, str(params.get("kernel_size"))) for _, op, rank, params in layers if _keeps(op, params, rank)}
    for module, op, rank, params in layers[: 2 * _MOST]:
        kernel = params.get("kernel_size")
        bare = params.get("padding") == (0,) * rank == tuple(s - 1 for s in params["stride"])
        if not bare or (op, str(kernel)) not in keeps or not isinstance(kernel, tuple):
            continue
        rim = per_axis(tuple((k - 1) // 2 for k in kernel))
        edit = given(module, "padding", rim)
        if edit is not None:
            label = attribute_text(trace, module)
            why = f"{label} has no padding, others with its kernel have {rim}"
            yield fix(f"give {label} padding={rim}", edit, prior, stage=Stage.LAYER_CONFIG, why=why)


def _enlarging_nothing(trace: Trace, layers: list[tuple[Any, str, int, dict[str, Any]]], prior: float) -> Iterator[Fix]:
    """A transposed convolution with a kernel and no stride: the stride that its kernel, or what undoes it, tells of."""
    for module, op, _, params in layers:
        kernel, call = params.get("kernel_size"), constructor(module)
        if "transpose" not in op or set(params["stride"]) != {1} or not isinstance(kernel, tuple) or max(kernel) < 2:
            continue
        node = argument(call, module, "kernel_size") if call is not None else None
        if node is None or call is None or argument(call, module, "stride") is not None:
            continue
        names = [n.id for n in walk(node) if isinstance(n, ast.Name)]
        hops = [p for p in bench_of(trace).project.integers if "hop" in labelled(p)[0]]
        steps = [int(p.node.value) for p in hops[:1]]  # type: ignore[attr-defined]
        texts = names or [str(step) for step in (*steps, *(kernel[0] // n for n in (1, 2, 4))) if step > 1]
        for number, text in enumerate(dict.fromkeys(texts)):
            yield fix(
                f"give {attribute_text(trace, module)} stride={text}",
                set_keyword(call, "stride", text),
                prior - 0.03 * number,
                stage=Stage.LAYER_CONFIG,
                why="a transposed convolution without a stride enlarges nothing",
            )


def _keeps(op: str, params: dict[str, Any], rank: int) -> bool:
    """Whether a convolution with a padding and without a stride keeps the size of its map."""
    padded = isinstance(params.get("padding"), tuple) and any(params["padding"]) and set(params["stride"]) == {1}
    return padded and all(usual(op, params, axis) == 1.0 for axis in range(rank))


def _dilated(trace: Trace, prior: float) -> Iterator[Fix]:
    """``padding=r`` beside ``dilation=r``: branches with several dilations give maps of one size only with it."""
    calls = set()
    for module, _, _ in _layers():
        params, call = layer_params(module), constructor(module)
        sizes = set(params.get("kernel_size", ()))  # none where the layer itself fails as it is built
        if call is None or sizes not in ({3}, {5}) or params["padding"] != (0,) * len(params["padding"]):
            continue
        node = argument(call, module, "dilation")
        if node is None or id(call.node) in calls or max(params["dilation"]) == 1:
            continue
        calls.add(id(call.node))
        text = call.source.span(node).text if sizes == {3} else f"2 * {call.source.span(node).text}"
        yield fix(
            f"give {attribute_text(trace, module)} padding={text}",
            set_keyword(call, "padding", text),
            prior,
            stage=Stage.LAYER_CONFIG,
            why="without padding a map gets the smaller, the larger the dilation",
        )
