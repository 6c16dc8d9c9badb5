"""For all tests: one thread for torch, our own files apart, and a reason for what torchvision's absence skips."""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import signal
import sys
from types import ModuleType

import pytest

from shapefault.source import modules, project

os.environ.setdefault("OMP_NUM_THREADS", "1")
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started in the background of a shell script: programs that are interrupted here would not notice.
    signal.signal(signal.SIGINT, signal.default_int_handler)
HAS_TORCHVISION = importlib.util.find_spec("torchvision") is not None


@pytest.fixture(autouse=True)
def _tests_are_no_program(monkeypatch):
    """What our own files say of sizes is no evidence about a program that a test runs in this process."""
    here = os.path.dirname(os.path.abspath(__file__))
    scripts = os.path.join(os.path.dirname(here), "scripts")
    ours = (*(os.path.join(here, name) for name in os.listdir(here) if name.endswith(".py")), scripts + os.sep)
    monkeypatch.setattr(
        project, "program_files", lambda: [f for f in modules.program_files() if not f.startswith(ours)]
    )


@pytest.fixture(autouse=True)
def _programs_end_with_their_test(tmp_path_factory):
    """A module that a test wrote and loaded is no evidence about the program of the next one."""
    yield
    below = str(tmp_path_factory.getbasetemp()) + os.sep
    for name, module in list(sys.modules.items()):
        if str(vars(module).get("__file__") if isinstance(module, ModuleType) else "").startswith(below):
            del sys.modules[name]


class _SkipWithoutTorchvision(importlib.abc.MetaPathFinder):
    """A test that imports torchvision, itself or in a program that it runs, is skipped, not failed.

    torch and shapefault itself, for which it is optional, see the plain ``ImportError``.
    """

    def find_spec(self, fullname, path=None, target=None):
        if fullname.partition(".")[0] != "torchvision":
            return
        frame, importing = sys._getframe(1), False
        while frame is not None and "importlib" in frame.f_code.co_filename:
            importing = importing or frame.f_code.co_name == "_find_and_load"  # else somebody only asks
            frame = frame.f_back
        importer = frame.f_globals.get("__name__", "") if frame is not None else ""
        if importing and importer.partition(".")[0] not in ("torch", "shapefault"):
            pytest.skip("torchvision is not installed", allow_module_level=True)


if not HAS_TORCHVISION:
    sys.meta_path.insert(0, _SkipWithoutTorchvision())


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """The same for a program that a test runs in another process."""
    outcome = yield
    report = outcome.get_result()
    if report.failed and not HAS_TORCHVISION and "No module named 'torchvision'" in str(report.longrepr):
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.location[1], "torchvision is not installed")
