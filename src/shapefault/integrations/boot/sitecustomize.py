"""Arms shapefault in a program that ``shapefault run`` starts, then leaves no trace of having done so.

``shapefault run`` starts plain python with this folder first on ``PYTHONPATH``; python imports a module
of this name before the program. So the program is run by python itself, and nothing of ours is below it
on the stack. Other processes that the program starts do not come through here: the environment is put
back first.
"""

import os
import sys


def _restore_environment() -> None:
    before = os.environ.pop("SHAPEFAULT_PYTHONPATH", None)
    if before is None:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = before
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != here]


def _import_theirs() -> None:
    """Import the sitecustomize that this one stands in front of; the usual error if there is none."""
    ours = sys.modules.pop(__name__)
    try:
        import sitecustomize  # type: ignore[import-not-found]  # noqa: F401
    finally:
        sys.modules.setdefault(__name__, ours)


def _arm(settings: str) -> None:
    root = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".."))
    try:
        try:
            from shapefault.integrations import hook
        except ModuleNotFoundError:
            sys.path.append(root)
            try:
                from shapefault.integrations import hook
            finally:
                sys.path.remove(root)
        hook.arm_for_run(settings)
    except Exception as failure:
        sys.stderr.write(
            f"shapefault: internal error: {type(failure).__name__}: {failure}; the program runs without it\n"
        )


_settings = os.environ.pop("SHAPEFAULT_RUN", None)
if _settings is not None:
    _restore_environment()
    try:
        _import_theirs()  # where there is none, python forgets this module for the error, and says nothing
    finally:
        _arm(_settings)
