"""A noise of another length mixed into a sample, ``wav + gain * noise``: as much of it as the sample has."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.operands import crash_argument, sides
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_MOST_CHANNELS = 8


def cut_to_other(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The longer of two signals of a sample cut to the other's length; their other sizes are the same."""
    if trace.loader is None or trace.loader.where == "collate":
        return
    for longer, shorter in sides(mismatch, list(mismatch.operands)):
        a, b = mismatch.operands[longer].shape, mismatch.operands[shorter].shape
        signals = len(a) == len(b) in (1, 2) and a[:-1] == b[:-1] and all(n <= _MOST_CHANNELS for n in a[:-1])
        at, other = crash_argument(trace, mismatch, longer), crash_argument(trace, mismatch, shorter)
        if not signals or a[-1] <= b[-1] or at is None or other is None:
            continue
        text = other[0].span(other[1]).text
        yield fix(
            f"cut it to the length of {text}", wrapped(*at, f"{{}}[..., : {text}.shape[-1]]"), prior,
            stage=Stage.AUGMENTATION, why=f"it has {a[-1]} values, {text} has {b[-1]}",
        )  # fmt: skip
