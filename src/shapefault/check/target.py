"""From the name of a model (``FILE:NAME``, ``package.module:NAME``) to the object that it names."""

from __future__ import annotations

import contextlib
import difflib
import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from shapefault.check.errors import UsageError
from shapefault.check.limits import TimeOver, timed

HOW = "give FILE:NAME or package.module:NAME, as in models.py:UNet"


def named(target: str) -> Any:
    """The object that ``target`` names; raises :class:`UsageError` where there is none."""
    place, colon, name = target.rpartition(":")
    if not colon:
        place, name = target, ""
    if not place:
        raise UsageError(f"cannot read the target {target!r}; {HOW}")
    module = _file(place) if place.endswith(".py") or os.sep in place else _module(place)
    if not name:
        raise UsageError(f"{target} names no model: {_offers(module) or HOW}")
    found: Any = module
    for part in name.split("."):
        if not hasattr(found, part):
            near = difflib.get_close_matches(part, dir(found), n=1)
            hint = f"did you mean {near[0]}?" if near else _offers(module) or HOW
            raise UsageError(f"no {name} in {place}; {hint}")
        found = getattr(found, part)
    return found


def arguments(text: str | None) -> tuple[list[Any], dict[str, Any]]:
    """The arguments for a class or factory, written as JSON: an object for keywords, an array for positions."""
    if text is None:
        return [], {}
    try:
        given = json.loads(text)
    except ValueError as error:
        raise UsageError(f"--args is not JSON ({error}): {text}; write it as '{{\"num_classes\": 10}}'") from None
    if isinstance(given, dict):
        return [], given
    if isinstance(given, list):
        return given, {}
    raise UsageError(f"--args must be a JSON object or array, got {text}; write it as '{{\"num_classes\": 10}}'")


def _file(path: str) -> Any:
    file = Path(path)
    if not file.is_file():
        raise UsageError(f"no such file: {path}; {HOW}")
    file = file.resolve()
    top, parts = file.parent, [file.stem]
    while (top / "__init__.py").is_file():  # a module of a package: its relative imports need the package
        parts.insert(0, top.name)
        top = top.parent
    if str(top) not in sys.path:
        sys.path.insert(0, str(top))
    name = ".".join(parts)
    held = sys.modules.get(name)
    if held is not None and not _same(getattr(held, "__file__", None), file):
        del sys.modules[name]
    module = _imported(name, path)
    if not _same(getattr(module, "__file__", None), file):
        raise UsageError(
            f"{path} is hidden by {getattr(module, '__file__', name)}, which is imported as {name}; rename it"
        )
    return module


def _same(found: str | None, file: Path) -> bool:
    return found is not None and Path(found).resolve() == file


def _module(name: str) -> Any:
    if not all(part.isidentifier() for part in name.split(".")):
        raise UsageError(f"cannot read the module's name {name!r}; {HOW}")
    if str(Path.cwd()) not in sys.path and "" not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    return _imported(name, name)


def _imported(name: str, shown: str) -> Any:
    """Import a module; what it prints goes to stderr, since stdout is for the result."""
    try:
        with contextlib.redirect_stdout(sys.stderr), timed():
            return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(f"{error.name}.")):
            raise UsageError(f"no module named {error.name}; {HOW}") from None
        raise UsageError(
            f"{shown} cannot be imported: no module named {error.name}; install it, or run from its folder"
        ) from None
    except SyntaxError as error:
        raise UsageError(f"{error.filename}:{error.lineno}: SyntaxError: {error.msg}; correct it") from None
    except TimeOver as late:
        raise UsageError(f"{shown} cannot be imported: it {late}; for a script, use --from-script {shown}") from None
    except (Exception, SystemExit) as error:
        line = _line(error)
        raise UsageError(f"{shown} cannot be imported: {line}; for a script, use --from-script {shown}") from None


def _line(error: BaseException) -> str:
    """An exception on one line."""
    told = " ".join(str(error).split())
    return f"{type(error).__name__}: {told}"[:300] if told else type(error).__name__


def _offers(module: Any) -> str:
    """The models that a module defines itself."""
    torch = sys.modules.get("torch")
    if torch is None:
        return ""
    base = torch.nn.Module
    found = [
        name
        for name, value in vars(module).items()
        if (isinstance(value, base))
        or (isinstance(value, type) and issubclass(value, base) and value.__module__ == module.__name__)
    ]
    return f"it has {', '.join(found[:6])}" if found else ""
