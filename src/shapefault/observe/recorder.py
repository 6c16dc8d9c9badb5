"""Records every torch call made while it is active: what went in, what came out, where, in which module."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

from shapefault.observe.harmless import harmless
from shapefault.observe.private import unwatched
from shapefault.observe.shortcuts import shortcut
from shapefault.source.files import is_user_file
from shapefault.source.frames import Site
from shapefault.source.spelling import in_order

_SILENT = frozenset(
    [
        "__get__",
        "__set__",
        "size",
        "dim",
        "ndimension",
        "numel",
        "stride",
        "is_floating_point",
        "is_complex",
        "device",
        "dtype",
        "requires_grad_",
        "is_contiguous",
        "element_size",
        "storage_offset",
        "data_ptr",
        "has_names",
        "__len__",
        "__repr__",
        "__hash__",
        "__bool__",
        "get_device",
        "is_same_size",
        "result_type",
        "is_tensor",
        "is_storage",
        "is_inference",
    ]
)


@dataclass(slots=True)
class Record:
    """One torch call: live arguments (meta or fake tensors), result, place, innermost module."""

    func: Callable[..., Any]
    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    site: Site | None
    frames: tuple[Site, ...]
    module: Any
    out: Any = None
    done: bool = False
    in_shapes: dict[int, tuple[int, ...]] = field(default_factory=dict)


_DEEP = 12
"""How many instructions of the user's are kept of one call."""


def _places(top: CodeType | None) -> tuple[Site | None, tuple[Site, ...], Any]:
    """The deepest user instruction, all user instructions above it up to ``top``, and the innermost module."""
    frame: Any = sys._getframe(2)
    sites: list[Site] = []
    module = None
    while frame is not None and (code := frame.f_code) is not top and len(sites) <= _DEEP:
        if is_user_file(code.co_filename):
            sites.append(Site(code, frame.f_lasti))
        elif module is None and code.co_name == "_call_impl" and "self" in code.co_varnames:
            module = frame.f_locals.get("self")
        frame = frame.f_back
    return (sites[0] if sites else None), tuple(sites), module


def recorder_mode(
    records: list[Record],
    redirect: str | None,
    perform: Callable[[Record], Any] | None = None,
    top: CodeType | None = None,
) -> Any:
    """A ``TorchFunctionMode`` that appends to ``records``; ``redirect`` is the device for factory calls.

    ``perform`` makes the recorded call in place of the recorder, and may answer for a call that fails. What called
    the function ``top`` is no part of the program that is recorded.
    """
    import torch
    from torch.overrides import TorchFunctionMode

    factories = {
        getattr(torch, name)
        for name in [
            "zeros",
            "ones",
            "rand",
            "randn",
            "randint",
            "empty",
            "full",
            "arange",
            "linspace",
            "eye",
            "tensor",
            "as_tensor",
            "tril_indices",
            "triu_indices",
            "zeros_like",
            "ones_like",
            "rand_like",
            "randn_like",
            "full_like",
            "empty_like",
            "randperm",
            "logspace",
        ]
    }

    class Recorder(TorchFunctionMode):  # type: ignore[misc]
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            kwargs = dict(kwargs or {})
            name = getattr(func, "__name__", str(func))
            if redirect is not None:
                if func in factories and kwargs.get("device") is None:
                    kwargs["device"] = redirect
                elif func in factories or name in ("to", "cuda", "cpu"):
                    args, kwargs = _on(redirect, name, args, kwargs)
            if name in _SILENT:
                return func(*args, **kwargs)
            site, frames, module = _places(top)
            args, kwargs = in_order(name, tuple(args), kwargs)
            record = Record(func, name, args, kwargs, site, frames, module)
            records.append(record)
            with unwatched():
                for value in (*args, *kwargs.values()):
                    for item in value if isinstance(value, list | tuple) else (value,):
                        if isinstance(item, torch.Tensor):
                            record.in_shapes[id(item)] = tuple(item.shape)
                record.out = shortcut(name, record.args, kwargs, redirect == "meta")
            if record.out is None:
                record.out = func(*args, **kwargs) if perform is None else perform(record)
            record.done = True
            return record.out

    return Recorder()


def _on(device: str, name: str, args: Any, kwargs: Any) -> tuple[Any, Any]:
    """The arguments of a call that would move a tensor, so that it stays on ``device``."""
    import torch

    if name in ("cuda", "cpu"):
        return args[:1], {}
    if "device" in kwargs:
        kwargs["device"] = device
    head, rest = args[:1], args[1:]
    return (
        head
        + tuple(
            torch.device(device) if isinstance(a, torch.device) or (isinstance(a, str) and name == "to") else a
            for a in rest
        ),
        kwargs,
    )


def _unheard(_: logging.Logger, record: logging.LogRecord) -> None:
    """What a logger does with what is said to it while nobody listens."""


@contextmanager
def quiet(guarded: bool = True) -> Iterator[None]:
    """Repeated user code is not seen and does no harm; its random numbers are given back.

    What is torch's own need not be guarded against doing harm.
    """
    import contextlib
    import io
    import random
    import warnings

    import torch

    state, rng = random.getstate(), torch.random.get_rng_state()
    call = logging.Logger.callHandlers
    # `logging.disable` empties a cache of each logger there is, which takes longer than many a replay
    logging.Logger.callHandlers = _unheard  # type: ignore[method-assign,assignment]
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
            harmless() if guarded else contextlib.nullcontext(),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.Logger.callHandlers = call  # type: ignore[method-assign]
        random.setstate(state)
        torch.random.set_rng_state(rng)
