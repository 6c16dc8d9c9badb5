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
from shapefault.check.domain.twin import CannotCopy, meta_twin
from shapefault.check.independence.batches import BATCHES, axes_of, changes, shapes_by_batch
from shapefault.check.independence.labels import apart, changed, meets, strays
from shapefault.check.independence.result import Independence, Place
from shapefault.check.independence.transposed import transposed
from shapefault.check.independence.trial import BATCH, SAMPLES, Trial
from shapefault.check.inputs import InputSpec, TensorSpec
from shapefault.check.limits import TimeOver

PREFERRED = 64
_AT_A_TIME = 100
"""Ops whose results are held together."""
USUAL = (64, 224, 32, 28, 128, 256)


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
    except TimeOver as over:
        return Independence(None, undecided=(f"a run {over}",))
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
    replaced = [trial.record(SAMPLES, sample)[1] for sample in range(SAMPLES)]
    mixes = _mixes(given, replaced, axes_of(runs)) or _by_gradient(trial, axes_of(runs))
    first = _first(trial, len(base)) if mixes else None
    transpose, proof = transposed(trial, base)
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
    tensors = [t for t, x in zip(trial.spec.tensors, inputs, strict=True) if x.requires_grad]
    for tensor, gradient in zip(tensors, gradients, strict=True):
        if gradient is not None and BATCH in tensor.axes:
            others = gradient.narrow(tensor.axes.index(BATCH), 1, SAMPLES - 1)
            if bool((others.nan_to_num() != 0).any()):
                return True
    return False


def _first(trial: Trial, count: int) -> Place | None:
    """The first op with a result in which samples do not lie apart; else the first one that leaves some of them out.

    Some of the ``count`` ops at a time: what they give may be large.
    """
    left_out = None
    for start in range(0, count, _AT_A_TIME):
        keep = range(start, min(start + _AT_A_TIME, count))
        base, *replaced = (trial.record(SAMPLES, sample, keep)[0] for sample in (None, *range(SAMPLES)))
        for at in keep:
            event = base[at]
            if any(at >= len(events) or events[at].name != event.name for events in replaced):
                return None  # the code that runs depends on the values
            for i, before in enumerate(event.values):
                masks = [changed(before, events[at].values[i]) for events in replaced]
                if any(mask is None for mask in masks) or not apart(masks):
                    return event.place
                if left_out is None and _leaves_out(masks):
                    left_out = event.place
    return left_out
