"""The environment of a job: no trackers, no display, no way out through a proxy, its own temp folder."""
# Works with bare paths and descriptors, beneath pathlib.
# ruff: noqa: PTH102, PTH118, PTH123

from __future__ import annotations

import os
import sys
import tempfile

from shapefault.repair.rerun import memory
from shapefault.repair.rerun.job import ENTRY, Job
from shapefault.repair.rerun.launch import home

_SET = {
    "WANDB_MODE": "disabled",
    "WANDB_SILENT": "true",
    "COMET_MODE": "disabled",
    "COMET_DISABLE_AUTO_LOGGING": "1",
    "CLEARML_OFFLINE_MODE": "1",
    "NEPTUNE_MODE": "debug",
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "MPLBACKEND": "Agg",
    "QT_QPA_PLATFORM": "offscreen",
    "SDL_VIDEODRIVER": "dummy",
    "SDL_AUDIODRIVER": "dummy",
    "PYTHONDONTWRITEBYTECODE": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    # A compiled model computes the same; compiling it would start a compiler.
    "TORCHDYNAMO_DISABLE": "1",
}
_DROP = (
    "http_proxy",
    "https_proxy",
    "ftp_proxy",
    "all_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "FTP_PROXY",
    "ALL_PROXY",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "DBUS_SESSION_BUS_ADDRESS",
    "SSH_AUTH_SOCK",
)

_HOOK = """\
import os, sys
try:
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [place for place in sys.path if os.path.abspath(place) != here]
    own = sys.modules.pop("sitecustomize")
    try:
        import shapefault
    except ImportError:
        sys.path.append({home!r})
    from shapefault.repair.rerun.sandbox import enter_worker
    enter_worker(os.environ[{entry!r}])
except BaseException as error:
    # Rather not at all than outside the sandbox.
    os.write(2, f"shapefault: no sandbox for this process: {{error!r}}\\n".encode())
    os._exit(78)
try:
    import sitecustomize
except ImportError:
    sys.modules["sitecustomize"] = own
"""


def calm() -> None:
    """What must hold before libraries are imported, for they read it then."""
    os.environ.update(_SET)


def arrange(job: Job) -> str:
    """Set this process's environment up for ``job``; what it starts inherits it.

    Returns the temporary folder that was in use before.
    """
    before = tempfile.gettempdir()
    for name in _DROP:
        os.environ.pop(name, None)
    temporary = os.path.join(job.folder, "tmp")
    for name in ("TMPDIR", "TEMP", "TMP"):
        os.environ[name] = temporary
    tempfile.tempdir = None
    os.environ["MLFLOW_TRACKING_URI"] = f"file://{temporary}/mlruns"
    os.environ["WANDB_DIR"] = temporary
    os.environ[ENTRY] = job.folder
    # Python processes that the job starts find their way into the sandbox by this.
    hook = os.path.join(job.folder, "hook")
    os.mkdir(hook)
    with open(os.path.join(hook, "sitecustomize.py"), "w", encoding="utf-8") as file:
        file.write(_HOOK.format(home=home(), entry=ENTRY))
    path = None if sys.flags.ignore_environment else os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = hook + (os.pathsep + path if path else "")
    memory.goes_first()
    memory.bound(job.held)
    return before
