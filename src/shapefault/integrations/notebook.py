"""A notebook as a program: its exceptions, the cells that ran, and a plan by which they are run again.

While cells go well, two callbacks note each. When one fails, the texts of the cells are put where IPython says they
come from, so that they are sources like any other.
"""

from __future__ import annotations

import ast
import hashlib
import linecache
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from shapefault.integrations.cell_files import CellFiles
from shapefault.integrations.options import EXECUTED, Program

_MAGIC = "get_ipython().run_cell_magic("


@dataclass(slots=True, eq=False)
class Cell:
    """One run of a cell: its text as the user wrote it, and when it began."""

    raw: str
    info: Any = None
    """What IPython says of the run; None for one that began before we were there."""
    began: float = field(default_factory=time.perf_counter)
    seconds: float = 0.0
    passed: bool | None = None
    """None where that is not known."""
    stopped: bool = False
    """Whether it was ended from outside."""
    number: int | None = None

    @property
    def label(self) -> str:
        """What IPython calls it."""
        return f"In[{self.number or ' '}]"


class Notebook:
    """The cells that ran in one IPython shell."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        earlier = [Cell(self._as_run(raw), number=at) for at, raw in enumerate(self._history()) if at]
        self._ended, self._running = earlier[:-1], earlier[-1:]
        self._files = CellFiles()

    def watch(self, handle: Callable[[BaseException], None]) -> None:
        """Note each cell from now on, and call ``handle`` with what one raised, after IPython has shown it."""
        from shapefault.diagnose.gate import KINDS

        shell = self._shell
        others, theirs = shell.custom_exceptions, shell.CustomTB

        def shown(
            shell: Any, kind: type, exc: BaseException, trace: TracebackType, tb_offset: int | None = None
        ) -> None:
            if isinstance(exc, others):
                theirs(kind, exc, trace, tb_offset)
            else:
                shell.showtraceback((kind, exc, trace), tb_offset=tb_offset)
            if isinstance(exc, KINDS):
                handle(exc)

        # Not Exception: what else a cell raises, a SyntaxError say, stays with IPython alone.
        shell.set_custom_exc((*others, *KINDS), shown)
        shell.events.register("pre_run_cell", self._began)
        shell.events.register("post_run_cell", self._has_ended)
        if not os.path.isabs(self._name("")):
            # IPython in a terminal names cells <ipython-input-...>, which cannot be a file.
            shell.compile.get_code_name = lambda raw, *_: _own_name(raw)

    def program(self, args: tuple[str, ...], cwd: str) -> Program:
        """The notebook up to the cell that runs now; its cells are files from here on."""
        from shapefault.integrations.launch import interpreter_options
        from shapefault.source import cells, files

        now = time.perf_counter()
        # A cell that runs within another, by a magic say, is run again with that one.
        known = [*self._ended, *self._running[:1]]
        if known:
            known[-1].number = known[-1].number or len(self._history()) - 1
        texts = {cell.raw: self._text(cell.raw) for cell in known}
        paths = {raw: self._path(raw, text) for raw, text in texts.items()}
        on_disk = self._files.write({paths[raw]: text for raw, text in texts.items()})
        sources = [paths[raw] for raw, text in texts.items() if paths[raw] in on_disk and not _is_magic(text)]
        # An identity that the notebook gives a cell stays when its text changes: the last run of each cell stands.
        last = {getattr(cell.info, "cell_id", None) or paths[cell.raw]: cell for cell in known}.values()
        names = {paths[cell.raw]: cell.label for cell in known if paths[cell.raw] in sources}
        standing = [paths[cell.raw] for cell in last if paths[cell.raw] in names]
        files.forget()
        cells.know(names, standing)
        # A cell that failed is left out if it was run again; if not, later ones may use what it made before it failed.
        ran = [cell for cell in known if not cell.stopped and (cell.passed is not False or cell in last)]
        spent = now - sum(cell.seconds if cell in self._ended else now - cell.began for cell in ran)
        again = [(paths[cell.raw], not cell.passed and cell in self._ended) for cell in ran]
        whole = all(path in on_disk for path, _ in again)
        told = {"cells": again, "names": names, "standing": standing, "argv": [sys.argv[0], *args]}
        plan = self._files.plan(told) if whole else ""
        python = (sys.executable, *interpreter_options(sys.orig_argv))
        return Program("notebook", plan, args, cwd, python, "install", spent)

    def _began(self, info: Any) -> None:
        self._running.append(Cell(info.raw_cell, info))

    def _has_ended(self, result: Any) -> None:
        at = next((at for at, cell in enumerate(self._running) if cell.info is result.info), 0)
        ended = self._running[at : at + 1]
        del self._running[at:]
        for cell in ended if at == 0 else ():
            cell.seconds = time.perf_counter() - cell.began
            cell.passed, cell.number = result.success, result.execution_count
            cell.stopped = not isinstance(result.error_in_exec, Exception | None)
            self._ended.append(cell)

    def _text(self, raw: str) -> str:
        """A cell as Python, and so what its magic is given; IPython transforms that when it comes to it."""
        text: str = self._shell.transform_cell(raw)
        if not _is_magic(text):
            return text
        call = ast.parse(text, mode="eval").body
        name, line, inner = (ast.literal_eval(argument) for argument in call.args)  # type: ignore[attr-defined]
        return f"{_MAGIC}{name!r}, {line!r}, {self._shell.transform_cell(inner)!r})\n" if name in EXECUTED else text

    def _as_run(self, raw: str) -> str:
        """A text of IPython's history, which drops line ends, as it was when it ran."""
        return next((text for text in (raw, raw + "\n") if self._name(text) in linecache.cache), raw)

    def _history(self) -> list[str]:
        """The texts of all cells by their number, that of the one that runs last; there is none with number 0."""
        return list(getattr(self._shell.history_manager, "input_hist_raw", ("",)))

    def _name(self, raw: str) -> str:
        """The file that IPython says the code of a cell comes from."""
        name: str = self._shell.compile.get_code_name(raw, self._shell.transform_cell(raw), 0)
        return name

    def _path(self, raw: str, text: str) -> str:
        """Where the text of a cell is put: at the file that its code says it comes from."""
        name = self._name(raw)
        name = name if os.path.isabs(name) else _own_name(raw)
        # What a cell's magic executes has no file. Its lines are not those of the cell, whose only one is the call.
        return name.removesuffix(".py") + "_magic.py" if _is_magic(text) else name


def _is_magic(text: str) -> bool:
    """Whether a cell, as IPython transformed it, is the call of a cell magic."""
    return text.startswith(_MAGIC)


def _own_name(raw: str) -> str:
    """A file for a cell, as ipykernel would name it."""
    digest = hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return os.path.join(tempfile.gettempdir(), f"ipython_{os.getpid()}", f"{digest}.py")
