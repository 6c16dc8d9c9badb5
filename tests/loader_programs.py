"""Runs small programs with real loaders up to their crash and observes it."""

from __future__ import annotations

import gc
import itertools
import linecache
import sys
import types
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PIL import Image
from torch.utils.data import _utils as torch_utils

from shapefault.observe import hooks
from shapefault.observe.loader import batch
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.observe.loader.fetch import observe_loader
from shapefault.source.frames import frames_of

hooks.arm()
# a busy machine must not change what the tests see
batch._SCAN_S = 20.0
# torch waits as long for the workers of a loop that was broken off, each time
torch_utils.MP_STATUS_CHECK_INTERVAL = 0.2
_count = itertools.count()


def photos(folder: Path, sizes: Sequence[tuple[int, int]]) -> Path:
    """JPEG files of these sizes (width, height), named in order."""
    folder.mkdir(parents=True)
    for i, size in enumerate(sizes):
        Image.new("RGB", size, (i * 20, 90, 90)).save(folder / f"{i:03d}.jpg")
    return folder


def run(
    folder: Path,
    text: str,
    on_crash: Callable[[], Any] | None = None,
    on_namespace: Callable[[dict[str, Any]], Any] | None = None,
    budget_s: float = 20.0,
) -> LoaderFacts | None:
    """Execute ``text`` as a file of its own; the facts of the exception that it ends with."""
    path = folder / f"program{next(_count)}.py"
    path.write_text(text)
    linecache.checkcache(str(path))
    module = sys.modules["program"] = types.ModuleType("program")
    namespace = module.__dict__
    namespace["__file__"] = str(path)
    try:
        exec(compile(text, str(path), "exec"), namespace)
    except Exception as exc:
        if on_crash:
            on_crash()
        if on_namespace:
            on_namespace(namespace)
        frames = [f for f in frames_of(exc.__traceback__) if f.file != __file__]
        # What an earlier test left is not to be collected, and its processes ended, while the replay runs.
        gc.collect()
        return observe_loader(frames, exc, budget_s=budget_s) or observe_loader(frames, exc, budget_s=budget_s)
    finally:
        sys.settrace(None)
    raise AssertionError("the program did not crash")
