"""What a diagnosis says of one call, as JSON and back: its operands, and the changes under which it succeeds."""

from __future__ import annotations

from typing import Any

from shapefault.change import Alteration, Change
from shapefault.model import Operand


def operand(one: Operand) -> dict[str, Any]:
    """An operand without its identity, which means nothing outside of the process."""
    return {
        "role": one.role,
        "shape": list(one.shape),
        "axes": list(one.axes) or None,
        "dtype": one.dtype or None,
        "text": one.text or None,
    }


def read_operand(data: dict[str, Any]) -> Operand:
    """The operand that :func:`operand` wrote."""
    axes, dtype, text = tuple(data.get("axes") or ()), data.get("dtype") or "", data.get("text") or ""
    return Operand(data["role"], tuple(data["shape"]), axes, dtype, text=text)


def change(one: Change) -> dict[str, Any]:
    """A change; a value that JSON has no form for as its text."""
    return {
        "title": one.title,
        "alterations": [
            {"path": list(part.path), "kind": part.kind, "value": _plain(part.value)} for part in one.alterations
        ],
        "result_shape": None if one.result_shape is None else list(one.result_shape),
    }


def read_change(data: dict[str, Any]) -> Change:
    """The change that :func:`change` wrote."""
    shape = data.get("result_shape")
    parts = tuple(Alteration(tuple(p["path"]), p["kind"], _frozen(p["value"])) for p in data["alterations"])
    return Change(data["title"], parts, None if shape is None else tuple(shape))


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value if value is None or isinstance(value, int | float | str) else str(value)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value
