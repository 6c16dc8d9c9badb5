"""One picture among others is of another kind, grey with alpha, say: open all of them as RGB."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.images.channels import image_channels
from shapefault.model import Fix
from shapefault.observe.trace import Trace

_COLOURS = 3
_OTHERS = (1, 2, 4)


def odd_channels(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Where a sample fails by its number of channels, in whichever step of it."""
    if trace.loader is None or trace.loader.where == "collate" or _COLOURS not in (got, want):
        return
    other = want if got == _COLOURS else got
    if other in _OTHERS:
        yield from image_channels(trace, other, _COLOURS, prior)
