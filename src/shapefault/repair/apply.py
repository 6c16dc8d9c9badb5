"""A fix written into the sources, all files or none, and the last report kept for ``shapefault fix``."""

from __future__ import annotations

import codecs
import contextlib
import difflib
import hashlib
import io
import json
import os
import sys
import tempfile
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapefault.model import Fix
from shapefault.repair.patch import by_file, edited, fits, split


class ApplyError(Exception):
    """Why a fix cannot be applied, in one line."""


@dataclass(frozen=True)
class Patch:
    """What one file is and what it becomes."""

    path: str
    old: bytes
    new: bytes
    encoding: str

    @property
    def diff(self) -> str:
        """The change as a unified diff."""
        old, new = (_lines(data, self.encoding) for data in (self.old, self.new))
        name = Path(self.path).as_posix()
        with contextlib.suppress(ValueError):  # on another drive
            name = Path(os.path.relpath(self.path)).as_posix()
        return "".join(difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"))


def apply_fix(fix: Fix, sources: Mapping[str, str]) -> list[Patch]:
    """Make the edits of ``fix`` in the files, all or none; ``sources`` holds their SHA-256 as read."""
    patches = plan(fix, sources)
    write(patches)
    return patches


def plan(fix: Fix, sources: Mapping[str, str]) -> list[Patch]:
    """What ``fix`` would make of each file; nothing is written."""
    found = [_patch(path, edits, sources.get(path)) for path, edits in by_file(fix.edits).items()]
    if not found:
        raise ApplyError("the fix has no edits; choose another")
    return found


def _patch(path: str, edits: list[Any], expected: str | None) -> Patch:
    try:
        old = Path(path).read_bytes()
    except FileNotFoundError:
        raise ApplyError(f"{path} is gone; restore it or run the program again") from None
    except (OSError, ValueError) as failure:
        raise ApplyError(f"cannot read {path}: {_reason(failure)}") from None
    if expected is not None and sha256(old) != expected:
        raise ApplyError(f"{path} has changed since the report; run the program again for a new one")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(old).readline)
        text = old.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as failure:
        raise ApplyError(f"cannot decode {path}: {failure}") from None
    lines = split(text)
    if not fits(lines, edits):
        raise ApplyError(f"{path} does not fit the report; run the program again for a new one")
    try:
        new = _with_ends(text, edited(lines, edits), edits).encode(encoding)
    except UnicodeEncodeError as failure:
        raise ApplyError(f"the edit of {path} cannot be written in {encoding}: {failure.reason}") from None
    return Patch(path, old, new, encoding)


def _with_ends(text: str, lines: list[str], edits: list[Any]) -> str:
    """``lines`` joined by the line ends that ``text`` has: its own line by line where they are mixed."""
    crlf, cr = text.count("\r\n"), text.count("\r")
    if cr == 0:
        return "\n".join(lines)
    if crlf == cr == text.count("\n"):
        return "\r\n".join(lines)
    ends = [line[len(line.rstrip("\r\n")) :] for line in io.StringIO(text, newline="")]
    # Mixed ends: each line outside the edits keeps its own; those inside take the first one's.
    top, bottom = edits[0].span.start[0], max(edit.span.end[0] for edit in edits)
    added = len(lines) - len(split(text))
    inside = ends[top - 1 : top] * max(0, bottom - top + added)
    kept = [*ends[: top - 1], *inside, *ends[bottom - 1 :]]
    return "".join(line + end for line, end in zip(lines, [*kept, ""], strict=False))


def write(patches: list[Patch]) -> None:
    """Replace the files by their new contents; on any failure all are as before."""
    prepared: list[tuple[Patch, str]] = []
    replaced: list[Patch] = []
    try:
        for patch in patches:
            prepared.append((patch, _beside(patch.path, patch.new)))
        for patch, temporary in prepared:
            if Path(patch.path).read_bytes() != patch.old:
                raise ApplyError(f"{patch.path} changed just now; run the program again")
            Path(temporary).replace(os.path.realpath(patch.path))
            replaced.append(patch)
    except BaseException as failure:
        for patch in reversed(replaced):
            Path(_beside(patch.path, patch.old)).replace(os.path.realpath(patch.path))
        for _, temporary in prepared:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        if isinstance(failure, OSError):
            at = patches[min(len(prepared), len(patches) - 1)].path if not replaced else replaced[-1].path
            raise ApplyError(f"cannot write {at}: {_reason(failure)}; nothing was changed") from None
        raise


def _beside(path: str, data: bytes) -> str:
    """A synced temporary file with ``data``, in the folder and with the mode of ``path``."""
    target = Path(os.path.realpath(path))  # a link stays a link
    mode = target.stat().st_mode
    # Replacing a file asks only for the folder's permission; the file's own is respected as well.
    if not mode & 0o200 or not os.access(target, os.W_OK):
        raise PermissionError(13, "it is read-only", path)
    handle, name = tempfile.mkstemp(prefix=".shapefault-", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode & 0o7777)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    return name


def sha256(data: bytes) -> str:
    """The digest that ``Report.sources`` holds."""
    return hashlib.sha256(data).hexdigest()


def digests(fixes: tuple[Fix, ...]) -> dict[str, str]:
    """The SHA-256 of every file that ``fixes`` edit, those that can be read."""
    found: dict[str, str] = {}
    for path in {edit.span.file for fix in fixes for edit in fix.edits}:
        with contextlib.suppress(OSError, ValueError):
            found[path] = sha256(Path(path).read_bytes())
    return dict(sorted(found.items()))


def _lines(data: bytes, encoding: str) -> list[str]:
    text = data.decode(encoding).removeprefix(codecs.BOM_UTF8.decode("utf-8"))
    found = [line.rstrip("\r\n") + "\n" for line in io.StringIO(text, newline="")]
    if found and not text.endswith(("\n", "\r")):
        found[-1] += "\\ No newline at end of file\n"
    return found


def _reason(failure: BaseException) -> str:
    return getattr(failure, "strerror", None) or str(failure)


# ---- the last report


def store(report_json: Mapping[str, Any], folder: str | None = None) -> Path:
    """Keep a report as the last one of the working directory (or of ``folder``); where it is kept."""
    path = last_path(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".report-", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        json.dump(report_json, file)
    Path(name).replace(path)
    return path


def load_last(folder: str | None = None) -> dict[str, Any]:
    """The last report of the working directory."""
    path = last_path(folder)
    if not path.is_file():
        raise ApplyError(
            f"no report yet for {folder or Path.cwd()}; run the program there first: shapefault run SCRIPT"
        )
    return load(path)


def load(path: str | Path) -> dict[str, Any]:
    """A report from a file."""
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as failure:
        raise ApplyError(f"cannot read the report {path}: {_reason(failure)}") from None
    except ValueError:
        data = None
    if not isinstance(data, dict) or "diagnoses" not in data:
        raise ApplyError(f"{path} is not a report of shapefault (expected the file of --format json)")
    return data


def last_path(folder: str | None = None) -> Path:
    """Where the last report of a working directory is kept: in the user's cache, not in the project."""
    home = os.path.realpath(folder or Path.cwd())
    return cache() / f"{hashlib.sha256(home.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}.json"


def cache() -> Path:
    """The user's cache folder for shapefault."""
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "shapefault"
    if sys.platform == "win32" and (base := os.environ.get("LOCALAPPDATA")):
        return Path(base) / "shapefault"
    return Path.home() / ".cache" / "shapefault"
