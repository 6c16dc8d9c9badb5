"""Carries the facts of a crash out of a DataLoader worker, where torch sends only the traceback's text."""

from __future__ import annotations

import importlib
import sys
from typing import Any

_ARMED = "_shapefault_armed"


def arm_worker() -> None:
    """Let torch's ``ExceptionWrapper``, made in the worker while the frames live, take the facts along.

    Nothing runs until a worker has raised. Forked workers inherit it; for spawned ones see
    :func:`arm_spawn`.
    """
    module = sys.modules.get("torch._utils")
    wrapper = getattr(module, "ExceptionWrapper", None)
    if wrapper is None or getattr(wrapper, _ARMED, False):
        return
    original = wrapper.__init__

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        original(self, *args, **kwargs)
        _attach(self, sys.exc_info()[1])

    wrapper.__init__ = __init__
    setattr(wrapper, _ARMED, True)


def _attach(wrapper: Any, exc: BaseException | None) -> None:
    if exc is None or "DataLoader worker" not in str(getattr(wrapper, "where", "")):
        return
    try:
        from shapefault.observe.loader.fetch import observe_in_worker
        from shapefault.observe.loader.private import FACTS

        sent = observe_in_worker(exc)
        if sent is not None:
            setattr(wrapper, FACTS, sent)
    except Exception:
        return


def worker_loop(*args: Any, **kwargs: Any) -> None:
    """What a spawned worker runs in place of torch's loop: arms itself, then runs that loop."""
    worker: Any = importlib.import_module("torch.utils.data._utils.worker")
    arm_worker()
    loop = worker._worker_loop
    getattr(loop, "_shapefault_original", loop)(*args, **kwargs)


def arm_spawn() -> None:
    """Let workers that start in a new interpreter arm themselves; called once torch's loop is loaded."""
    module = sys.modules.get("torch.utils.data._utils.worker")
    loop = getattr(module, "_worker_loop", None)
    if module is None or loop is None or loop is worker_loop:
        return
    worker_loop._shapefault_original = loop  # type: ignore[attr-defined]
    vars(module)["_worker_loop"] = worker_loop
