"""The layer of another part of the program that made a tensor: the part that fails was given it from outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapefault.faults.facts import records_of
from shapefault.faults.rewrite.layers.both_ways import both_ways
from shapefault.faults.rewrite.layers.constructor import attribute_text, constructor, set_argument
from shapefault.model import Fix
from shapefault.observe.hooks import recorded_modules
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of

_WIDTHS = ("out_features", "out_channels", "hidden_size", "embedding_dim")
_MOST = 3


def made_elsewhere(trace: Trace, mismatch: Mismatch, role: str, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The width of the layers outside the part that was running which give ``got``, made ``want``; both directions."""
    if not _comes_from_outside(trace, mismatch, role, got):
        return
    for number, (layer, parameter) in enumerate(list(_makers(trace, mismatch, got))[:_MOST]):
        if parameter == "hidden_size" and want == 2 * got:
            yield from both_ways(trace, layer, prior + 0.22)
        worth = prior - 0.03 * number
        why = f"{attribute_text(trace, layer)} gives {got}, {want} are taken"
        yield from set_argument(trace, layer, parameter, got, want, worth, why=why)


def _comes_from_outside(trace: Trace, mismatch: Mismatch, role: str, got: int) -> bool:
    """Whether nothing in the part that was running decided the size: it is that of one of its arguments."""
    root = trace.root
    if root is None or got < 2:
        return False
    shapes = [shape for value in (*root.args, *root.kwargs.values()) if (shape := shape_of(value)) is not None]
    layers = [record for record in records_of(trace, mismatch, role) if record.module is not None]
    decided = [r for r in layers if any(hasattr(r.module, name) for name in _WIDTHS)]
    return not decided and any(got in shape[1:] for shape in shapes)


def _makers(trace: Trace, mismatch: Mismatch, size: int) -> Iterator[tuple[Any, str]]:
    """Layers outside the running part with that width, those built last before the failing one first."""
    import torch

    root = trace.root.module if trace.root is not None else None
    inside = {id(module) for module in root.modules()} if isinstance(root, torch.nn.Module) else set()
    found: list[tuple[Any, str]] = []
    for module in recorded_modules():
        if module is mismatch.layer:
            found.reverse()  # what was built before it, the nearest first; then the rest
        name = next((n for n in _WIDTHS if getattr(module, n, None) == size), None)
        if name is not None and id(module) not in inside and constructor(module) is not None:
            found.append((module, name))
    yield from found
