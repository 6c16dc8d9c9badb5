"""A copy of the model, and its runs on small real inputs."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

import torch
from torch import nn

from shapefault.check.domain.sites import message_of
from shapefault.check.domain.twin import real_twin
from shapefault.check.independence.batches import BATCHES
from shapefault.check.independence.record import Event, Recorder, tensors_of
from shapefault.check.inputs import InputSpec, TensorSpec, call_of
from shapefault.check.limits import timed
from shapefault.check.surroundings import as_it_was

BATCH = "N"
SAMPLES = 3


class Trial:
    """A copy of the model in eval mode, and one input of the largest batch, of which every run takes a part."""

    def __init__(self, model: nn.Module, spec: InputSpec, sizes: Mapping[str, int]) -> None:
        self.original, self.model = model, real_twin(model).eval()
        self.spec, self.sizes = spec, sizes
        self.device = next((p.device for p in model.parameters()), torch.device("cpu"))
        chance = torch.Generator().manual_seed(0)
        self._buffers = {name: buffer.clone() for name, buffer in self.model.named_buffers()}
        self._base = [self._values(t, max(BATCHES), chance) for t in spec.tensors]
        self._other = [
            self._values(t, max(BATCHES), chance) if x.is_floating_point() or x.is_complex() else 1 - x.to(torch.int8)
            for t, x in zip(spec.tensors, self._base, strict=True)
        ]

    def _values(self, tensor: TensorSpec, batch: int, chance: torch.Generator) -> Any:
        shape = [batch if a == BATCH else self.sizes[a] if isinstance(a, str) else a for a in tensor.axes]
        dtype = getattr(torch, tensor.dtype)
        if dtype.is_floating_point or dtype.is_complex:
            return torch.randn(shape, generator=chance, dtype=dtype).to(self.device)
        # Small integers are members of any vocabulary that is worth its name.
        return torch.randint(0, 2, shape, generator=chance).to(self.device, dtype)

    def inputs(self, batch: int, replaced: int | None = None) -> list[Any]:
        """The first ``batch`` samples, one of them replaced by another."""
        found = []
        for tensor, base, other in zip(self.spec.tensors, self._base, self._other, strict=True):
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
        values = dict(zip(map(id, self.spec.tensors), inputs, strict=True))
        args, kwargs = call_of(self.spec, lambda tensor: values[id(tensor)])
        torch.manual_seed(0)
        with torch.no_grad():
            for name, buffer in self.model.named_buffers():
                if name in self._buffers:
                    buffer.copy_(self._buffers[name])
        with as_it_was(self.model), timed():
            return tensors_of(self.model(*args, **kwargs))

    def batch(self, n: int) -> list[Any] | str:
        """The outputs for ``n`` samples, or the error."""
        try:
            with torch.no_grad():
                return self.forward(self.inputs(n))
        except Exception as error:
            return message_of(error)

    def record(
        self, batch: int, replaced: int | None = None, keep: Container[int] = ()
    ) -> tuple[list[Event], list[Any]]:
        """Every op, with values where its number is in ``keep``, and the outputs."""
        inputs = self.inputs(batch, replaced)
        with torch.no_grad(), Recorder(self.model, replaced is None, keep) as recorder:
            outputs = self.forward(inputs)
        return recorder.events, outputs
