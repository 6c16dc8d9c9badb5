"""Finds the faults: every class with a code in the ``sf*.py`` files of this folder."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from pathlib import Path

from shapefault.faults.base import Fault


def module_names() -> list[str]:
    """The modules that hold the faults."""
    folder = str(Path(__file__).parent)
    return [f"shapefault.faults.{i.name}" for i in pkgutil.iter_modules([folder]) if i.name.startswith("sf")]


@lru_cache(maxsize=1)
def all_faults() -> tuple[Fault, ...]:
    """One instance of every fault, by code."""
    found: dict[str, Fault] = {}
    for name in module_names():
        module = importlib.import_module(name)
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Fault) and value.__module__ == module.__name__:
                found[value.code] = value()
    return tuple(found[code] for code in sorted(found))


def fault(code: str) -> Fault | None:
    """The fault with this code; None when there is none."""
    return next((f for f in all_faults() if f.code == code.upper()), None)
