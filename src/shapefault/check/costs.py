"""Parameters and multiply-adds of a layer, counted as torchinfo counts them, so that the numbers can be compared.

Source of the rule: torchinfo 1.8, ``LayerInfo.calculate_macs``: each weight and bias of a layer without children
takes part once for each position of a convolution's output, once for each sample of another layer's, and once for
each step and sample of a recurrent layer's. Operations without parameters (attention's products) are not counted.
"""

from __future__ import annotations

from math import prod
from typing import Any

from shapefault.model import Shape


def parameter_counts(module: Any) -> tuple[int, int]:
    """All numbers in the parameters of ``module``, and those that are trained; a shared parameter counts once."""
    total = trained = 0
    for parameter in module.parameters():
        count = _count(parameter)
        total += count
        trained += count if parameter.requires_grad else 0
    return total, trained


def parameter_bytes(module: Any) -> int:
    """The memory of the parameters and buffers of ``module`` on a device."""
    return sum(_count(t) * t.dtype.itemsize for table in (module.parameters(), module.buffers()) for t in table)


def mult_adds(module: Any, output: Shape) -> int:
    """Multiply-adds of one call of a layer without children that gives ``output``."""
    convolution = "Conv" in type(module).__name__
    positions = prod((*output[:1], *output[2:]))
    found = 0
    for name, parameter in module.named_parameters():
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
