"""Every private name of torch that observation uses, each with a fallback. Seen on torch 2.6 to 2.14."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any


def fake_mode() -> Any:
    """A ``FakeTensorMode`` that takes real tensors as they come; None where torch has none."""
    try:
        from torch._subclasses.fake_tensor import FakeTensorMode
    except ImportError:
        return None
    return FakeTensorMode(allow_non_fake_inputs=True)


def python_dispatcher() -> Any:
    """Lets composite ops on meta tensors take their Python decompositions, which check more."""
    try:
        from torch._dispatch.python import enable_python_dispatcher
    except ImportError:
        return nullcontext()
    return enable_python_dispatcher()


def scripted(module: Any) -> bool:
    """Whether ``module`` is compiled or scripted, so that its Python frames tell nothing."""
    return type(module).__name__ in ("RecursiveScriptModule", "ScriptModule", "OptimizedModule")
