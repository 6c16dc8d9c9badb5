"""Give a constructor's parameter a value, wherever the call writes it: by position, by keyword, or not at all."""

from __future__ import annotations

from typing import Any

from shapefault.faults.rewrite.layers import argument, constructor, set_keyword
from shapefault.model import Edit


def given(module: Any, name: str, text: str) -> Edit | None:
    """The edit under which ``module`` is built with ``name=text``; None where its constructor call is not known."""
    call = constructor(module) if module is not None else None
    if call is None:
        return None
    node = argument(call, module, name)
    return Edit(call.source.span(node), text) if node is not None else set_keyword(call, name, text)


def per_axis(values: tuple[int, ...]) -> str:
    """``3`` where all axes have one value, else ``(3, 5)``."""
    return str(values[0]) if len(set(values)) == 1 else f"({', '.join(map(str, values))})"
