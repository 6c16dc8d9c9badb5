"""Shows a report as it was asked for: to stderr in two steps, or to a file when it is whole."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from shapefault.integrations.hook import complain
from shapefault.render import concise, live, text
from shapefault.render.json import to_json

if TYPE_CHECKING:
    from shapefault.integrations.options import CrashOptions
    from shapefault.model import Report


class Presenter:
    """One report on its way to the user; the program's stdout is never touched."""

    def __init__(self, options: CrashOptions) -> None:
        self._options = options
        self._shown: Report | None = None
        self._color = options.output is None and sys.stderr.isatty() and "NO_COLOR" not in os.environ

    def first(self, report: Report) -> None:
        """What is known before anything was run again; only text on stderr shows it."""
        if self._options.format == "text" and self._options.output is None:
            self._write(live.head(report, ascii=self._options.ascii, color=self._color))
            self._shown = report

    def last(self, report: Report) -> None:
        """The whole report, or what is still missing of it."""
        if self._shown is not None:
            self._write(live.tail(report, self._shown, ascii=self._options.ascii, color=self._color))
        elif self._options.format == "json":
            self._write(json.dumps(to_json(report), indent=2, ensure_ascii=False) + "\n")
        elif self._options.format == "concise":
            self._write(concise.render(report))
        else:
            self._write(text.render(report, ascii=self._options.ascii))

    def _write(self, shown: str) -> None:
        if self._options.output is not None:
            try:
                Path(self._options.output).write_text(shown, encoding="utf-8")
            except OSError as failure:
                complain(f"cannot write the report to {self._options.output}: {failure.strerror}")
            return
        stream = sys.stderr
        try:
            stream.write(shown)
            stream.flush()
        except UnicodeEncodeError:
            stream.write(shown.encode("ascii", "backslashreplace").decode("ascii"))
        except (AttributeError, OSError, ValueError):
            return
