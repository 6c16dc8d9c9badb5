"""The models that a script calls, checked with the inputs that it gives them; the script does no harm meanwhile.

The script runs as ``shapefault run`` runs it again: in a process of its own, in the sandbox. Each of its models is
checked just before its first call, and the script is stopped once its first model is called again from the same
place: then one whole step is over.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from shapefault.check.errors import UsageError
from shapefault.check.result import CheckResult
from shapefault.model import Program
from shapefault.repair.rerun import RerunPool

LIMIT = 120.0
"""Seconds that a script has for its first step."""

_CHILD = "shapefault.check.taken"


def check_script(script: str, argv: Sequence[str] = (), *, limit: float = LIMIT) -> list[CheckResult]:
    """Run ``script`` and check every model that it calls; raises :class:`UsageError` where it calls none."""
    file = Path(script)
    if not file.is_file():
        raise UsageError(f"no such script: {script}; give a Python file")
    file = file.resolve()
    try:
        compile(file.read_bytes(), str(file), "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = f":{error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        raise UsageError(
            f"{script}{line}: {type(error).__name__}: {getattr(error, 'msg', error)}; correct it"
        ) from None
    program = Program(str(file), None, (script, *argv), str(Path.cwd()), str(file.parent))
    with RerunPool(program, preload=[_CHILD], on_crash=f"{_CHILD}:crashed", on_end=f"{_CHILD}:ended", width=1) as pool:
        ticket = pool.submit({}, timeout=limit)
        done = pool.wait(limit + 60.0)
    if done is None or done[0] != ticket:
        raise UsageError(f"{script} called no model within {limit:.0f} s; give the model itself as FILE:NAME")
    outcome = done[1]
    results = outcome.payload
    if isinstance(results, list) and results:
        return results
    if outcome.status == "error":
        raise UsageError(f"{script} could not be run: {outcome.exception}")
    if outcome.status == "timeout":
        raise UsageError(f"{script} called no model within {limit:.0f} s; give the model itself as FILE:NAME")
    why = f"it ended with {_first_line(outcome.exception)} before" if outcome.exception else "it ended without"
    raise UsageError(
        f"{script} called no model with parameters: {why} calling one; run it by `shapefault run {_shown(script)}`"
    )


def _first_line(text: str) -> str:
    return text.splitlines()[0][:200] if text else ""


def _shown(script: str) -> str:
    try:
        return os.path.relpath(script)
    except ValueError:
        return script
