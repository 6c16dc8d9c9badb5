"""Lengths of what a network is given, where CTC asks for the lengths of what it gives: it takes every k-th step."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_MOST = 32


def strided_lengths(trace: Trace, mismatch: Mismatch, longest: int, steps: int, prior: float) -> Iterator[Fix]:
    """The lengths divided as the steps are, rounded down or up as it comes to ``steps``."""
    down = next((k for k in range(2, _MOST) if longest // k == steps), None)
    up = next((k for k in range(2, _MOST) if -(-longest // k) == steps), None)
    factor = down or up
    if factor is None:
        return
    template = f"{{}} // {factor}" if down else f"({{}} + {factor - 1}) // {factor}"
    for place in places(trace, mismatch, "input_lengths")[:3]:
        yield fix(
            f"divide the lengths by {factor}, as the network does with the steps",
            place.edit(template),
            prior + (0.02 if place.kind == "definition" else 0.0),
            stage=Stage.LOSS_TARGET,
            why=f"{longest} steps go in, {steps} come out",
        )
