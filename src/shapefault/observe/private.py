"""Every private name of torch that observation uses, each with a fallback. Seen on torch 2.6 to 2.14."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from types import ModuleType
from typing import Any

VALUES_WANTED = ("DataDependentOutputException", "DynamicOutputShapeException")
"""What tensors without memory raise where a size or a branch follows from values, ``x[mask]``: names of its classes."""


def fake_mode() -> Any:
    """A ``FakeTensorMode`` that takes real tensors as they come; None where torch has none."""
    try:
        from torch._subclasses.fake_tensor import FakeTensorMode
    except ImportError:
        return None
    return FakeTensorMode(allow_non_fake_inputs=True)


def unwatched() -> Any:
    """Within it no mode sees the calls that are made on tensors: what we read of them ourselves."""
    import torch

    return getattr(torch._C, "DisableTorchFunction", nullcontext)()


def bare(tensor: Any) -> bool:
    """Whether a tensor is without memory: on the meta device, or a fake one."""
    return tensor.device.type == "meta" or type(tensor).__name__ == "FakeTensor"


@contextmanager
def without_dynamo() -> Iterator[None]:
    """Torch's decompositions run as they are: to have each marked for its compiler, they load that first (1 to 3 s).

    Afterwards nothing of it is left: what was not marked here is marked when the compiler meets it.
    """
    if "torch._dynamo" in sys.modules:
        yield
        return
    unmarked: list[Any] = []

    def disable(fn: Callable[..., Any], *_: object, **__: object) -> Callable[..., Any]:
        unmarked.append(fn)
        return fn

    stub = ModuleType("torch._dynamo")
    stub.disable = disable  # type: ignore[attr-defined]
    sys.modules[stub.__name__] = stub
    try:
        yield
    finally:
        if sys.modules.get(stub.__name__) is stub:
            del sys.modules[stub.__name__]
        for fn in unmarked:
            vars(fn).pop("__dynamo_disable", None)


def python_dispatcher() -> Any:
    """Lets composite ops on meta tensors take their Python decompositions, which check more."""
    try:
        from torch._dispatch.python import enable_python_dispatcher
    except ImportError:
        return nullcontext()
    return enable_python_dispatcher()
