"""What a tensor is, without touching its memory: shape, dtype, identity."""

from __future__ import annotations

import sys
from typing import Any

from shapefault.model import Shape


def torch_loaded() -> Any | None:
    """The user's torch, if the program has imported it."""
    return sys.modules.get("torch")


def is_tensor(value: object) -> bool:
    """Whether ``value`` is a tensor of the user's torch."""
    torch = torch_loaded()
    return torch is not None and isinstance(value, torch.Tensor)


def is_part(module: Any, whole: Any) -> bool:
    """Whether a module is ``whole`` itself or one of those that it is made of; asks the program's own ``modules``."""
    try:
        return any(part is module for part in whole.modules())
    except Exception:
        return False  # the program's own: it may do anything


def is_module(value: object) -> bool:
    """Whether ``value`` is a module of the user's torch; its own ``__getattr__`` is not asked."""
    torch = torch_loaded()
    return torch is not None and isinstance(value, torch.nn.Module)


def shape_of(value: object) -> Shape | None:
    """The shape of a tensor or array as plain integers; None for anything else, or where it is hidden."""
    if not (is_tensor(value) or type(value).__module__ == "numpy"):
        return None
    try:
        return tuple(map(int, value.shape))  # type: ignore[attr-defined]
    except Exception:
        return None


def shape_text(shape: Shape) -> str:
    """``(64, 28, 28)``: a shape as torch writes it, without its name."""
    return f"({', '.join(map(str, shape))})"


def tensors_in(value: object, depth: int = 3) -> list[Any]:
    """Every tensor in a nest of lists, tuples and dicts, in order."""
    torch = torch_loaded()
    found: list[Any] = []
    if torch is not None:
        _gather(value, depth, torch.Tensor, found)
    return found


def _gather(value: object, depth: int, kind: type, into: list[Any]) -> None:
    if isinstance(value, kind):
        into.append(value)
    elif depth and isinstance(value, list | tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            _gather(item, depth - 1, kind, into)


def own_values(owner: object) -> dict[str, Any]:
    """What an object keeps by name, a module its parameters and buffers, too; ``__getattr__`` is not asked."""
    try:
        kept = dict(object.__getattribute__(owner, "__dict__"))
    except Exception:
        return {}
    tables = [kept.get(name) for name in ("_parameters", "_buffers")]
    return kept | {name: value for table in tables if isinstance(table, dict) for name, value in table.items()}
