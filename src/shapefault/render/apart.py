"""Lines that are too long, cut so that what differs between the old and the new ones stays in sight."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from shapefault.render.measure import Charset, width


def told_apart(texts: Sequence[str], room: int, chars: Charset) -> list[str]:
    """``texts`` in ``room`` columns each: without their middle, or without their start where they would look alike."""
    cut = [chars.shorten(text, room) for text in texts]
    twins = [at for at, text in enumerate(cut) if cut.count(text) > 1 and width(texts[at]) > room]
    columns = zip(*(texts[at] for at in twins), strict=False)
    start = max(0, sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, columns)) - room // 3)
    if not start or len({texts[at] for at in twins}) < 2:
        return cut
    for at in twins:
        rest = chars.ellipsis + texts[at][start:]
        cut[at] = chars.begin(rest, room)
    return cut
