"""Whether a model treats the samples of a batch apart from each other, and where it does not.

In eval mode, on small real inputs. One sample at a time is replaced; every op whose result then changes in places that
another sample also changes has mixed them. Nothing is concluded from shapes, and nothing from names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shapefault.check.independence.result import Independence, Place
from shapefault.check.inputs import InputSpec

if TYPE_CHECKING:
    from torch import nn

__all__ = ["Independence", "Place", "independence_of"]


def independence_of(
    model: nn.Module, spec: InputSpec, *, sizes: Mapping[str, int] | None = None, seconds: float = 20.0
) -> Independence:
    """Whether the output for one sample depends on the others, with the first layer that mixes them.

    The batch is the free axis ``N`` of ``spec``, or the first axis of every tensor where it has none. ``sizes`` are
    those of the other free axes; by default small ones that the model accepts are looked for, for ``seconds`` of CPU
    time. The model is left as it is: a copy runs.
    """
    from shapefault.check.independence.analysis import analyse

    return analyse(model, spec, sizes, seconds)
