"""A number counted from the length of a signal of which an unpadded convolution takes the ends: ``T // skip``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.facts import given_to, in_shape, out_shape
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.multiples import quotients
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing


def without_the_kernel(
    trace: Trace, mismatch: Mismatch, source: Source, nodes: list[ast.expr], prior: float
) -> Iterator[Fix]:
    """``(window - kernel + 1) // skip``, where a number that ``nodes`` read is ``window // skip``."""
    losses, definitions = list(_losses(trace, mismatch)), bench_of(trace).resolver.definitions
    behind = [(place.source, place.node) for node in (nodes if losses else ()) for place in definitions(source, node)]
    for where, part in quotients(behind):
        for length, kernel in losses:
            if length in _values(trace, where, part.left):
                yield _shortened(trace, where, part.left, length, kernel, prior)


def _losses(trace: Trace, mismatch: Mismatch) -> Iterator[tuple[int, int]]:
    """The lengths that a convolution of stride 1 has shortened on the way, and by which kernel."""
    tensor = mismatch.tensor("input")
    for record in trace.journey(tensor)[:16] if tensor is not None else ():
        before, after = in_shape(record), out_shape(record)
        if not record.name.startswith("conv") or before is None or after is None or len(before) != len(after):
            continue
        kernel = tuple(getattr(given_to(record, 1, "weight"), "shape", ())[2:])
        for have, left, size in zip(before[2:], after[2:], kernel, strict=False):
            if size > 1 and 1 < left == have - size + 1:
                yield have, size


def _values(trace: Trace, source: Source, node: ast.expr) -> list[int | None]:
    return bench_of(trace).resolver.values(source, node)


def _shortened(trace: Trace, source: Source, node: ast.expr, length: int, kernel: int, prior: float) -> Fix:
    text, left = source.span(node).text, length - kernel + 1
    said = _parameter(trace, source, node, kernel) or str(kernel)
    return fix(
        f"count from the {left} steps that the convolution leaves",
        Edit(source.span(node), f"({text} - {said} + 1)"), prior, stage=Stage.LAYER_CONFIG,
        why=f"{text} is {length}, a convolution with a kernel of {kernel} and no padding leaves {left}",
    )  # fmt: skip


def _parameter(trace: Trace, source: Source, node: ast.expr, kernel: int) -> str | None:
    """The parameter of the function around that says how large the kernel is."""
    function, resolver = enclosing(node, ast.FunctionDef), bench_of(trace).resolver
    if not isinstance(function, ast.FunctionDef):
        return None
    for name in (a.arg for a in (*function.args.args, *function.args.kwonlyargs)):
        given = resolver.arguments(source, function, name)
        told = {value for place in given for value in _values(trace, place.source, place.node)}
        if "kernel" in name.lower() and told == {kernel}:
            return name
    return None
