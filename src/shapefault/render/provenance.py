"""The provenance lines: one hop a line, newest first, under the number that they explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shapefault.model import Hop
from shapefault.render.measure import Charset, pad, width
from shapefault.render.places import dims, place

MOST = 8
LONG_PLACE = 24


def provenance(hops: Sequence[Hop], root: str, here: str | None, room: int, chars: Charset) -> list[str]:
    """``= C=28 ◄─ data.py:11  x.reshape(-1, 28, 28, 3)   CULPRIT: axis 1 is still H``, and so on.

    ``here`` is the file of the fault itself, whose name may be left out where names are long.
    """
    said = [_said(hop) for hop in hops]
    hops = [hop for at, hop in enumerate(hops) if said[at] not in said[:at]]  # a loop's hops are said once
    shown = _most_telling(hops)
    if not shown:
        return []
    heads = [chars.shorten(chars.clean(head), 24) for head in _heads(shown)]
    edge = max(map(width, heads))
    edge += edge > 0  # the blank before the arrow
    rest = room - (2 + edge + width(chars.arrow) + 1)
    places = [_fitted(one, rest // 3, chars) for one in _places(shown, root, here, chars)]
    at = max(map(width, places)) + (2 if any(places) else 0)
    notes = [_note(hop, chars, rest) for hop in shown]
    # A long text gives way to its note, but not below half of the line.
    fair = max((rest - at) // 2 - 3, rest - at - 3 - max(map(width, notes)))
    texts = [
        chars.shorten(chars.code(hop.text), fair if note else rest - at) for hop, note in zip(shown, notes, strict=True)
    ]
    column = max((width(text) for text, note in zip(texts, notes, strict=True) if note), default=0)
    lines: list[str] = []
    for number, (head, where, text, note) in enumerate(zip(heads, places, texts, notes, strict=True)):
        start = ("= " if number == 0 else "  ") + pad(head, edge) + f"{chars.arrow} " + pad(where, at)
        if note:
            start += pad(text, column) + "   "
            lines += chars.fill(start, note, room, width(start))
        else:
            lines.append(start + text)
    if len(shown) < len(hops):
        lines.append(f"{' ' * (edge + 2)}{chars.arrow} {chars.ellipsis} and {len(hops) - len(shown)} more")
    return lines


def _said(hop: Hop) -> Hop:
    """What a reader sees of a hop, who is told its place and not the text that stands there."""
    return hop if hop.span is None else replace(hop, span=replace(hop.span, text=""))


def _places(hops: Sequence[Hop], root: str, here: str | None, chars: Charset) -> list[str]:
    """``file:line`` of each hop; only ``:line`` in the fault's own file if that file has a long name."""
    whole = [chars.clean(place(hop.span, root)) if hop.span else "" for hop in hops]
    if max(map(width, whole)) <= LONG_PLACE:
        return whole
    return [
        ":" + text.rpartition(":")[2] if hop.span and hop.span.file == here else text
        for hop, text in zip(hops, whole, strict=True)
    ]


def _fitted(place_: str, room: int, chars: Charset) -> str:
    """A place that is too long without its folders, then without its middle."""
    if width(place_) > room and "/" in place_:
        place_ = f"{chars.ellipsis}/{place_.rpartition('/')[2]}"
    return chars.shorten(place_, room)


def _most_telling(hops: Sequence[Hop]) -> list[Hop]:
    """At most ``MOST`` hops: the culprit, where a number first appears, then the newest."""
    if len(hops) <= MOST:
        return list(hops)
    heads = _heads(hops)
    order = sorted(range(len(hops)), key=lambda at: (not hops[at].culprit, not heads[at], at))
    return [hops[at] for at in sorted(order[:MOST])]


def _heads(hops: Sequence[Hop]) -> list[str]:
    """The number that each hop explains, where it is another than that of the hop before."""
    heads: list[str] = []
    current: int | None = None
    for hop in hops:
        new = hop.value is not None and (not heads or hop.value != current)
        heads.append((f"{hop.axis}={hop.value}" if hop.axis else str(hop.value)) if new else "")
        current = hop.value if hop.value is not None else current
    return heads


def _note(hop: Hop, chars: Charset, room: int) -> str:
    """What stands behind a hop: that it is the culprit and why, else its shape and what is noted."""
    note = chars.clean(hop.note)
    if hop.culprit:
        return f"CULPRIT: {note}" if note else "CULPRIT"
    if hop.shape is None:
        return note
    shape = chars.clean(dims(hop.shape, hop.axes))
    both = f"{shape}, {note}" if note else shape
    return both if not note or width(both) <= room // 2 else note
