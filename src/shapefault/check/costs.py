"""Parameters and multiply-adds of a layer, counted as torchinfo counts them, so that the numbers can be compared.

Source of the rule: torchinfo 1.8, ``LayerInfo.calculate_macs``: each weight and bias of a layer without children
takes part once for each position of a convolution's output, once for each sample of another layer's, and once for
each step and sample of a recurrent layer's. Operations without parameters (attention's products) are not counted.
"""

from __future__ import annotations

from math import prod
from typing import Any

from shapefault.model import Shape


class Counts:
    """The numbers in the parameters of each module of a model; a shared parameter counts once."""

    def __init__(self) -> None:
        self._below: dict[int, dict[int, tuple[int, int]]] = {}

    def __call__(self, module: Any) -> tuple[int, int]:
        """All numbers, and those that are trained."""
        found = self._of(module).values()
        return sum(all for all, _ in found), sum(trained for _, trained in found)

    def _of(self, module: Any) -> dict[int, tuple[int, int]]:
        known = self._below.get(id(module))
        if known is None:
            known = {}
            for parameter in module._parameters.values():
                if parameter is not None:
                    count = _count(parameter)
                    known[id(parameter)] = count, count if parameter.requires_grad else 0
            for child in module.children():
                known.update(self._of(child))
            self._below[id(module)] = known
        return known


def parameter_bytes(module: Any) -> int:
    """The memory of the parameters and buffers of ``module`` on a device."""
    tables = (table for part in module.modules() for table in (part._parameters, part._buffers))
    once = {id(t): t for table in tables for t in table.values() if t is not None}
    return sum(_count(t) * t.dtype.itemsize for t in once.values())


def mult_adds(module: Any, output: Shape) -> int:
    """Multiply-adds of one call of a layer without children that gives ``output``."""
    convolution = "Conv" in type(module).__name__
    positions = prod((*output[:1], *output[2:]))
    found = 0
    for name, parameter in module._parameters.items():
        if parameter is None:
            continue
        if name in ("weight", "bias"):
            found += _count(parameter) * (positions if convolution else output[0] if output else 1)
        elif "weight" in name or "bias" in name:
            found += _count(parameter) * prod(output[:2])
    return found


def _count(tensor: Any) -> int:
    try:
        return int(tensor.numel())
    except ValueError:  # a lazy parameter has no shape yet
        return 0
