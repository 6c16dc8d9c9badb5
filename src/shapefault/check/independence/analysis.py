"""Runs for the independence of samples: batches of several sizes, and one sample replaced at a time."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn

from shapefault.check.domain import domain_of
from shapefault.check.domain.modes import silence
from shapefault.check.domain.runs import run_shapes
from shapefault.check.domain.sites import message_of
from shapefault.check.domain.twin import CannotCopy, meta_twin, real_twin
from shapefault.check.independence.batches import BATCHES, axes_of, changes, shapes_by_batch
from shapefault.check.independence.labels import apart, changed, first_difference, meets, reordered, strays
from shapefault.check.independence.record import Event, Recorder, tensors_of
from shapefault.check.independence.result import Independence, Place
from shapefault.check.inputs import InputSpec, TensorSpec

BATCH = "N"
SAMPLES = 3
PREFERRED = 64
USUAL = (64, 224, 32, 28, 128, 256)


class Trial:
    """A copy of the model in eval mode, and one input of the largest batch, of which every run takes a part."""

    def __init__(self, model: nn.Module, spec: InputSpec, sizes: Mapping[str, int]) -> None:
        self.model = real_twin(model).eval()
        self._spec, self._sizes = spec, sizes
        self.device = next((p.device for p in model.parameters()), torch.device("cpu"))
        chance = torch.Generator().manual_seed(0)
        self._buffers = {name: buffer.clone() for name, buffer in self.model.named_buffers()}
        self._base = [self._values(t, max(BATCHES), chance) for t in spec.tensors]
        self._other = [
            self._values(t, max(BATCHES), chance) if x.is_floating_point() or x.is_complex() else 1 - x.to(torch.int8)
            for t, x in zip(spec.tensors, self._base, strict=True)
        ]

    def _values(self, tensor: TensorSpec, batch: int, chance: torch.Generator) -> Any:
        shape = [batch if a == BATCH else self._sizes[a] if isinstance(a, str) else a for a in tensor.axes]
        dtype = getattr(torch, tensor.dtype)
        if dtype.is_floating_point or dtype.is_complex:
            return torch.randn(shape, generator=chance, dtype=dtype).to(self.device)
        # Small integers are members of any vocabulary that is worth its name.
        return torch.randint(0, 2, shape, generator=chance).to(self.device, dtype)

    def inputs(self, batch: int, replaced: int | None = None) -> list[Any]:
        """The first ``batch`` samples, one of them replaced by another."""
        found = []
        for tensor, base, other in zip(self._spec.tensors, self._base, self._other, strict=True):
            if BATCH not in tensor.axes:
                found.append(base.clone())
                continue
            axis = tensor.axes.index(BATCH)
            value = base.narrow(axis, 0, batch).clone()
            if replaced is not None:
                value.select(axis, replaced).copy_(other.select(axis, replaced))
            found.append(value)
        return found

    def forward(self, inputs: Sequence[Any]) -> list[Any]:
        """The tensors of the output."""
        named = list(zip(self._spec.tensors, inputs, strict=True))
        args = [value for tensor, value in named if tensor.name is None]
        kwargs = {tensor.name: value for tensor, value in named if tensor.name is not None}
        torch.manual_seed(0)
        with torch.no_grad():
            for name, buffer in self.model.named_buffers():
                if name in self._buffers:
                    buffer.copy_(self._buffers[name])
        return tensors_of(self.model(*args, **kwargs))

    def batch(self, n: int) -> list[Any] | str:
        """The outputs for ``n`` samples, or the error."""
        try:
            with torch.no_grad():
                return self.forward(self.inputs(n))
        except Exception as error:
            return message_of(error)

    def record(self, batch: int, replaced: int | None = None) -> tuple[list[Event], list[Any]]:
        """The results of every op, and the outputs."""
        inputs = self.inputs(batch, replaced)
        with torch.no_grad(), Recorder(self.model, placed=replaced is None) as recorder:
            outputs = self.forward(inputs)
        return recorder.events, outputs


def analyse(model: nn.Module, spec: InputSpec, sizes: Mapping[str, int] | None, seconds: float) -> Independence:
    """See :func:`shapefault.check.independence.independence_of`."""
    spec = _with_batch(spec)
    state = random.getstate()
    device = next((p.device for p in model.parameters()), torch.device("cpu"))
    if device.type == "meta":
        return Independence(None, undecided=("the model has no values: its parameters are on the meta device",))
    devices = [device] if device.type == "cuda" else []
    try:
        with silence(), torch.random.fork_rng(devices=devices):
            return _analyse(model, spec, sizes, seconds)
    except CannotCopy as reason:
        return Independence(None, undecided=(str(reason),))
    finally:
        random.setstate(state)


def _analyse(model: nn.Module, spec: InputSpec, sizes: Mapping[str, int] | None, seconds: float) -> Independence:
    found = dict(sizes) if sizes is not None else _accepted(model, spec, seconds)
    missing = [axis for axis in spec.free if axis != BATCH and axis not in (found or {})]
    if found is None or missing:
        return Independence(None, undecided=("no sizes are known that the model accepts: give some",))
    trial = Trial(model, spec, found)
    runs = {n: trial.batch(n) for n in BATCHES}
    outputs, told = shapes_by_batch(runs), tuple(changes(runs))
    if isinstance(runs[SAMPLES], str):
        reason = f"the model fails on a batch of {SAMPLES}: {runs[SAMPLES]}"
        return Independence(None, outputs=outputs, changes=told, undecided=(reason,), sizes=found)
    base, given = trial.record(SAMPLES)
    again, repeated = trial.record(SAMPLES)
    if len(again) != len(base) or any(bool(changed(a, b).any()) for a, b in zip(given, repeated, strict=True)):
        reason = "the output changes from one run to the next on the same input"
        return Independence(None, outputs=outputs, changes=told, undecided=(reason,), sizes=found)
    replaced = [trial.record(SAMPLES, sample) for sample in range(SAMPLES)]
    mixes = _mixes(given, [out for _, out in replaced], axes_of(runs)) or _by_gradient(trial, axes_of(runs))
    first = _first(base, [events for events, _ in replaced]) if mixes else None
    transpose, proof = _transpose(trial, base)
    return Independence(mixes, first, transpose, proof, outputs, told, (), found)


def _with_batch(spec: InputSpec) -> InputSpec:
    """The spec with its batch named: where it has no ``N``, the first axis of every tensor is."""
    if BATCH in spec.free or not all(t.axes for t in spec.tensors):
        return spec
    return InputSpec(tuple(TensorSpec((BATCH, *t.axes[1:]), t.dtype, t.name) for t in spec.tensors))


def _accepted(model: nn.Module, spec: InputSpec, seconds: float) -> dict[str, int] | None:
    """Small sizes that the model accepts, the spatial axes being equal: what is usual, or what its domain has."""
    spatial = [axis for axis in spec.free if axis != BATCH]
    if not spatial:
        return {}
    twin = meta_twin(model)
    for size in USUAL:
        if run_shapes(twin, spec, {**dict.fromkeys(spatial, size), BATCH: SAMPLES}).accepted:
            return dict.fromkeys(spatial, size)
    tie = [(spatial[0], axis) for axis in spatial[1:]]
    limits = {BATCH: (1, 8)} if BATCH in spec.free else {}
    domain = domain_of(model, spec, limits=limits, tie=tie, seconds=seconds)
    wanted = {**dict.fromkeys(spatial, PREFERRED), BATCH: 3}
    nearest = domain.nearest({axis: wanted[axis] for axis in spec.free})
    if nearest:
        return {axis: nearest[0][axis] for axis in spatial}
    for size in USUAL:  # undecided everywhere: a real run may do what shapes alone do not
        if not isinstance(Trial(model, spec, dict.fromkeys(spatial, size)).batch(SAMPLES), str):
            return dict.fromkeys(spatial, size)
    return None


def _mixes(given: Sequence[Any], replaced: Sequence[Sequence[Any]], axes: Sequence[int | None]) -> bool:
    """Whether an output changes where it belongs to a sample that was not replaced."""
    for i, before in enumerate(given):
        masks = [changed(before, outputs[i]) for outputs in replaced]
        if any(mask is None for mask in masks):
            return True
        if meets(masks):
            return True
        if i >= len(axes):
            continue  # another number of outputs for each batch: perhaps one for each sample
        axis = axes[i]
        if strays(masks, axis) if axis is not None else before.is_floating_point() and _leaves_out(masks):
            return True
    return False


def _leaves_out(masks: Sequence[Any]) -> bool:
    """Whether an output belongs to some of the samples only."""
    touched = [bool(mask.any()) for mask in masks]
    return any(touched) and not all(touched)


def _by_gradient(trial: Trial, axes: Sequence[int | None]) -> bool:
    """Whether the gradient of one sample's output reaches another sample's input: what rounding may hide."""
    inputs = trial.inputs(SAMPLES)
    leaves = [x.requires_grad_() for x in inputs if x.is_floating_point()]
    if not leaves:
        return False
    try:
        with torch.enable_grad():
            outputs = trial.forward([x.clone() if x.requires_grad else x for x in inputs])
            chosen = [
                out.select(axis, 0)
                for out, axis in zip(outputs, axes, strict=False)
                if axis is not None and out.requires_grad
            ]
            if not chosen:
                return False
            total = sum((part * torch.randn_like(part)).sum() for part in chosen)
            gradients = torch.autograd.grad(total, leaves, allow_unused=True)
    except Exception:
        return False  # not differentiable; the replaced samples have told
    tensors = [t for t, x in zip(trial._spec.tensors, inputs, strict=True) if x.requires_grad]
    for tensor, gradient in zip(tensors, gradients, strict=True):
        if gradient is not None and BATCH in tensor.axes:
            others = gradient.narrow(tensor.axes.index(BATCH), 1, SAMPLES - 1)
            if bool((others.nan_to_num() != 0).any()):
                return True
    return False


def _first(base: Sequence[Event], replaced: Sequence[Sequence[Event]]) -> Place | None:
    """The first op with a result in which samples do not lie apart; else the first one that leaves some of them out."""
    left_out = None
    for at, event in enumerate(base):
        if any(at >= len(events) or events[at].name != event.name for events in replaced):
            return None  # the code that runs depends on the values
        for i, before in enumerate(event.results):
            masks = [changed(before, events[at].results[i]) for events in replaced]
            if any(mask is None for mask in masks) or not apart(masks):
                return event.place
            if left_out is None and _leaves_out(masks):
                left_out = event.place
    return left_out


def _transpose(trial: Trial, base: Sequence[Event]) -> tuple[Place | None, str | None]:
    """The first reshape to the sizes of its input in another order, in batches of both two and three samples."""
    suspects = {at: order for at, event in enumerate(base) if (order := _order(event)) is not None}
    if not suspects:
        return None, None
    fewer, _ = trial.record(SAMPLES - 1)
    for at, order in suspects.items():
        event = base[at]
        if at < len(fewer) and fewer[at].name == event.name and _order(fewer[at]) == order:
            proof = first_difference(tuple(event.given.shape), tuple(event.results[0].shape), order)
            return event.place, proof
    return None, None


def _order(event: Event) -> tuple[int, ...] | None:
    return reordered(event.given.shape, event.results[0].shape) if event.given is not None else None
