"""Steps of a pipeline in the wrong order: one brings all samples to one length, and one behind it changes it again."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, exchange, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.project import callee

_SETS = ("fix", "pad", "crop", "trim", "cut", "length", "window", "resize", "truncate")
_MOST = 6


def set_last(trace: Trace, prior: float) -> Iterator[Fix]:
    """Exchange such a step with the next one, or with all that follow, one by one."""
    import torch

    found = 0
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.List | ast.Tuple) or not all(isinstance(e, ast.Call) for e in node.elts):
                continue
            for at, step in enumerate(node.elts[:-1]):
                name = callee(step)  # type: ignore[arg-type]
                layer = hasattr(torch.nn, name)
                if found < _MOST and not layer and any(word in name.lower() for word in _SETS):
                    found += 1
                    yield from _later(source, node.elts, at, prior - 0.01 * found)


def _later(source: Source, steps: list[ast.expr], at: int, prior: float) -> Iterator[Fix]:
    name = callee(steps[at])  # type: ignore[arg-type]
    why = f"what comes behind {name} changes the length again"
    yield fix(
        f"let {name} come later", exchange(source, steps[at], steps[at + 1]), prior, stage=Stage.AUGMENTATION, why=why
    )
    if at + 2 < len(steps):
        moved = [*steps[at + 1 :], steps[at]]
        edits = [Edit(source.span(old), source.span(new).text) for old, new in zip(steps[at:], moved, strict=True)]
        yield fix(f"let {name} come last", edits, prior - 0.02, stage=Stage.AUGMENTATION, why=why)
