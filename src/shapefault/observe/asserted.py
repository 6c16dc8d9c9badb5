"""Which call a bare ``CUDA error: device-side assert triggered`` comes from, as far as values on the CPU tell it.

After such an assert nothing can be read from the device any more, and the line that raises is often a later one. What
lives on the CPU can still be compared: the indices of the losses and embeddings in the deepest function of the program
and below it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapefault.observe.crash import Crash
from shapefault.observe.values import is_tensor
from shapefault.source.frames import Frame

_LOSSES = ("cross_entropy", "nll_loss")
_ROLES = {
    "cross_entropy": ("input", "target"),
    "nll_loss": ("input", "target"),
    "embedding": ("input", "weight"),
    "embedding_bag": ("input", "weight"),
}
_LAYERS = {
    "CrossEntropyLoss": "cross_entropy",
    "NLLLoss": "nll_loss",
    "Embedding": "embedding",
    "EmbeddingBag": "embedding_bag",
}
_MOVES = {"to", "cuda", "cpu", "long", "int"}


@dataclass(frozen=True)
class Asserted:
    """A running call whose indices are out of range, and the one that is farthest out."""

    op: str
    tensors: dict[str, Any]
    layer: Any
    worst: int
    node: ast.expr | None
    """The call in the user's function; None where a library's frame was found."""


def asserted(crash: Crash) -> Asserted | None:
    """The call with an index out of range that is nearest to the crash; None where no values on the CPU show one."""
    for frame in reversed(crash.frames[crash.user_index or 0 :]):
        for op, tensors, layer, node in _calls(frame):
            worst = _worst(op, tensors, layer, frame)
            if worst is not None:
                return Asserted(op, tensors, layer, worst, node)
    return None


Call = tuple[str, dict[str, Any], Any, ast.expr | None]


def _calls(frame: Frame) -> Iterator[Call]:
    if not frame.is_user:
        if frame.name in _ROLES and "torch" in frame.file:
            names = frame.frame.f_locals
            yield frame.name, {role: names.get(role) for role in _ROLES[frame.name]}, None, None
        return
    function = frame.function()
    nodes = [n for n in ast.walk(function) if isinstance(n, ast.Call)] if function is not None else []
    for node in sorted((n for n in nodes if n.lineno <= frame.lineno), key=lambda n: -n.lineno):
        called = _value(frame, node.func)
        op = _LAYERS.get(type(called).__name__) or getattr(called, "__name__", "")
        if op not in _ROLES or not _of_torch(called):
            continue
        given = [_value(frame, argument) for argument in node.args]
        tensors = dict(zip(_ROLES[op], given, strict=False))
        tensors |= {k.arg: _value(frame, k.value) for k in node.keywords if k.arg in _ROLES[op]}
        layer = called if type(called).__name__ in _LAYERS else None
        if op.startswith("embedding") and layer is not None:
            tensors["weight"] = layer.weight
        yield op, tensors, layer, node


def _value(frame: Frame, node: ast.expr) -> Any:
    """What a name, or attributes of one, stand for; a tensor before it was moved."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _MOVES:
        return _value(frame, node.func.value)
    if isinstance(node, ast.Name):
        return frame.frame.f_locals.get(node.id, frame.frame.f_globals.get(node.id))
    if isinstance(node, ast.Attribute):
        base = _value(frame, node.value)
        return getattr(base, node.attr, None) if base is not None and not is_tensor(base) else None
    return None


def _of_torch(called: Any) -> bool:
    module = getattr(called, "__module__", None) or type(called).__module__
    return str(module).startswith("torch")


def _worst(op: str, tensors: dict[str, Any], layer: Any, frame: Frame) -> int | None:
    first: Any
    second: Any
    first, second = (tensors.get(role) for role in _ROLES[op])
    if not is_tensor(first) or not is_tensor(second):
        return None
    indices, size = (second, _classes(first)) if op in _LOSSES else (first, second.shape[0])
    if indices.device.type != "cpu" or indices.is_floating_point() or not indices.numel():
        return None
    if op in _LOSSES:
        ignored = getattr(layer, "ignore_index", frame.frame.f_locals.get("ignore_index", -100))
        indices = indices[indices != ignored]
    low, high = (int(indices.min()), int(indices.max())) if indices.numel() else (0, 0)
    return high if high >= size else low if low < 0 else None


def _classes(logits: Any) -> int:
    return int(logits.shape[1] if logits.dim() > 1 else logits.shape[0])
