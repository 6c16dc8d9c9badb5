"""The models that a script calls, checked with the inputs that it gives them; the script does no harm meanwhile.

The script runs as ``shapefault run`` runs it again: in a process of its own, in the sandbox. Each of its models is
checked just before each call that differs from those before it, for a while behind the script's first step; see
:mod:`shapefault.check.taken`.
"""

from __future__ import annotations

import ast
import time
from collections.abc import Sequence
from pathlib import Path

from shapefault.check.errors import UsageError
from shapefault.check.result import CheckResult, Followed
from shapefault.check.trial import Trial
from shapefault.model import Program
from shapefault.ops.registry import FAMILIES
from shapefault.repair.rerun import RerunPool
from shapefault.source.nodes import walk

LIMIT = 120.0
"""Seconds that a script has for its first step."""

_START, _LEAST = 60.0, 5.0
"""Seconds for the interpreter's start, and at least for a run with an edit."""

_CHILD = "shapefault.check.taken"
_OURS = [f"shapefault.ops.{name}" for name in FAMILIES]


def check_script(
    script: str, argv: Sequence[str] = (), *, fixes: bool = True, limit: float = LIMIT
) -> list[CheckResult]:
    """Run ``script`` and check every model that it calls; raises :class:`UsageError` where it calls none.

    With ``fixes``, the script is run again with each candidate edit, up to the same point.
    """
    file = _script(script)
    program = Program(str(file), None, (script, *argv), str(Path.cwd()), str(file.parent))
    with RerunPool(
        program, preload=[*_OURS, _CHILD, *_libraries(file)], on_crash=f"{_CHILD}:crashed", on_end=f"{_CHILD}:ended"
    ) as pool:
        began = time.monotonic()
        seen = _followed(pool, script, limit)
        taken = list(seen.taken)
        if seen.note:
            taken[-1] = taken[-1].noted(seen.note)
        if not fixes:
            return [one.result for one in taken]
        trial = Trial(pool, file.name, seen, timeout=max(_LEAST, 3 * (time.monotonic() - began)))
        return [trial.with_fixes(one) for one in taken]


def _script(script: str) -> Path:
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
    return file


def _libraries(file: Path) -> list[str]:
    """The modules of other packages that the script imports: loaded once for all its runs."""
    found: dict[str, None] = {}
    for node in walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            found.update(dict.fromkeys(name.name for name in node.names))
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found[node.module] = None
    own = {path.stem if path.suffix == ".py" else path.name for path in file.parent.iterdir()}
    return [name for name in found if name.partition(".")[0] not in own]


def _followed(pool: RerunPool, script: str, limit: float) -> Followed:
    """What the first run saw."""
    pool.submit({}, timeout=limit)
    done = pool.wait(limit + _START)
    late = f"{script} called no model within {limit:.0f} s; give the model itself as FILE:NAME"
    if done is None:
        raise UsageError(late)
    outcome = done[1]
    if isinstance(outcome.payload, Followed) and outcome.payload.taken:
        return outcome.payload
    if outcome.status == "timeout":
        raise UsageError(late)
    told = outcome.exception.splitlines()[0][:200] if outcome.exception else ""
    if outcome.status == "error":
        raise UsageError(f"{script} could not be run: {told}; try `shapefault run {script}`")
    why = f"ended with {told} before it called a model" if told else "called no model with parameters"
    if told == "exit status 2":  # argparse's
        why += f' (its arguments go with it: --from-script "{script} --option value")'
    raise UsageError(f"{script} {why}; try `shapefault run {script}`, or give the model itself as FILE:NAME")
