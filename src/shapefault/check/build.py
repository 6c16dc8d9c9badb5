"""A model from a class, a factory or an instance; without memory for its weights where that works."""

from __future__ import annotations

import contextlib
import inspect
import sys
from collections.abc import Iterator
from typing import Any

from shapefault.check.errors import UsageError
from shapefault.check.limits import TimeOver, timed


def built(found: Any, args: list[Any], kwargs: dict[str, Any], shown: str, *, values: bool = False) -> Any:
    """The module that ``found`` is or makes, with ``values`` in its weights or, where that works, without memory.

    Raises :class:`UsageError` where it is none and makes none.
    """
    import torch

    if isinstance(found, torch.nn.Module):
        if args or kwargs:
            raise UsageError(f"{shown} is a {type(found).__name__} that is built already; leave out --args")
        return _plain(found, shown)
    if not callable(found):
        raise UsageError(
            f"{shown} is a {type(found).__name__}; expected an nn.Module, a class or a function that makes one"
        )
    if isinstance(found, type) and not issubclass(found, torch.nn.Module):
        raise UsageError(f"{shown} is a class, but no nn.Module; name a model or a function that makes one")
    _check_arguments(found, args, kwargs, shown)
    model = _made(found, args, kwargs, shown, values)
    if not isinstance(model, torch.nn.Module):
        raise UsageError(f"{shown} returned a {type(model).__name__}; expected an nn.Module")
    return _plain(model, shown)


def _plain(model: Any, shown: str) -> Any:
    """The module itself, from behind ``torch.compile`` and data-parallel wrappers."""
    while type(model).__name__ in ("OptimizedModule", "DataParallel", "DistributedDataParallel"):
        model = getattr(model, "_orig_mod", None) or model.module
    if type(model).__name__ in ("RecursiveScriptModule", "ScriptModule"):
        raise UsageError(f"{shown} is scripted: its layers cannot be followed; give the Python module")
    if getattr(type(model).forward, "__name__", "") == "_forward_unimplemented" and "forward" not in vars(model):
        raise UsageError(f"{shown} is a {type(model).__name__}, which has no forward; name the module that is called")
    return model


def _check_arguments(found: Any, args: list[Any], kwargs: dict[str, Any], shown: str) -> None:
    try:
        signature = inspect.signature(found)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(*args, **kwargs)
    except TypeError as error:
        kinds = (
            inspect.Parameter.POSITIONAL_ONLY,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            inspect.Parameter.KEYWORD_ONLY,
        )
        missing = [
            p.name
            for p in list(signature.parameters.values())[len(args) :]
            if p.kind in kinds and p.default is p.empty and p.name not in kwargs
        ]
        if missing:
            wanted = ", ".join(f'"{name}": ...' for name in missing)
            raise UsageError(f"{shown} needs {', '.join(missing)}; give them by --args '{{{wanted}}}'") from None
        raise UsageError(f"{shown}{signature} does not take these arguments: {error}; correct --args") from None


def _made(found: Any, args: list[Any], kwargs: dict[str, Any], shown: str, values: bool) -> Any:
    """Call the factory: on the meta device, else with the layers' weights alone there, else (or at once) as it is."""
    import torch

    first: BaseException | None = None
    without = () if values else (torch.device("meta"), _layers_on_meta())
    for surroundings in (*without, contextlib.nullcontext()):
        try:
            with contextlib.redirect_stdout(sys.stderr), surroundings, timed():
                return found(*args, **kwargs)
        except TimeOver as late:
            raise UsageError(f"{shown} cannot be built: it {late}") from None
        except (Exception, SystemExit) as error:
            first = error
    assert first is not None
    told = " ".join(f"{type(first).__name__}: {first}".split())[:300]
    raise UsageError(f"{shown} cannot be built: {told}; correct it or give other --args") from None


@contextlib.contextmanager
def _layers_on_meta() -> Iterator[None]:
    """The weights of torch's own layers are made without memory; tensors that the program makes itself are real.

    For a constructor that reads values (``torch.linspace(...).tolist()``), which the meta device has none of.
    """
    import torch
    from torch.overrides import TorchFunctionMode

    factories = {torch.empty, torch.zeros, torch.ones, torch.rand, torch.randn, torch.full}
    meta = torch.device("meta")

    class Layers(TorchFunctionMode):  # type: ignore[misc]
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            kwargs = kwargs or {}
            if func in factories and kwargs.get("device") is None and _asked_by_layer():
                kwargs = {**kwargs, "device": meta}
            return func(*args, **kwargs)

    with Layers():
        yield


def _asked_by_layer() -> bool:
    """Whether the call comes from the file of one of torch's own layers."""
    return "/torch/nn/modules/" in sys._getframe(2).f_code.co_filename.replace("\\", "/")
