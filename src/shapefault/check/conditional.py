"""The sizes that a model with faults in its layers would accept, had each of those layers the right number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shapefault.check.domain import domain_of
from shapefault.check.inputs import InputSpec

if TYPE_CHECKING:
    from torch import nn

    from shapefault.check.forward import Fault

_LAYERS = {
    "Linear": ("in_features", "features", -1),
    **{f"Conv{n}d": ("in_channels", "channels", 1) for n in (1, 2, 3)},
    **{f"BatchNorm{n}d": ("num_features", "channels", 1) for n in (1, 2, 3)},
}
"""Which number of a layer is that of its input, what it counts, and on which axis of the input it stands."""


def had_it_been_right(model: nn.Module, faults: Sequence[Fault], spec: InputSpec, seconds: float) -> str | None:
    """One sentence: the layers with the numbers that they get, and the sizes accepted then; None where none is known.

    Of two layers that do not agree the later one is repaired, as in the table's conditional rows.
    """
    repaired = _repaired(model, faults)
    if repaired is None:
        return None
    twin, told = repaired
    domain = domain_of(twin, spec, seconds=seconds)
    if domain.undecided or not any(part.accepted for part in domain.parts):
        return None
    return f"were {' and '.join(told)}, these sizes would work: {'; '.join(domain.words)}"


def _repaired(model: nn.Module, faults: Sequence[Fault]) -> tuple[nn.Module, list[str]] | None:
    from shapefault.check.domain.twin import CannotCopy, meta_twin

    names = {id(module): name for name, module in model.named_modules()}
    try:
        twin = meta_twin(model)
    except CannotCopy:
        return None
    told = []
    for fault in faults:
        mismatch = fault.found.mismatch
        layer, shape = mismatch.layer, mismatch.shape("input")
        known = _LAYERS.get(type(layer).__name__) if type(layer).__module__.startswith("torch.nn.") else None
        name = names.get(id(layer))
        if known is None or shape is None or not name or getattr(layer, "groups", 1) != 1:
            return None
        number, counted, axis = known
        if not -len(shape) <= axis < len(shape) or getattr(layer, number) == shape[axis]:
            return None
        told.append(f"{name} made for {shape[axis]} {counted} (it has {getattr(layer, number)})")
        _resize(twin.get_submodule(name), number, shape[axis])
    return (twin, told) if told else None


def _resize(layer: Any, number: str, size: int) -> None:
    """Give a layer without values another number for its input."""
    import torch

    axis = 0 if number == "num_features" else 1
    names = ("weight", "bias", "running_mean", "running_var") if axis == 0 else ("weight",)
    for name in names:
        tensor = getattr(layer, name)
        if tensor is None:
            continue
        shape = [size if i == axis else have for i, have in enumerate(tensor.shape)]
        made = torch.empty(shape, dtype=tensor.dtype, device="meta")
        setattr(layer, name, torch.nn.Parameter(made) if isinstance(tensor, torch.nn.Parameter) else made)
    setattr(layer, number, size)
