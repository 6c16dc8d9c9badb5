"""The help section: each fix with its diff and what verified it, what was rejected, what to type next."""

from __future__ import annotations

import textwrap

from shapefault.model import Check, Diagnosis, Fix
from shapefault.render.apart import told_apart
from shapefault.render.diff import changes
from shapefault.render.measure import Charset, width
from shapefault.render.places import dims, identity, in_cells, place, shown
from shapefault.render.window import Window
from shapefault.repair.patch import by_file

MOST_CHANGES = 12
_SHORT = 48
"""Columns that the text of a further fix may take."""

# Ops whose result has the axes of their input.
_KEEPS_AXES = ("conv", "linear", "pool", "norm")


def help_lines(diagnosis: Diagnosis, root: str, room: int, chars: Charset) -> list[str]:
    """All from the first fix to the footer."""
    lines: list[str] = []
    for number, fix in enumerate(diagnosis.fixes, 1):
        if number == 1:
            lines += _whole(diagnosis, fix, root, room, chars)
        else:
            lines += _short(number, fix, diagnosis.fixes[0], root, room, chars)
    for rejected in diagnosis.rejected:
        text = chars.clean(f"{chars.code(rejected.content)} {_but(rejected.why)}")
        lines += chars.fill("  rejected: ", text, room, 12)
    return [*lines, *_footer(diagnosis, root, room, chars)]


def _but(why: str) -> str:
    """The reason as the rest of a sentence that begins with the edit."""
    first = why.split(" ", 1)[0]
    # "fits `val` and breaks `train`" goes on by itself; "18800 values change place" does not.
    return why if first in ("runs", "runs,", "fits", "works", "passes", "makes", "hides") else f"runs, but {why}"


def _whole(diagnosis: Diagnosis, fix: Fix, root: str, room: int, chars: Charset) -> list[str]:
    """A fix in full: title, the lines that change, what verified it."""
    lines = chars.fill(f"help[{fix.applicability}]: ", chars.clean(fix.title), room, 2)
    found = {path: changes(path, edits) for path, edits in by_file(fix.edits).items()}
    numbers = max((len(str(change.number)) for some in found.values() for change in some), default=1)
    for path, some in found.items():
        lines.append("  " + chars.shorten(chars.clean(shown(path, root)), room - 2))
        starts = [f"  {change.number:>{max(numbers, 2)}} {change.sign} " for change in some[:MOST_CHANGES]]
        left = room - max(map(len, starts), default=0)
        texts = [Window(left, chars).drawn(change.text) for change in some[:MOST_CHANGES]]
        if any(width(text) > left for text in texts):
            # Lines that are too long lose the indentation that they share first, then their middle.
            texts = textwrap.dedent("\n".join(texts)).split("\n")
        lines += [start + text for start, text in zip(starts, told_apart(texts, left, chars), strict=True)]
        if len(some) > MOST_CHANGES:
            lines.append(f"     {chars.ellipsis} and {len(some) - MOST_CHANGES} more changed lines")
        if not some:  # the source is not to be had
            for edit in by_file(fix.edits)[path]:
                start = f"  {edit.span.line:>2} + "
                lines.append(start + chars.shorten(chars.code(edit.content), room - len(start)))
    lines += chars.fill("  ", chars.clean(verdict(diagnosis, fix.verified)), room, 12)
    if fix.note:
        lines += chars.fill("  note: ", chars.clean(fix.note), room, 8)
    return lines


def verdict(diagnosis: Diagnosis, check: Check | None) -> str:
    """What was run to check a fix, and what came out."""
    if check is None:
        return "not verified: nothing was run"
    said = [f"ran {check.ran}" if check.level == "program" and check.ran else check.ran]
    if check.result_shape is not None:
        primary = diagnosis.primary
        axes = primary.axes if primary and any(op in diagnosis.op for op in _KEEPS_AXES) else ()
        module = diagnosis.module.path if diagnosis.module and check.level != "forward" else ""
        said.append(f"{module or 'result'} → {dims(check.result_shape, axes)}")
    said.append(check.note)
    return f"{'verified' if check.passed else 'failed'}: {', '.join(part for part in said if part)}"


def _short(number: int, fix: Fix, first: Fix, root: str, room: int, chars: Charset) -> list[str]:
    """A further fix on one line; its number is what ``shapefault fix ID#2`` takes."""
    passed = fix.verified is not None and fix.verified.passed
    title = chars.clean(fix.title)
    if text := _text(fix, title, chars):
        title = f"{text}: {title}"
    tag = [f"#{number}"]
    if fix.applicability != first.applicability:
        tag.append(fix.applicability)
    if fix.edits and first.edits:
        here, there = first.edits[0].span, fix.edits[0].span
        if there.file != here.file:
            tag.append(chars.clean(place(there, root)))
        elif there.line != here.line:
            tag.append(f"line {there.line}")
    start = "  also verified: " if passed else "  also possible: "
    return chars.fill(start, f"{title} ({', '.join(tag)})", room, 17)


def _text(fix: Fix, title: str, chars: Charset) -> str:
    """What a fix of one edit writes and its title does not say: the line where that is short, else the new part."""
    content = fix.edits[0].content.strip() if len(fix.edits) == 1 else ""
    if "\n" in content or chars.code(content) in title:
        return ""
    whole = [change.text for change in changes(fix.edits[0].span.file, list(fix.edits)) if change.sign == "+"]
    written = [chars.code(text).strip() for text in (*(whole if len(whole) == 1 else ()), content)]
    return next((text for text in written if width(text) <= _SHORT), "").strip(" ,").rstrip(":")


def _footer(diagnosis: Diagnosis, root: str, room: int, chars: Charset) -> list[str]:
    """The commands to go on with."""
    more = f"more: shapefault explain {chars.clean(diagnosis.code)}"
    lines = [more]
    if diagnosis.fixes and not in_cells(diagnosis.fixes[0]):
        unsafe = " --unsafe" if diagnosis.fixes[0].applicability == "unsafe" else ""
        apply = f"apply: shapefault fix {chars.clean(identity(diagnosis, root))}{unsafe}"
        one = f"{more}        {apply}"
        lines = [one] if width(one) <= room else [more, apply]
    return [chars.shorten(line, room) for line in lines]
