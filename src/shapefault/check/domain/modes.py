"""Running a forward for its shapes alone: on the meta device, with rules, checks and factories of our own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any

import torch
from torch.utils._pytree import tree_map_only

from shapefault.check.domain import rules_window  # noqa: F401 - registers its rules
from shapefault.check.domain.private import QuietDispatchMode
from shapefault.check.domain.ranges import check_lookup, follow, remembered
from shapefault.check.domain.rules import RULES, overloads
from shapefault.check.domain.sketch import Sketch
from shapefault.check.domain.strict import CHECKS
from shapefault.observe.harmless import harmless

META = torch.device("meta")
_FACTORIES = {
    *overloads("zeros ones arange rand randn full scalar_tensor eye linspace logspace randint"),
    *overloads("arange eye randint", "start"),
    *overloads("arange", "start_step"),
    *overloads("eye", "m"),
    *overloads("randint", "low"),
    *overloads("empty", "memory_format"),
}
_RESHAPES = {*overloads("view _unsafe_view")}
_CONVOLUTION = {*overloads("convolution")}
_PRODUCTS = {*overloads("addmm mm bmm baddbmm")}


class ShapeMode(QuietDispatchMode):
    """Computes the shape of every op's result, and keeps what the explanation and the second run want to know.

    ``flattened`` is the shape that the last reshape to fewer axes took; ``work`` the multiply-adds of convolutions and
    matrix products, as sizes; ``op`` the op that ran last. ``every``: all sizes are numbers.
    """

    def __init__(self, every: bool = False) -> None:
        super().__init__()
        self._every = every
        self.flattened: tuple[Any, ...] | None = None
        self.work: list[Any] = []
        self.op: Any = None

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """The result of ``func`` on meta tensors."""
        kwargs = kwargs or {}
        self.op = func
        if any(type(t) is Sketch for t in _tensors(args)):
            raise NotImplementedError(f"{func} was called in a way that does not go with symbolic sizes")
        if args and not getattr(args[0], "is_meta", True):
            mixed = any(getattr(a, "is_meta", False) for a in _tensors(args))
            if not mixed:
                return func(*args, **kwargs)  # constants keep their values
            args = tree_map_only(torch.Tensor, _to_meta, args)
        check = CHECKS.get(func)
        if check is not None:
            check(*args, **kwargs)
        check_lookup(func, args, self._every)
        shape_rule = RULES.get(func)
        result = shape_rule(*args, **kwargs) if shape_rule is not None else None
        if result is None:
            result = self._ask_torch(func, args, kwargs)
        self._note(func, args, result)
        follow(func, args, kwargs, result)
        return result

    def _ask_torch(self, func: Any, args: Any, kwargs: Any) -> Any:
        device = kwargs.get("device")
        if func in _FACTORIES or (device is not None and torch.device(device).type != "meta"):
            kwargs = {**kwargs, "device": META}
        if any(not t.is_meta for t in _tensors(args)):
            args = tree_map_only(torch.Tensor, _to_meta, args)
        return func(*args, **kwargs)

    def _note(self, func: Any, args: Any, result: Any) -> None:
        if func in _RESHAPES:
            if result.dim() < args[0].dim():
                self.flattened = tuple(args[0].shape)
        elif func in _CONVOLUTION:
            self.work.append((tuple(result.shape), tuple(args[1].shape)[1:]))
        elif func in _PRODUCTS:
            self.work.append((tuple(result.shape), tuple(args[-2].shape)[-1:]))


def _tensors(args: Any) -> Iterator[Any]:
    for arg in args:
        if isinstance(arg, torch.Tensor):
            yield arg
        elif isinstance(arg, list | tuple):
            yield from (t for t in arg if isinstance(t, torch.Tensor))


def _to_meta(tensor: Any) -> Any:
    return tensor if tensor.is_meta else remembered(torch.empty_like(tensor, device=META), tensor)


@contextmanager
def silence() -> Iterator[None]:
    """What a forward prints, warns about or writes is for its user's own runs."""
    import warnings

    with warnings.catch_warnings(), redirect_stdout(StringIO()), redirect_stderr(StringIO()), harmless():
        warnings.simplefilter("ignore")
        yield
