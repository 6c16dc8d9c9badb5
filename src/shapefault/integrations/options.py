"""What the crash handler is told: how the report is wanted, and which program it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ReportFormat = Literal["text", "json", "concise"]


CELLS_AGAIN = "shapefault.integrations.cells_again"
"""The module that runs a notebook's cells by their plan."""

EXECUTED = ("time", "timeit", "capture", "prun")
"""The magics that execute what they are given, in a second run as well."""


@dataclass(frozen=True, slots=True)
class Program:
    """The user's program, as it was started."""

    kind: Literal["script", "module", "stdin", "notebook"]
    target: str
    """Absolute path of the script (or of the folder or zip with ``__main__.py``), or the module's name; for a notebook
    that of the plan by which its cells are run again, empty where there is none."""
    args: tuple[str, ...]
    """The program's own arguments: ``sys.argv[1:]`` at the start."""
    cwd: str
    """The working directory at the start."""
    python: tuple[str, ...]
    """The interpreter with its options, so that ``(*python, *how)`` starts the program again."""
    started_by: Literal["run", "install"]
    started: float
    """``time.perf_counter()`` when the program began."""

    @property
    def command(self) -> tuple[str, ...]:
        """The command that runs the program under plain python, from ``cwd``."""
        how = {
            "script": (self.target,),
            "module": ("-m", self.target),
            "stdin": ("-",),
            "notebook": ("-m", CELLS_AGAIN, self.target),
        }[self.kind]
        return (*self.python, *how, *self.args)

    @property
    def name(self) -> str:
        """What a reader calls the program."""
        import os

        return "the notebook's cells" if self.kind == "notebook" else os.path.basename(self.target)

    @property
    def path0(self) -> str:
        """What python puts first on ``sys.path`` for this program (it does not under ``-P``)."""
        import os

        if self.kind != "script":
            return self.cwd
        return self.target if _has_own_main(self.target) else os.path.dirname(os.path.realpath(self.target))


@dataclass(frozen=True, slots=True)
class CrashOptions:
    """How the report of a crash is wanted."""

    program: Program
    format: ReportFormat = "text"
    output: str | None = None
    """Absolute path of the file for the report; ``None`` for stderr."""
    fix: bool = False
    rerun: bool = True
    ascii: bool = False


def _has_own_main(target: str) -> bool:
    """Whether python runs ``target`` as a folder or archive rather than as a file of source."""
    import os
    import zipfile

    return os.path.isdir(target) or zipfile.is_zipfile(target)
