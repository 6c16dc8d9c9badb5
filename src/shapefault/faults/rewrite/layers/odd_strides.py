"""Transposed convolutions with ``padding=(k - u) // 2`` whose kernel and stride differ by an odd number.

Each gives one entry more than stride times its input: 16, 10, 10 with strides 8, 5, 5 should be 16, 11, 11.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator
from typing import Any

from shapefault.faults.rewrite.axes.halves import half_of
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.layers.constructor import constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace

_FEWEST = 2


def even_differences(trace: Trace, prior: float) -> Iterator[Fix]:
    """The list of kernels that such layers were built from, those at fault by one larger; else the layers' own call."""
    yield from _told_to_end(trace, prior - 0.04)
    yield from _rest_of_stride(trace, prior - 0.06)
    for module in trace.live_modules():
        layers = [m for m in module.modules() if type(m).__name__.startswith("ConvTranspose")]
        kernels = [layer.kernel_size[0] for layer in layers]
        odd = [_rounded_down(layer) for layer in layers]
        if len(layers) < _FEWEST or not any(odd):
            continue
        for source in bench_of(trace).project.sources:
            for node in source.nodes:
                if not isinstance(node, ast.List | ast.Tuple) or _numbers(node) != kernels:
                    continue
                entries = [entry for entry, wrong in zip(node.elts, odd, strict=True) if wrong]
                yield fix(
                    "let kernels and strides differ by even numbers",
                    [Edit(source.span(e), str(e.value + 1)) for e in entries],  # type: ignore[attr-defined]
                    prior,
                    stage=Stage.LAYER_CONFIG,
                    why="half of an odd difference is rounded down: each of these layers gives one entry too many",
                )


def _told_to_end(trace: Trace, prior: float) -> Iterator[Fix]:
    """``padding=(k - u + 1) // 2, output_padding=(k - u) % 2``, which is the same where the difference is even."""
    for call in _building(trace, _rounded_down):
        keywords = {k.arg: k.value for k in call.node.keywords}
        difference = half_of(keywords.get("padding"))
        if difference is None or "output_padding" in keywords:
            continue
        text = call.source.span(difference).text
        yield fix(
            "let an odd difference of kernel and stride end where it should",
            Edit(call.source.span(keywords["padding"]), f"({text} + 1) // 2, output_padding=({text}) % 2"),
            prior,
            stage=Stage.LAYER_CONFIG,
            why=f"half of an odd {text} is rounded down: the layer gives one entry too many",
        )


def _rest_of_stride(trace: Trace, prior: float) -> Iterator[Fix]:
    """``output_padding=stride % 2`` where the kernel is twice an odd stride and the padding half of that."""
    for call in _building(trace, lambda layer: layer.stride[0] % 2):
        keywords = {k.arg: k.value for k in call.node.keywords}
        if not {"kernel_size", "stride", "padding"} <= keywords.keys() or "output_padding" in keywords:
            continue
        stride = call.source.span(keywords["stride"]).text
        kernel, half = ast.unparse(keywords["kernel_size"]), ast.unparse(keywords["padding"])
        if stride.isidentifier() and kernel in (f"2 * {stride}", f"{stride} * 2") and stride in half and "2" in half:
            yield fix(
                "give back what an odd stride leaves over", set_keyword(call, "output_padding", f"{stride} % 2"), prior,
                stage=Stage.LAYER_CONFIG, why=f"half of an odd {stride} is rounded: the layer gives one entry too few",
            )  # fmt: skip


def _building(trace: Trace, wrong: Callable[[Any], object]) -> Collection[CallPlace]:
    """The calls that build the transposed convolutions which are so."""
    layers = [m for module in trace.live_modules() for m in module.modules() if "ConvTranspose" in type(m).__name__]
    return {call.span: call for m in layers if wrong(m) and (call := constructor(m)) is not None}.values()


def _rounded_down(layer: Any) -> bool:
    difference = layer.kernel_size[0] - layer.stride[0]
    return bool(difference % 2 and layer.padding[0] == difference // 2 and not any(layer.output_padding))


def _numbers(node: ast.List | ast.Tuple) -> list[Any]:
    return [entry.value if isinstance(entry, ast.Constant) else None for entry in node.elts]
