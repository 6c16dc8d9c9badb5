"""``shapefault.install()``: the hooks of ``shapefault run``, set by the program itself."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from shapefault.integrations import hook
from shapefault.integrations.run_options import FORMATS

if TYPE_CHECKING:
    from shapefault.integrations.notebook import Notebook
    from shapefault.integrations.options import CrashOptions, Program, ReportFormat

_RERUN = "SHAPEFAULT_RERUN"
"""``repair.rerun.job.ENTRY``, which costs too much to import before a program: set in a run that checks a fix."""


def install(
    *,
    format: ReportFormat = "text",
    output: str | os.PathLike[str] | None = None,
    rerun: bool = True,
    ascii: bool = False,
) -> None:
    """Explain a shape fault of this program after its traceback, as ``shapefault run`` does.

    Meant for a program's first line, like ``faulthandler.enable()``, or for a notebook's first cell. The hooks that
    were there before are called first; a second call, one under ``shapefault run``, or one in a run that checks a fix
    changes nothing.
    """
    if format not in FORMATS:
        raise ValueError(f"format must be one of {', '.join(FORMATS)}, got {format!r}")
    if _RERUN in os.environ:
        return
    started = time.perf_counter()
    args, cwd = tuple(sys.argv[1:]), os.getcwd()
    target = None if output is None else os.path.join(cwd, os.fspath(output))
    notebook = _notebook()

    def options() -> CrashOptions:
        from shapefault.integrations.options import CrashOptions

        program = _this_program(args, cwd, started) if notebook is None else notebook.program(args, cwd)
        return CrashOptions(program=program, format=format, output=target, rerun=rerun, ascii=ascii)

    wants_empty_report = format == "json" and target is not None
    hooks = hook.arm(options, wants_empty_report=wants_empty_report, in_shell=notebook is not None)
    if notebook is not None and hooks is not None:
        notebook.watch(hooks.handle)


def _notebook() -> Notebook | None:
    """The cells of the IPython that this is called in; None under plain python."""
    get_ipython = getattr(sys.modules.get("IPython"), "get_ipython", None)
    shell = get_ipython() if get_ipython is not None else None
    if shell is None:
        return None
    from shapefault.integrations.notebook import Notebook

    return Notebook(shell)


def _this_program(args: tuple[str, ...], cwd: str, started: float) -> Program:
    """The running program, from its ``__main__``."""
    from shapefault.integrations.launch import interpreter_options
    from shapefault.integrations.options import Program

    main = sys.modules.get("__main__")
    spec = getattr(main, "__spec__", None)
    file = getattr(main, "__file__", None)
    python = (sys.executable, *interpreter_options(sys.orig_argv))
    if spec is not None:
        name = spec.name.removesuffix(".__main__")
        if name == "__main__":  # a folder or an archive
            return Program("script", os.path.join(cwd, sys.argv[0]), args, cwd, python, "install", started)
        return Program("module", name, args, cwd, python, "install", started)
    if file is not None:
        return Program("script", os.path.join(cwd, file), args, cwd, python, "install", started)
    return Program("stdin", "-", args, cwd, python, "install", started)
