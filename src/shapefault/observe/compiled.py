"""A crash while ``torch.compile`` traces the program, as it would have been without.

The compiler stops in its own frames, on its own tensors. The call is run again as plain Python, on tensors without
memory: it fails at the same operation, with the frames of the program around it.
"""

from __future__ import annotations

from typing import Any

from shapefault.observe.crash import Crash
from shapefault.observe.replay import replay_call, replay_function

_WRAPPERS = ("compile_wrapper", "_fn")
"""The function that stands for the compiled one in torch/_dynamo/eval_frame.py: in torch 2.14, in 2.6."""


def uncompiled(crash: Crash) -> Crash:
    """The crash of the same call without the compiler; ``crash`` itself where there is none, or it does not fail."""
    if not type(crash.exc).__module__.startswith("torch._dynamo"):
        return crash
    entry = next((f for f in crash.frames if f.name in _WRAPPERS), None)
    if entry is None:
        return crash
    values = entry.frame.f_locals
    args, kwargs = tuple(values.get("args", ())), dict(values.get("kwargs", {}))
    module = next((getattr(c.module, "_orig_mod", c.module) for c in crash.model_calls), None)
    function = _plain(values.get("fn"))
    import torch

    try:
        with torch.compiler.set_stance("force_eager"):
            for kind in ("meta", "fake"):
                if module is not None:
                    replay = replay_call(module, args, kwargs, kind)
                elif function is not None:
                    replay = replay_function(function, args, kwargs, kind)
                else:
                    return crash
                if replay.error is not None and replay.failed is not None:
                    return _from_program(Crash.of(replay.error), crash)
    except Exception:
        return crash
    return crash


def _plain(function: Any) -> Any:
    """The program's own function behind the compiler's wrappers."""
    while function is not None and hasattr(function, "_torchdynamo_orig_callable"):
        function = function._torchdynamo_orig_callable
    return function


def _from_program(found: Crash, crash: Crash) -> Crash:
    """``found`` with the program's frames that led to the compiled call in front."""
    last = max((i for i, f in enumerate(crash.frames) if f.is_user), default=-1)
    return Crash(found.exc, [*crash.frames[: last + 1], *found.frames])
