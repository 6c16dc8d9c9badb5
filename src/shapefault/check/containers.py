"""Lists and dicts that a model or its hooks write to: what a check puts into them is taken out again."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FunctionType, MethodType
from typing import Any

HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
"""The tables of a module with what else happens at its call."""


@contextmanager
def containers_kept(model: Any) -> Iterator[None]:
    """Afterwards the containers that ``model``, its parts and the functions hooked to them hold have the same entries.

    Only plain lists, dicts and sets; those in them are left alone. ``features.append(output)`` in a hook would else
    leave a tensor without values in front of the real one.
    """
    found: dict[int, tuple[Any, Any]] = {}
    for value in _held(model):
        if type(value) in (list, dict, set):
            found.setdefault(id(value), (value, value.copy()))
    try:
        yield
    finally:
        for container, entries in found.values():
            _restore(container, entries)


def _restore(container: Any, entries: Any) -> None:
    if type(container) is list:
        container[:] = entries
    else:
        container.clear()
        container.update(entries)


def _held(model: Any) -> Iterator[Any]:
    for module in model.modules():
        yield from (value for name, value in vars(module).items() if not name.startswith("_"))
        for table in HOOKS:
            for hook in getattr(module, table, {}).values():
                yield from _reached(hook)


def _reached(hook: Any) -> Iterator[Any]:
    """What a hooked function can write to: the names it reads outside itself, the attributes of its object."""
    if isinstance(hook, MethodType):
        yield from vars(hook.__self__).values() if hasattr(hook.__self__, "__dict__") else ()
        hook = hook.__func__
    if isinstance(hook, FunctionType):
        with suppress(ValueError):  # a cell that is still empty
            names = inspect.getclosurevars(hook)
            yield from (*names.nonlocals.values(), *names.globals.values())
