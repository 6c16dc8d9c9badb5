"""The state of a recurrent layer, (layers, N, H), that meets outputs which have the batch first, (N, L, H)."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


def batch_of_state_first(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``state.transpose(0, 1)``, which is one step for each sample, (N, 1, H).

    Only of a single layer's state: of several it would be as many steps.
    """
    pairs = [(role, o.shape) for role, o in mismatch.operands.items() if len(o.shape) == 3]
    for role, shape in pairs:
        for other, outputs in pairs:
            if other != role and shape[0] == 1 and shape[1] == outputs[0] > 1 and shape[1] != outputs[1]:
                why = "a recurrent layer's state has its layers first, the outputs have the batch first"
                turn = Template("{}.transpose(0, 1)", prior, "put the batch of the state first", why)
                yield from structural(trace, mismatch, role, [turn], stage=Stage.RESHAPE, limit=3, definition=-0.06)
