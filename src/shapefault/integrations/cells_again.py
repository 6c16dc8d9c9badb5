"""A notebook's cells as one program: ``python -m`` this module runs them again, to check a fix."""

from __future__ import annotations

import ast
import asyncio
import builtins
import contextlib
import inspect
import json
import os
import sys
import types
from typing import Any

from shapefault.integrations.options import EXECUTED
from shapefault.source import cells as notebook
from shapefault.source import overlay


def main() -> None:
    """Execute the cells in the order of the plan that the command line names, as ``__main__``."""
    with open(sys.argv[1], encoding="utf-8") as file:
        plan = json.load(file)
    sys.argv[:] = plan["argv"]
    notebook.know(plan["names"], plan["standing"])
    # Not this module: the cells' names are their own, and what is written here is no part of the program.
    module = sys.modules["__main__"] = types.ModuleType("__main__")
    namespace = module.__dict__
    shell = Shell(namespace)
    builtins.get_ipython = lambda: shell  # type: ignore[attr-defined]
    builtins.display = lambda *_, **__: None  # type: ignore[attr-defined]
    for path, may_fail in plan["cells"]:
        with contextlib.suppress(Exception) if may_fail else contextlib.nullcontext():
            done = eval(overlay.code(path, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), namespace)
            if inspect.iscoroutine(done):
                asyncio.run(done)


class Shell:
    """Stands in for IPython's shell: what its magics would show is not shown, what they execute is executed."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.user_ns = namespace

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        """``%%time`` and its like execute their cell."""
        if name in EXECUTED:
            exec(compile(cell, f"<{name}>", "exec"), self.user_ns)

    def run_line_magic(self, name: str, line: str, *_: object, **__: object) -> None:
        """``%time`` and its like execute their statement, ``%cd`` changes the folder."""
        if name in EXECUTED:
            exec(compile(line, f"<{name}>", "exec"), self.user_ns)
        elif name == "cd":
            with contextlib.suppress(OSError):
                os.chdir(os.path.expanduser(line.strip()))

    def getoutput(self, *_: object, **__: object) -> list[str]:
        """``files = !ls``: no other program is started."""
        return []

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None


if __name__ == "__main__":
    main()
