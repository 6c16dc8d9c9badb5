"""Calls in one spelling: what ``torch.cat(tensors=parts)`` is given stands where that of ``torch.cat(parts)`` does.

What reads a program's calls then looks for them in one place. The text stays: a node's span is what it was.
"""

from __future__ import annotations

import ast
from typing import Any

_IN_ORDER = {
    **dict.fromkeys(("cat", "concat", "concatenate", "stack", "hstack", "vstack", "dstack"), ("tensors",)),
    "view": ("size",),
    "reshape": ("input", "shape"),
    "permute": ("input", "dims"),
    "transpose": ("input", "dim0", "dim1"),
    "pad": ("input", "pad"),
    "interpolate": ("input",),
}
"""Of these calls the parameters that are mostly given by their place, in their order."""


def positional(call: ast.Call) -> None:
    """Put those of the call's keywords at their place, as far as they are the next ones in order."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if name not in _IN_ORDER or not call.keywords:
        return
    given = {keyword.arg: keyword for keyword in call.keywords if keyword.arg}
    for keyword in (given[at] for at in _next(name, len(call.args), tuple(given))):
        call.args.append(keyword.value)
        call.keywords = [other for other in call.keywords if other is not keyword]


def in_order(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The same of the arguments of a call that is made."""
    moved = _next(name, len(args), tuple(kwargs)) if kwargs and name in _IN_ORDER else ()
    if not moved:
        return args, kwargs
    return (*args, *(kwargs[at] for at in moved)), {key: value for key, value in kwargs.items() if key not in moved}


def _next(name: str, given: int, keywords: tuple[str, ...]) -> tuple[str, ...]:
    """Which keywords are the next in order after as many arguments; a method's tensor may be one of them or not."""
    order = _IN_ORDER[name]
    moved = tuple(parameter for parameter in order if parameter in keywords)
    if not moved or order.index(moved[0]) - (order[0] == "input") > given:
        return ()
    return moved if moved == order[order.index(moved[0]) :][: len(moved)] else ()
