"""Edits after one another: what they are called together, and which of those that passed are shown."""

from __future__ import annotations

import re
from collections.abc import Mapping

from shapefault.model import Edit, Fix
from shapefault.repair.edits import EditConflictError, edits_between, narrowed, overlay_of, written
from shapefault.source.overlay import read

_AGAIN = ", wherever it is needed"
_NOT_FAR = 0.6
"""What share of the next best's evidence an edit needs that is shown before it for being on another line."""


def both(first: str, second: str) -> str:
    """The title of two edits, one after the other; the same words are not said twice."""
    if not the_same(first, second):
        return f"{first}, and {second}"
    same = _bare(first.removesuffix(_AGAIN)) == _bare(second)
    return (_bare(second) if same else _of_each(second)) + _AGAIN


def the_same(first: str, second: str) -> bool:
    """Whether the second edit does in another place what the first, by its title, has done in one or several."""
    return _of_each(first.removesuffix(_AGAIN)) == _of_each(second)


def _of_each(title: str) -> str:
    """Without the layer and the number that it is given: ``give conv3 in_channels=48``; without what is called."""
    told = re.sub(r"^give \S+ (\w+)=\d+$", r"give each layer the \1 that fits", _bare(title))
    return re.sub(r" in the call of \w+$", " in each call", told)


def _bare(title: str) -> str:
    """Without the place that is named behind: ``change filters to 18 (out_channels of head)``."""
    return re.sub(r" \([^()]*\)$", "", title)


def repeated(title: str) -> bool:
    """Whether it is the title of one edit in several places."""
    return title.endswith(_AGAIN)


def one_of_each(passed: list[Fix]) -> list[Fix]:
    """Without a second form of an edit on the same line, so that other ideas are shown beside the first."""
    found: dict[tuple[object, ...], Fix] = {}
    for fix in passed:
        found.setdefault((fix.title, place_of(fix)), fix)
    return list(found.values())


def place_of(fix: Fix) -> tuple[str, int]:
    """The file and line of a fix's first edit."""
    first = fix.edits[0].span
    return first.file, first.start[0]


def apart(passed: list[Fix], wanted: int) -> list[Fix]:
    """The best first; then, as many as are wanted, before the others those on lines that are not shown yet.

    One that has far less evidence than the next best does not go before it.
    """
    left, shown = list(passed), list[Fix]()
    while left and len(shown) < wanted:
        elsewhere = (fix for fix in left if all(place_of(fix) != place_of(other) for other in shown))
        following = next((fix for fix in elsewhere if fix.prior >= _NOT_FAR * left[0].prior), left[0])
        shown.append(following)
        left = [fix for fix in left if fix is not following]
    return [*shown, *left]


def not_more_than_needed(passed: list[Fix]) -> list[Fix]:
    """Without those that do something else first, and then what makes the program pass by itself."""
    titles = {fix.title for fix in passed}
    found = [fix for fix in passed if not any(fix.title.endswith(f", and {title}") for title in titles)]
    lines = [_lines(fix) for fix in found]
    return [fix for fix, own in zip(found, lines, strict=True) if not any(other and other < own for other in lines)]


def _lines(fix: Fix) -> frozenset[Edit]:
    """The edits of a fix as whole lines, in which an edit reads the same whatever is edited beside it."""
    try:
        texts = overlay_of(fix.edits)
        return frozenset(edit for file, text in texts.items() for edit in edits_between(file, read(file), text))
    except (EditConflictError, OSError):
        return frozenset()


def changes_its_mind(fix: Fix, overlay: Mapping[str, str], following: Fix) -> bool:
    """Whether the next edit gives yet another value to a number or a switch that one of the former has written."""
    for file, text in overlay.items():
        places = written(narrowed(edits_between(file, read(file), text)))
        places += written(edit for edit in fix.edits if edit.span.file == file)
        for edit in following.edits:
            (line, column), value = edit.span.start, edit.span.text.strip()
            plain = value.isdigit() or value in ("True", "False", "None")
            if edit.span.file == file and plain and any(at == line and a <= column < b for at, a, b in places):
                return True
    return False


def last_step(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Edit, ...]:
    """What the last of several steps has changed, as edits of the files on disk; none where it is not told apart."""
    found: list[Edit] = []
    for file, text in after.items():
        first = tuple(narrowed(edits_between(file, read(file), before[file]))) if file in before else ()
        whole = tuple(narrowed(edits_between(file, read(file), text)))
        if not set(first) <= set(whole):
            return ()
        found += [edit for edit in whole if edit not in first]
    return tuple(found)
