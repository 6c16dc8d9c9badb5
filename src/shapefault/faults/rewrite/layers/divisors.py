"""A view that splits axes into blocks (windows, patches) fails: the block sizes that would divide the axes."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.naming import labelled
from shapefault.faults.rewrite.numbers.related import stage_of
from shapefault.model import Edit, Fix, Shape
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import Place


def blocks(shape: Shape, sizes: tuple[int, ...]) -> list[tuple[int, int]]:
    """(size of an axis, block that does not divide it) of a view into (count, block) pairs.

    ``(1, 12, 12, 14, 8)`` as ``(1, 2, 5, 2, 6, 2, 7, 8)`` tells that 12 does not split into blocks of 5.
    """
    found: list[tuple[int, int]] = []
    rest = list(sizes)
    for size in shape:
        if not rest:
            return []
        if rest[0] in (size, -1):
            rest.pop(0)
            continue
        if len(rest) < 2:
            return []
        pairs = [(rest[0], rest[1])]
        block = next((b for n, b in (*pairs, pairs[0][::-1]) if b > 0 and size // b == n), None)
        if block is None:
            return []
        if size % block:
            found.append((size, block))
        rest = rest[2:]
    return found if not rest else []


def fitting_blocks(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The block changed to a divisor of the axis; the size that the axis comes from to a multiple of the block."""
    shape = mismatch.shape("input")
    sizes = next((mismatch.params[n] for n in ("shape", "size", "sizes") if n in mismatch.params), None)
    if shape is None or not isinstance(sizes, list | tuple) or not all(type(s) is int for s in sizes):
        return
    yield from of_blocks(trace, blocks(shape, tuple(sizes)), prior)


def of_blocks(trace: Trace, unfit: list[tuple[int, int]], prior: float) -> Iterator[Fix]:
    """The same for axes and blocks from anywhere: ``[(12, 5)]``."""
    for size, block in unfit:
        divisors = [d for d in range(2, size) if size % d == 0]
        why = f"an axis of {size} does not split into blocks of {block}"
        for rank, new in enumerate(sorted(divisors, key=lambda d: (abs(d - block), -d))[:2]):
            for place, label, weight in _numbers(trace, block):
                yield fix(f"change {label} from {block} to {new}", Edit(place.span, str(new)),
                          prior * weight - 0.06 * rank, stage=stage_of(label), why=why)  # fmt: skip
        inputs = {s for v in (trace.root.args if trace.root is not None else ()) for s in getattr(v, "shape", ())}
        for whole in sorted(s for s in inputs if s % size == 0 and s > size):
            step = whole // size
            for count in (size // block, size // block + 1):
                for place, label, weight in itertools.islice(_numbers(trace, whole), 2):
                    new = count * block * step
                    yield fix(f"change {label} from {whole} to {new}", Edit(place.span, str(new)),
                              prior * weight - 0.12, stage=stage_of(label), why=why)  # fmt: skip


def _numbers(trace: Trace, value: int) -> Iterator[tuple[Place, str, float]]:
    """The places where ``value`` is written with a name, tuples under a name included."""
    found: list[tuple[Place, str, float]] = []
    for place in bench_of(trace).project.integers:
        if place.node.value != value:  # type: ignore[attr-defined]
            continue
        label, weight = labelled(place)
        around = getattr(place.node, "_shapefault_parent", None)
        if isinstance(around, ast.Tuple | ast.List):
            label, weight = labelled(Place(place.source, around))
        call = enclosing(place.node, ast.Call)
        if label and not label.startswith(("an argument of", "the number")):
            sized = any(word in label.lower() for word in ("window", "patch", "block", "size", "chunk"))
            found.append((place, label, weight * (1.0 if sized else 0.8) - (0.1 if call is not None else 0.0)))
    yield from sorted(found, key=lambda item: -item[2])[:3]
