"""Sources as they would read after an edit, while the files on disk stay as they are.

Wherever Python reads a file as code (an import, ``linecache``, hence ``inspect.getsource``) the text
given to :func:`install` is used in place of the file's. All our own reading of sources goes through
:func:`read`.
"""

from __future__ import annotations

import ast
import functools
import io
import linecache
import os
import tokenize
from collections.abc import Callable, Mapping
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

active: dict[str, str] = {}
"""Resolved path -> the text that stands for the file."""

rewriters: dict[str, Callable[[str, str], ast.Module]] = {}
"""Resolved path -> what makes a tree of the file's path and text before it is compiled."""


def install(overlay: Mapping[str, str]) -> None:
    """Let ``overlay`` (absolute path -> new text) stand for these files; replaces an earlier overlay."""
    stale = set(active)
    active.clear()
    active.update({resolved(path): text for path, text in overlay.items()})
    stale |= set(active)
    for name in [name for name in linecache.cache if resolved(name) in stale]:
        del linecache.cache[name]
    hook()


def resolved(path: str) -> str:
    """The one spelling of a path that the overlay knows it by."""
    return path if path in active else _real(str(Path(path).absolute()))


@functools.lru_cache(maxsize=4096)
def _real(path: str) -> str:
    return os.path.realpath(path)


def read(path: str) -> str:
    """The text of a source file: the overlay's, else the file's own, line ends as they stand there."""
    text = active.get(resolved(path))
    if text is not None:
        return text
    data = Path(path).read_bytes()
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return data.decode(encoding)


def code(path: str, name: str | None = None, flags: int = 0) -> CodeType:
    """The compiled file, as the overlay has it; ``name`` is the file name that tracebacks show.

    ``flags`` are those of ``compile``.
    """
    text = read(path)
    rewrite = rewriters.get(resolved(path))
    tree: str | ast.Module = text if rewrite is None else rewrite(path, text)
    compiled: CodeType = compile(tree, name or path, "exec", flags, dont_inherit=True)
    return compiled


@functools.cache
def hook() -> None:
    """Teach Python's own readers of code about the overlay; needed once, done by :func:`install`."""
    # The loader class is patched, and no finder added: so it does not matter who found the module
    # (an editable install, a package's own finder, pkgutil).
    plain_code, plain_data = SourceFileLoader.get_code, SourceFileLoader.get_data
    plain_update = linecache.updatecache

    def get_code(self: SourceFileLoader, fullname: str) -> CodeType | None:
        path = self.get_filename(fullname)
        key = resolved(path)
        if key in active or key in rewriters:
            return code(path)
        return plain_code(self, fullname)

    def get_data(self: SourceFileLoader, path: str) -> bytes:
        text = active.get(resolved(path))
        return plain_data(self, path) if text is None else encoded(text)

    def updatecache(filename: str, module_globals: dict[str, Any] | None = None) -> list[str]:
        text = active.get(resolved(filename)) if filename and not filename.startswith("<") else None
        if text is None:
            return plain_update(filename, module_globals)
        lines = io.StringIO(text, newline=None).readlines()
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        # A time of None keeps linecache.checkcache from comparing the entry with the file on disk.
        linecache.cache[filename] = (len(text), None, lines, filename)
        return lines

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]
    SourceFileLoader.get_data = get_data  # type: ignore[method-assign, assignment]
    linecache.updatecache = updatecache


def encoded(text: str) -> bytes:
    """The bytes of a source text in the encoding that its coding cookie names."""
    data = text.encode("utf-8", "surrogatepass")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return text.encode(encoding)
    except (SyntaxError, UnicodeEncodeError, LookupError):
        return data
