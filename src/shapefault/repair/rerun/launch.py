"""The command line that starts one of our own modules in an interpreter like this one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_BOOT = """
import sys
sys.argv = {argv!r}
if not sys.flags.safe_path and sys.path and sys.path[0] == '':
    del sys.path[0]
try:
    import shapefault
except ImportError:
    sys.path.append({home!r})
from {module} import main
main()
"""


def home() -> str:
    """The folder that our package is imported from."""
    return str(Path(__file__).resolve().parents[3])


def command(module: str, *argv: str) -> list[str]:
    """Run ``module``'s ``main``, under the same -X, -W and the like as this interpreter.

    Not ``-m``: that would put the working directory, hence the user's own ``random.py`` or
    ``types.py``, in front of what we import.
    """
    flags: list[str] = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]
    boot = _BOOT.format(argv=[module, *argv], home=home(), module=module)
    return [sys.executable, *flags, "-c", boot]
