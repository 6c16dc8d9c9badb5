"""A list of widths, one for each map of an encoder, that is another encoder's: those of a ResNet-50 for a ResNet-18."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of


def stage_widths(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The list as the maps at hand are wide, where it has ``want`` for the one that has ``got`` channels."""
    for widths in _maps(trace):
        for source in bench_of(trace).project.sources:
            for node in source.nodes:
                if not isinstance(node, ast.List | ast.Tuple) or len(node.elts) != len(widths):
                    continue
                written = [e.value for e in node.elts if isinstance(e, ast.Constant) and type(e.value) is int]
                if len(written) != len(widths):
                    continue
                for actual in (widths, widths[::-1]):
                    if (want, got) in zip(written, actual, strict=True) and written != actual:
                        edits = [
                            Edit(source.span(part), str(new))
                            for part, old, new in zip(node.elts, written, actual, strict=True)
                            if old != new
                        ]
                        yield fix(
                            f"write the widths of the maps, {', '.join(map(str, actual))}",
                            edits,
                            prior,
                            stage=Stage.LAYER_CONFIG,
                            why=f"the maps have {', '.join(map(str, actual))} channels",
                        )
                        break


def _maps(trace: Trace) -> Iterator[list[int]]:
    """The channels of the maps in each list, tuple or dict of at least two that a running function holds."""
    seen: set[tuple[int, ...]] = set()
    for frame in trace.user_frames():
        for value in list(frame.frame.f_locals.values()):
            parts: list[Any] = list(value.values()) if isinstance(value, dict) else list(_listed(value))
            if not 2 <= len(parts) <= 12 or not all(is_tensor(part) for part in parts):
                continue
            shapes = [shape_of(part) or () for part in parts]
            widths = tuple(shape[1] for shape in shapes if len(shape) >= 3)
            if len(widths) == len(parts) and len({len(shape) for shape in shapes}) == 1 and widths not in seen:
                seen.add(widths)
                yield list(widths)


def _listed(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()
