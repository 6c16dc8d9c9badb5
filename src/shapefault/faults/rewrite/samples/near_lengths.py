"""Signals and volumes that cannot be halved as often as the model does: 18 slices -> 16 or 24."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault import ops
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.images.sizes import STEPS, runs_at
from shapefault.faults.rewrite.images.sizing_calls import decides_size
from shapefault.faults.rewrite.numbers.program import constants
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import Place, callee

_LEAST, _TOGETHER = 4, 2
_OF_SIGNALS = ("conv1d", "conv_transpose1d", "max_pool1d", "avg_pool1d")


def nearest_lengths(trace: Trace, prior: float, *, limit: int = 2) -> Iterator[Fix]:
    """The named number that an input's length or depth comes from, rounded so that the outermost call succeeds."""
    root = trace.root
    given = next((i for i, v in enumerate(root.args) if is_tensor(v) and v.ndim in (3, 5)), None) if root else None
    if root is None or given is None:
        return
    shape = tuple(root.args[given].shape)
    if len(shape) == 3 and not any(ops.canonical(r.name) in _OF_SIGNALS for r in trace.records):
        return
    yield from _together(trace, root, given, shape, prior + 0.1)
    made = 0
    for now, rounded in _rounded(shape):
        if trace.out_of_time() or made >= limit:
            return
        if runs_at(root, given, tuple(rounded if s == now and i > 1 else s for i, s in enumerate(shape))):
            why = f"{now} cannot be halved as often as the model does"
            yield from _transformed(trace, now, rounded, prior + 0.1 - 0.04 * made, why)
            yield from constants(trace, now, rounded, prior - 0.04 * made, stage=Stage.DATA_LOADING, limit=4, why=why)
            made += 1


def _together(trace: Trace, root: Any, given: int, shape: Shape, prior: float) -> Iterator[Fix]:
    """All sides of a volume at once, in the transform that cuts it: no one side alone would do."""
    for step in STEPS:
        rounded = tuple(-(-size // step) * step for size in shape[2:])
        changed = {now: new for now, new in zip(shape[2:], rounded, strict=True) if now != new}
        if not changed or trace.out_of_time() or not runs_at(root, given, (*shape[:2], *rounded)):
            continue
        for calls in bench_of(trace).project.calls.values() if len(changed) >= _TOGETHER else ():
            for call in calls:
                parts = [n for n in walk(call.node) if isinstance(n, ast.Constant) and n.value in changed]
                if decides_size(callee(call.node)) and {n.value for n in parts} == set(changed):
                    yield fix(
                        f"change the sizes of {callee(call.node)} to multiples of {step}",
                        [Edit(call.source.span(n), str(changed[n.value])) for n in parts], prior,  # type: ignore[index]
                        stage=Stage.AUGMENTATION,
                        why=f"{'×'.join(map(str, shape[2:]))} cannot be halved as often as the model does",
                    )  # fmt: skip
        return


def _transformed(trace: Trace, now: int, rounded: int, prior: float, why: str) -> Iterator[Fix]:
    """The number in a transform of the program that makes every sample as long or as deep."""
    sides: dict[ast.Call, list[Place]] = {}
    for place in bench_of(trace).project.integers:
        node, call = place.node, enclosing(place.node, ast.Call)
        if isinstance(node, ast.Constant) and node.value == now and isinstance(call, ast.Call):
            sides.setdefault(call, []).append(place)
    for call, places in sides.items():
        if decides_size(callee(call)):
            yield fix(
                f"change the size of {callee(call)} from {now} to {rounded}",
                [Edit(place.span, str(rounded)) for place in places], prior, stage=Stage.AUGMENTATION, why=why,
            )  # fmt: skip


def _rounded(shape: Shape) -> list[tuple[int, int]]:
    """Each spatial size with the multiples next to it, the least change first, of two the one that loses nothing."""
    found: dict[tuple[int, int], None] = {}
    for now in dict.fromkeys(shape[2:]):
        for step in STEPS:
            found.update({(now, size): None for size in (now // step * step, -(-now // step) * step)})
    return sorted(
        (pair for pair in found if pair[0] != pair[1] >= _LEAST), key=lambda p: (abs(p[1] - p[0]), p[1] < p[0])
    )
