"""Which batch of which loader a crash outside the loader came with: from the loop around it.

The loop's iterator is gone once the exception has left the loop; what is left are the names in the frame.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shapefault.observe.loader.held import length_of
from shapefault.observe.loader.private import is_loader
from shapefault.observe.values import shape_of, tensors_in
from shapefault.source.frames import Frame

_BATCH_BY_BATCH = ("zip", "tqdm", "track")


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch of a loader, as the program names it; ``index`` from 0, None where the program does not count."""

    loader: str
    index: int | None
    total: int | None
    """How many batches the loader has, where it has a length."""

    def __str__(self) -> str:
        """``first batch of `val```, ``batch 15 (the last of 16) of `train```."""
        if self.index is None:
            return f"a batch of `{self.loader}`"
        if self.index == 0:
            return f"first batch of `{self.loader}`"
        last = f" (the last of {self.total})" if self.is_last else ""
        return f"batch {self.index}{last} of `{self.loader}`"

    @property
    def is_last(self) -> bool:
        """Whether it is known to be the last of several."""
        return bool(self.index) and self.total == (self.index or 0) + 1


def batch_of(frames: Sequence[Frame]) -> Batch | None:
    """The batch of the innermost loop over a ``DataLoader`` that was running; None outside of one."""
    found = loop_of(frames)
    if found is None:
        return None
    frame, loop, node, loader = found
    total = length_of(loader)
    name = node.func if isinstance(node, ast.Call) else node
    return Batch(ast.unparse(name), _counted(loop, node, frame, loader, total), total)


def loop_of(frames: Sequence[Frame]) -> tuple[Frame, ast.For, ast.expr, Any] | None:
    """The innermost loop over a ``DataLoader`` that was running: frame, loop, the loader's name there, the loader."""
    for frame in reversed(frames):
        if frame.is_user and (found := _looped_over(frame)) is not None:
            return frame, *found
    return None


def _looped_over(frame: Frame) -> tuple[ast.For, ast.expr, Any] | None:
    """The innermost ``for`` around the frame's line that goes over a loader, with the loader and its name there."""
    function = frame.function()
    if function is None:
        return None
    around = [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.For) and node.body[0].lineno <= frame.lineno <= (node.body[-1].end_lineno or 0)
    ]
    for loop in sorted(around, key=lambda node: -node.lineno):
        for node in ast.walk(loop.iter):
            if isinstance(node, ast.Name | ast.Attribute) and is_loader(value := frame.held(node)):
                return loop, node, value
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "DataLoader":
                return loop, node, None  # it has no name; the loop may count
    return None


def _counted(loop: ast.For, node: ast.expr, frame: Frame, loader: Any, total: int | None) -> int | None:
    """The loop's own count, else the last batch where only that one has so few samples."""
    values = frame.frame.f_locals
    over, target = loop.iter, loop.target
    if isinstance(over, ast.Call) and isinstance(over.func, ast.Name) and over.func.id == "enumerate":
        start = over.args[1:] or [keyword.value for keyword in over.keywords]
        if (
            over.args
            and _goes_over(over.args[0], node)
            and not start
            and isinstance(target, ast.Tuple)
            and isinstance(target.elts[0], ast.Name)
        ):
            count = values.get(target.elts[0].id)
            return count if isinstance(count, int) and not isinstance(count, bool) else None
        return None
    names = [part.id for part in ast.walk(target) if isinstance(part, ast.Name)]
    again = {
        n.id for part in loop.body for n in ast.walk(part) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    names = [name for name in names if name not in again] or names  # what the body binds again is no batch any more
    rows = {shape[0] for name in names for tensor in tensors_in(values.get(name)) if (shape := shape_of(tensor))}
    return total - 1 if total is not None and rows == {rest_of(loader)} else None


def _goes_over(iterated: ast.expr, node: ast.expr) -> bool:
    """Whether what is counted is the loader, side by side with others or behind a progress bar, batch by batch."""
    if isinstance(iterated, ast.Call) and ast.unparse(iterated.func).rpartition(".")[2] in _BATCH_BY_BATCH:
        return node in iterated.args
    return iterated is node


def rest_of(loader: Any) -> int | None:
    """How many samples the last batch has, where it has fewer than the others."""
    size = getattr(loader, "batch_size", None)
    try:
        samples = len(loader.dataset)
    except Exception:
        return None
    if not isinstance(size, int) or getattr(loader, "drop_last", True) or getattr(loader, "sampler", None) is None:
        return None
    return samples % size or None
