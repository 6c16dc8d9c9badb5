"""What can be known to be wrong before the program is started, each in one line."""

from __future__ import annotations

import os
import sys

from shapefault.integrations.run_options import RunOptions, UsageError


def check(options: RunOptions) -> None:
    """Raise :class:`UsageError` for a program that cannot be started or a report that cannot be written."""
    if options.kind == "module":
        _check_module(options.target)
    elif options.target != "-":
        _check_script(options.target)
    if options.output is not None:
        _check_output(options.output)


def _check_script(path: str) -> None:
    if os.path.isdir(path):
        if not os.path.isfile(os.path.join(path, "__main__.py")):
            raise UsageError(
                f"expected a script, got the folder {path}, which has no __main__.py; name the file to run"
            )
        return
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            return  # a pipe: what is read from it now, python would miss
        with open(path, "rb") as file:
            source = file.read()
    except FileNotFoundError:
        raise UsageError(f"no such script: {path}{_similar(path)}; expected a Python file") from None
    except (OSError, ValueError) as failure:
        raise UsageError(
            f"cannot read {path}: {getattr(failure, 'strerror', None) or failure}; name a readable file"
        ) from None
    if path.endswith((".pyc", ".pyz", ".zip")) or source.startswith(b"PK") or _is_zip(source):
        return
    _check_syntax(source, path)


def _is_zip(source: bytes) -> bool:
    """Whether an archive follows the first line, as zipapp writes it."""
    return source.startswith(b"#!") and b"PK\x05\x06" in source[-66000:]


def _check_syntax(source: bytes, path: str) -> None:
    import warnings

    try:
        with warnings.catch_warnings():
            # The program's own python says them, once.
            warnings.simplefilter("ignore")
            compile(source, path, "exec", dont_inherit=True)
    except SyntaxError as failure:
        line = f":{failure.lineno}" if failure.lineno else ""
        column = f":{failure.offset}" if failure.lineno and failure.offset else ""
        text = f" in `{failure.text.strip()}`" if failure.text and failure.text.strip() else ""
        raise UsageError(
            f"{path}{line}{column}: {type(failure).__name__}: {failure.msg}{text}; correct it and run again"
        ) from None
    except ValueError as failure:  # null bytes
        raise UsageError(f"{path}: {failure}; expected Python source") from None
    except (RecursionError, MemoryError, OverflowError):
        return  # python has its own words for these


def _similar(path: str) -> str:
    import difflib

    folder, name = os.path.split(path)
    try:
        scripts = [entry for entry in os.listdir(folder or ".") if entry.endswith(".py")]
    except OSError:
        return ""
    near = difflib.get_close_matches(name, scripts, n=1)
    return f" (did you mean {os.path.join(folder, near[0])}?)" if near else ""


def _check_module(name: str) -> None:
    """Only what can be looked up without importing a package; python says the rest."""
    from importlib.machinery import PathFinder

    top = name.partition(".")[0]
    if not top:
        raise UsageError(f"expected a module's name after -m, got {name!r}")
    for finder in sys.meta_path:
        look = [os.getcwd(), *sys.path] if finder is PathFinder and not sys.flags.safe_path else None
        try:
            spec = finder.find_spec(top, look)
        except Exception:  # a finder that is not ours to mend; python asks it again
            return
        if spec is not None:
            break
    else:
        raise UsageError(f"no module named {top}; expected one that `python -m {name}` finds from {os.getcwd()}")
    if name != top or spec.submodule_search_locations is not None or not (spec.origin or "").endswith(".py"):
        return
    try:
        with open(spec.origin or "", "rb") as file:
            source = file.read()
    except OSError:
        return
    _check_syntax(source, spec.origin or "")


def _check_output(path: str) -> None:
    """Open the file as the report will, without harm to what is in it."""
    if path == "-":
        raise UsageError("--output - would mix the report with the program's own output; name a file")
    if os.path.isdir(path):
        raise UsageError(f"--output must name a file, got the folder {path}")
    existed = os.path.lexists(path)
    if existed and not os.path.isfile(path):
        return  # a pipe or a device: opening it could wait for a reader
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666))
        if not existed:
            os.unlink(path)
    except OSError as failure:
        raise UsageError(f"cannot write --output {path}: {failure.strerror}; name a file that can be written") from None
