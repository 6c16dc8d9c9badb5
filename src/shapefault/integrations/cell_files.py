"""The texts of a notebook's cells as files, and the plan by which they are run again; all are removed at exit."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import tempfile
from collections.abc import Mapping


class CellFiles:
    """The files that this process has written."""

    def __init__(self) -> None:
        self._pid = os.getpid()
        self._written: list[str] = []
        self._folders: list[str] = []
        atexit.register(self._remove)

    def write(self, texts: Mapping[str, str]) -> set[str]:
        """Write each text to its path, where nothing is yet; the paths at which their text now lies."""
        from shapefault.source.overlay import encoded

        return {path for path, text in texts.items() if os.path.isabs(path) and self._lies(path, encoded(text))}

    def plan(self, content: object) -> str:
        """Write, as JSON, what a run of the cells is told; the path, "" where it cannot be written."""
        name = f"shapefault_cells_{self._pid}.json"
        path = os.path.join(os.path.dirname(self._written[-1]) if self._written else tempfile.gettempdir(), name)
        if path in self._written:  # that of an earlier crash
            self._written.remove(path)
            with contextlib.suppress(OSError):
                os.remove(path)
        return path if self._lies(path, json.dumps(content).encode()) else ""

    def _lies(self, path: str, data: bytes) -> bool:
        try:
            self._make_folder(os.path.dirname(path))
            # Exclusive: what somebody else has put there, a link say, is not touched.
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                self._written.append(path)
                file.write(data)
        except FileExistsError:
            with contextlib.suppress(OSError), open(path, "rb") as file:
                return file.read() == data
            return False
        except (OSError, ValueError):
            return False
        return True

    def _make_folder(self, folder: str) -> None:
        with contextlib.suppress(FileExistsError):
            os.mkdir(folder, 0o700)
            self._folders.append(folder)

    def _remove(self) -> None:
        if os.getpid() != self._pid:
            return
        for path in self._written:
            with contextlib.suppress(OSError):
                os.remove(path)
        for folder in self._folders:
            with contextlib.suppress(OSError):
                os.rmdir(folder)
