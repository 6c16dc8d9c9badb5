"""The program's own modules among the thousands that are loaded."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from shapefault.source import cells
from shapefault.source.files import is_user_file

_OTHERS: set[str] = set()
"""Modules that are none of the program's; asking each of the thousands for its file took a tenth of a diagnosis."""


def own_modules() -> list[tuple[str, Any]]:
    """The loaded modules that come from files of the program, each with its file as the module has it."""
    found = []
    for name in list(sys.modules):
        if name in _OTHERS:
            continue
        module = sys.modules.get(name)
        path = getattr(module, "__file__", None)
        if isinstance(path, str) and is_user_file(path):
            found.append((path, module))
        elif name != "__main__":
            _OTHERS.add(name)
    return found


def modules_of(file: str) -> list[Any]:
    """The loaded modules that come from a file of the program: one that was both run and imported has two."""
    return [module for path, module in own_modules() if path == file]


def program_files() -> list[str]:
    """The program's own files that are loaded now, the main script or the notebook's cells first."""
    main = getattr(sys.modules.get("__main__"), "__file__", None)
    found: dict[str, None] = {}
    if main and is_user_file(main):
        found[str(Path(main).absolute())] = None
    found.update(dict.fromkeys(cells.current))
    found.update(dict.fromkeys(str(Path(path).absolute()) for path, _ in own_modules() if path.endswith(".py")))
    return list(found)
