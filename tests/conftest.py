"""For all tests: one thread for torch, and a reason for what is skipped where torchvision is missing."""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import sys

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")


class _SkipWithoutTorchvision(importlib.abc.MetaPathFinder):
    """A test that imports torchvision, itself or in a program that it runs, is skipped, not failed.

    torch and shapefault itself, for which it is optional, see the plain ``ImportError``.
    """

    def find_spec(self, fullname, path=None, target=None):
        if fullname.partition(".")[0] != "torchvision":
            return
        frame = sys._getframe(1)
        while frame is not None and "importlib" in frame.f_code.co_filename:
            frame = frame.f_back
        importer = frame.f_globals.get("__name__", "") if frame is not None else ""
        if importer.partition(".")[0] not in ("torch", "shapefault", "conftest"):
            pytest.skip("torchvision is not installed", allow_module_level=True)
        return


if importlib.util.find_spec("torchvision") is None:
    sys.meta_path.insert(0, _SkipWithoutTorchvision())
