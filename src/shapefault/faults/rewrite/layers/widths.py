"""What the widths around it tell of another width for a layer: people choose round numbers, and numbers in step."""

from __future__ import annotations

from typing import Any

from shapefault.faults.rewrite.numbers.nearly_round import is_round
from shapefault.observe.trace import Trace

_ROUND = 0.08
_STEP = 0.14
_OUT = ("out_channels", "out_features")


def width_worth(trace: Trace, layer: Any, parameter: str, new: int) -> float:
    """How much evidence it is for ``parameter`` of ``layer`` becoming ``new``.

    0.08 where a width that is not round becomes so (17 → 16), the negative of it for the reverse; 0.14 where the widths
    of the layers of its kind, in the order in which they were built, get in step (32, 64, 64, 256 → 32, 64, 128, 256),
    and the negative of it where they get out of it.
    """
    old = getattr(layer, parameter, None)
    if type(old) is not int or old == new:
        return 0.0
    worth = _ROUND * (is_round(new) - is_round(old))
    if parameter in _OUT:
        worth += _STEP * (_in_step(trace, layer, parameter, new) - _in_step(trace, layer, parameter, old))
    return worth


def _in_step(trace: Trace, layer: Any, parameter: str, width: int) -> bool:
    """Whether a width continues the widths of two neighbours, by one factor or one difference other than none."""
    root = trace.root.module if trace.root is not None else None
    try:
        kin = [m for m in root.modules() if type(m) is type(layer)] if root is not None else []
        at = next((i for i, m in enumerate(kin) if m is layer), None)
    except Exception:
        return False  # the program's own: it may do anything
    if at is None:
        return False
    widths = [width if i == at else int(getattr(m, parameter)) for i, m in enumerate(kin)]
    for start in range(max(0, at - 2), at + 1):
        three = widths[start : start + 3]
        if len(three) == 3 and three[0] != three[1]:
            a, b, c = three
            if b * b == a * c or 2 * b == a + c:
                return True
    return False
