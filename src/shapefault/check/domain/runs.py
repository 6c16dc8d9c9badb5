"""One run of a forward: on symbolic or concrete sizes for shapes alone, or for real."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import torch
from torch import nn

from shapefault.check.domain import (  # noqa: F401 - they register their rules
    quick_layers,
    quick_math,
    quick_parts,
    quick_products,
    quick_views,
)
from shapefault.check.domain.modes import ShapeMode, silence
from shapefault.check.domain.private import expression_of, python_dispatcher
from shapefault.check.domain.quick import QuickFunctions, values
from shapefault.check.domain.sites import Site, message_of, site_of, unsupported
from shapefault.check.domain.sketch import sketch
from shapefault.check.inputs import InputSpec, TensorSpec, call_of
from shapefault.check.limits import TimeOver, timed
from shapefault.observe.deadly import surviving

Shapes = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to; sizes are ints or expressions.

    ``accepted`` is None where shapes alone do not decide. ``flattened`` is the shape that was last reshaped to fewer
    axes; ``work`` pairs the shape of each result with the sizes that each of its elements is a sum over;
    ``normalised`` has the shapes that batch normalisation took, each once.
    """

    accepted: bool | None
    outputs: Shapes = ()
    reason: str | None = None
    site: Site | None = None
    op: str | None = None
    flattened: tuple[Any, ...] | None = None
    work: tuple[tuple[tuple[Any, ...], tuple[Any, ...]], ...] = ()
    normalised: Shapes = ()


def run_shapes(twin: nn.Module, spec: InputSpec, sizes: Mapping[str, Any]) -> Outcome:
    """The forward of a meta twin with the given size, an int or ``torch.SymInt``, for each free axis."""
    with shapes_only(sizes) as run:
        notes = run.notes
        try:
            args, kwargs = _inputs(spec, sizes, _blank)
            with timed():
                result = twin(*args, **kwargs)
        except KeyboardInterrupt:
            raise
        except TimeOver as over:
            return _late(over, twin)
        except BaseException as error:
            return Outcome(
                accepted=None if unsupported(error) else False,
                reason=message_of(error),
                site=site_of(error.__traceback__, twin),
                op=str(notes.op) if notes.op is not None else None,
                flattened=_plain(notes.flattened) if notes.flattened is not None else None,
                work=_work(notes.work),
            )
        flattened = _plain(notes.flattened) if notes.flattened is not None else None
        outputs, normalised = tuple(map(_plain, shapes_of(result))), tuple(dict.fromkeys(run.normalised))
        return Outcome(True, outputs, flattened=flattened, work=_work(notes.work), normalised=normalised)


def _blank(shape: tuple[Any, ...], tensor: TensorSpec) -> Any:
    dtype = _dtype(tensor)
    if dtype.is_floating_point:
        return sketch(values(shape), dtype)
    return torch.empty(shape, dtype=dtype, device="meta")


@contextmanager
def shapes_only(sizes: Mapping[str, Any]) -> Iterator[QuickFunctions]:
    """Everything that runs inside computes shapes, without gradients."""
    path = next((size.node.path for size in sizes.values() if isinstance(size, torch.SymInt)), None)
    mode = ShapeMode(every=path is None)
    run = QuickFunctions(path, mode)
    with ExitStack() as stack:
        for context in (torch.no_grad(), python_dispatcher(), mode, run, silence()):
            stack.enter_context(context)
        yield run


def run_real(model: nn.Module, spec: InputSpec, sizes: Mapping[str, int]) -> Outcome:
    """The forward of a model with random values, for real, with every random state as it was before."""
    device = next((p.device for p in model.parameters()), torch.device("cpu"))

    def values(shape: tuple[int, ...], tensor: TensorSpec) -> Any:
        dtype = _dtype(tensor)
        if dtype.is_floating_point or dtype.is_complex:
            return torch.randn(shape, dtype=dtype, device=device)
        return torch.zeros(shape, dtype=dtype, device=device)

    with _unseen(device):
        try:
            args, kwargs = _inputs(spec, sizes, values)
            with timed(), surviving():
                result = model(*args, **kwargs)
        except KeyboardInterrupt:
            raise
        except TimeOver as over:
            return _late(over, model)
        except BaseException as error:
            return Outcome(False, reason=message_of(error), site=site_of(error.__traceback__, model))
    return Outcome(True, tuple(tuple(shape) for shape in shapes_of(result)))


def _late(over: TimeOver, model: nn.Module) -> Outcome:
    return Outcome(None, reason=f"forward {over}", site=site_of(over.__traceback__, model))


@contextmanager
def _unseen(device: Any) -> Iterator[None]:
    state = random.getstate()
    devices = [device] if device.type == "cuda" else []
    try:
        with torch.no_grad(), torch.random.fork_rng(devices=devices), silence():
            torch.manual_seed(0)
            yield
    finally:
        random.setstate(state)


def _inputs(spec: InputSpec, sizes: Mapping[str, Any], make: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    return call_of(spec, lambda t: make(tuple(sizes[a] if isinstance(a, str) else a for a in t.axes), t))


def _dtype(tensor: TensorSpec) -> Any:
    return getattr(torch, tensor.dtype)


def shapes_of(result: Any) -> list[Any]:
    """The shapes of all tensors of a result, in order: tuples, lists, dicts and dataclasses are looked into."""
    if isinstance(result, torch.Tensor):
        return [result.shape]
    if isinstance(result, Mapping):
        return [shape for value in result.values() for shape in shapes_of(value)]
    if isinstance(result, list | tuple):
        return [shape for value in result for shape in shapes_of(value)]
    if isinstance(result, SimpleNamespace) or hasattr(result, "__dataclass_fields__"):
        return [shape for value in vars(result).values() for shape in shapes_of(value)]
    return []


def _plain(shape: Any) -> tuple[Any, ...]:
    return tuple(expression_of(size) for size in shape)


def _work(pairs: list[Any]) -> tuple[tuple[tuple[Any, ...], tuple[Any, ...]], ...]:
    return tuple((_plain(result), _plain(inner)) for result, inner in pairs)
