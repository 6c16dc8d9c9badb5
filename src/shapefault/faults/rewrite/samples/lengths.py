"""Sizes of the model's inputs, axis by axis: at which size the call succeeds, and where the present one is decided."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of
from shapefault.faults.rewrite.numbers.naming import labelled
from shapefault.faults.rewrite.numbers.program import constants
from shapefault.faults.rewrite.resized import resized
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of


def fitting_lengths(
    trace: Trace, *, seconds: float = 0.6, each: int = 1, axes: tuple[int, ...] = (), larger: bool = False
) -> list[tuple[int, int]]:
    """(present size, size at which the call succeeds) for each axis of each input, the batch axis left out.

    Asked are those whose present size is a named number of the program: what no number decides cannot be changed.
    ``axes``: these alone; ``larger``: larger sizes alone.
    """
    root = trace.root
    if root is None:
        return []
    written = {
        p.node.value for p in bench_of(trace).project.integers if isinstance(p.node, ast.Constant) and labelled(p)[0]
    }
    stop = time.perf_counter() + seconds
    found: list[tuple[int, int]] = []
    for index, value in enumerate(root.args):
        shape = shape_of(value)
        if shape is None or len(shape) < 2:
            continue
        for axis in range(len(shape) - 1, 0, -1):
            if shape[axis] not in written or (axes and axis not in axes):
                continue
            fits = 0
            for size in _around(shape[axis]):
                if time.perf_counter() > stop or trace.out_of_time():
                    return found
                if larger and size < shape[axis]:
                    continue
                if fits < each and resized(root, {index: (*shape[:axis], size, *shape[axis + 1 :])}).error is None:
                    found.append((shape[axis], size))
                    fits += 1
    return found


def _around(now: int) -> Iterator[int]:
    """Likely sizes, the nearest first."""
    seen = {now}
    powers = [2**k for k in range(1, 11)]
    near = [now + d for d in (1, -1, 2, -2, 3, -3, 4, -4, 6, -6, 8, -8)]
    multiples = [now // m * m for m in (4, 8, 16, 32)] + [-(-now // m) * m for m in (4, 8, 16, 32)]
    for size in sorted([*near, *multiples, *powers, now * 2, now // 2], key=lambda s: abs(s - now)):
        if size > 1 and size not in seen:
            seen.add(size)
            yield size


def input_lengths(
    trace: Trace,
    prior: float,
    stage: Stage = Stage.DATA_LOADING,
    *,
    axes: tuple[int, ...] = (),
    larger: bool = False,
) -> Iterator[Fix]:
    """The named numbers that give an input its size, changed to one at which the model runs."""
    for number, (now, fitting) in enumerate(fitting_lengths(trace, axes=axes, larger=larger)[:4]):
        why = f"the input has {now} here, the model takes {fitting}"
        yield from constants(trace, now, fitting, prior - 0.04 * number, stage=stage, limit=4, why=why)
