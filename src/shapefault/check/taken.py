"""Within the script's process: a model is checked just before it is called for the first time.

Loaded before the script starts. A hook of torch sees every call of a module; the outermost ones with parameters that
are no loss and no transform are the script's models.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from shapefault.observe import hooks

hooks.arm()

from torch.nn.modules.module import register_module_forward_pre_hook  # noqa: E402

from shapefault.check.api import result_of  # noqa: E402
from shapefault.check.batches import last_batch, watch_loaders  # noqa: E402
from shapefault.check.call import CheckedCall, check_call  # noqa: E402
from shapefault.check.inputs import InputSpec, TensorSpec  # noqa: E402
from shapefault.check.result import Taken  # noqa: E402
from shapefault.check.surroundings import as_it_was, sized  # noqa: E402
from shapefault.faults import all_faults  # noqa: E402
from shapefault.observe.crash import Crash  # noqa: E402
from shapefault.observe.values import shape_of, tensors_in  # noqa: E402
from shapefault.source.files import is_user_file  # noqa: E402
from shapefault.source.frames import Frame, Site  # noqa: E402

_MOST = 100.0
"""Seconds after which the script is stopped, whatever it does."""

_NO_MODEL = ("torchvision.transforms", "torch.nn.modules.loss", "torchmetrics", "kornia.augmentation")


class Finished(BaseException):
    """Ends the script: what was to be seen has been seen."""


@dataclass
class _State:
    results: list[Taken] = field(default_factory=list)
    seen: set[tuple[Any, ...]] = field(default_factory=set)
    first: tuple[Any, ...] | None = None
    busy: bool = False
    pid: int = -1
    kept: list[Any] = field(default_factory=list)
    """Modules that were checked: their ids are not given to others."""


_state = _State()


def _before(module: Any, args: tuple[Any, ...]) -> None:
    """Check a model that is about to be called."""
    if _state.busy or threading.current_thread() is not threading.main_thread():
        return
    call = _outermost()
    if call is None or not _is_model(module):
        return
    if _state.pid != os.getpid():
        if _state.pid != -1:
            return  # a worker that the script forked
        _state.pid = os.getpid()
        _alarm()
    place = (id(module), call.f_back.f_code, call.f_back.f_lasti)
    kwargs = dict(_kwargs_of(call))
    signature = (id(module), *(shape_of(t) for t in tensors_in([*args, *kwargs.values()])))
    if signature not in _state.seen:
        _state.seen.add(signature)
        _state.kept.append(module)
        _state.busy = True
        try:
            found = _checked(module, args, kwargs, call)
        except Exception:  # a failure of ours is none of the script's
            if os.environ.get("SHAPEFAULT_STRICT") == "1":
                raise
            return
        finally:
            _state.busy = False
        _state.results.append(found)
        if not found.result.ok:
            raise Finished
    elif place == _state.first:
        raise Finished
    if _state.first is None:
        _state.first = place


def _checked(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any], call: Any) -> Taken:
    model = sized(module, lambda: (args, kwargs))
    above = list(_above(call))
    with as_it_was(model):
        called = check_call(model, args, kwargs, above=above, fixes=False)
        notes: tuple[str, ...] = ()
        if called.went_well and (ragged := last_batch(args, kwargs)) is not None:
            last = check_call(model, ragged.args, ragged.kwargs, above=above, fixes=False)
            if last.faults:
                called, notes = last, (ragged.note,)
    tensors = tensors_in([*args, *kwargs.values()])
    spec = InputSpec(tuple(TensorSpec(shape_of(t) or (), str(t.dtype).removeprefix("torch.")) for t in tensors))
    result = result_of(called, type(module).__name__, spec, {}, module.training, notes=notes)
    return Taken(result, tuple(fault.candidates for fault in called.faults))


def _outermost() -> Any:
    """The frame of the call that is about to run the outermost module; None within another module."""
    frame: Any = sys._getframe(2)
    found = None
    while frame is not None:
        code = frame.f_code
        if code.co_name == "_call_impl" and code.co_filename.replace("\\", "/").endswith("torch/nn/modules/module.py"):
            if found is not None:
                return None
            found = frame
        frame = frame.f_back
    if found is None:
        return None
    outer = found.f_back  # _wrapped_call_impl
    return outer if outer is not None and outer.f_code.co_name == "_wrapped_call_impl" else found


def _kwargs_of(call: Any) -> dict[str, Any]:
    found = call.f_locals.get("kwargs")
    return found if isinstance(found, dict) else {}


def _above(call: Any) -> Iterator[Frame]:
    """The script's own frames above the call, outermost first."""
    found = []
    frame = call.f_back
    while frame is not None:
        if is_user_file(frame.f_code.co_filename):
            found.append(Frame(frame, frame.f_lineno or 0, Site(frame.f_code, frame.f_lasti)))
        frame = frame.f_back
    return reversed(found)


def _is_model(module: Any) -> bool:
    if any(base.__module__.startswith(_NO_MODEL) for base in type(module).__mro__):
        return False
    return next(module.parameters(), None) is not None


def _alarm() -> None:
    def over(*_: object) -> None:
        raise Finished

    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, over)
        signal.setitimer(signal.ITIMER_REAL, _MOST)


def ended() -> list[Taken]:
    """What was found, where the script came to its end."""
    return _state.results


def crashed(error: BaseException) -> list[Taken]:
    """What was found, where the script was stopped or raised: then its own crash within a model counts, too."""
    if hasattr(signal, "SIGALRM"):
        signal.setitimer(signal.ITIMER_REAL, 0)
    _state.busy = True
    if isinstance(error, Finished) or any(not one.result.ok for one in _state.results):
        return _state.results
    with suppress(Exception):
        found = _of_crash(error)
        if found is not None:
            _state.results.append(found)
    return _state.results


def _of_crash(error: BaseException) -> Taken | None:
    """The fault of a call that was not foreseen, told as ``run`` tells it."""
    from dataclasses import replace

    from shapefault.check.table import Table, Totals
    from shapefault.diagnose.crash import diagnose

    crash = Crash.of(error)
    calls = [call for call in crash.model_calls if _is_model(call.module)]
    if not calls:
        return None
    found = diagnose(crash)
    if found is None:
        return None
    diagnosis = replace(found.diagnosis, when="check")
    root = calls[0]
    tensors = tensors_in([*root.args, *root.kwargs.values()])
    spec = InputSpec(tuple(TensorSpec(shape_of(t) or (), str(t.dtype).removeprefix("torch.")) for t in tensors))
    called = CheckedCall(Table((), Totals(0, 0, 0, 0, 0, 0)), (diagnosis,))
    result = result_of(called, type(root.module).__name__, spec, {}, root.module.training)
    return Taken(result, (tuple(found.candidates),))


all_faults()
watch_loaders()
register_module_forward_pre_hook(_before)
