"""Text as a terminal shows it: its width in columns, shortened, wrapped, in ASCII if need be."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# What the symbols of a report become with --ascii.
_PLAIN = {
    "◄─": "<-",
    "·": "*",
    "→": "->",
    "−": "-",
    "×": "x",
    "≠": "!=",
    "≤": "<=",
    "≥": ">=",
    "²": "^2",
    "…": "...",
}


def columns(char: str) -> int:
    """How many columns ``char`` takes: 2 for wide ones, 0 for those that combine."""
    if char.isascii():
        return 1
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def width(text: str) -> int:
    """How many columns ``text`` takes."""
    return len(text) if text.isascii() else sum(map(columns, text))


def pad(text: str, to: int) -> str:
    """``text`` with blanks behind it up to ``to`` columns."""
    return text + " " * (to - width(text))


@dataclass(frozen=True)
class Charset:
    """The characters a report is drawn with."""

    ascii: bool = False

    @property
    def ellipsis(self) -> str:
        """What stands for text that is left out."""
        return "..." if self.ascii else "…"

    @property
    def arrow(self) -> str:
        """The mark that says "comes from"."""
        return "<-" if self.ascii else "◄─"

    def clean(self, text: str) -> str:
        """``text`` on one line, with nothing in it that moves the cursor or cannot be encoded."""
        return self.source(" ".join(text.splitlines()).strip())

    def code(self, text: str) -> str:
        """A piece of source on one line, its runs of blanks closed up."""
        return self.source(" ".join(text.split()))

    def source(self, text: str) -> str:
        """``text`` with every character one that can be shown, blanks as they are."""
        if not (text.isascii() and text.isprintable()):
            text = "".join(map(_printable, text))
        if self.ascii and not text.isascii():
            for symbol, plain in _PLAIN.items():
                text = text.replace(symbol, plain)
            text = "".join(char if char.isascii() else "?" * columns(char) for char in text)
        return text

    def shorten(self, text: str, room: int) -> str:
        """``text``, with its middle left out if it is wider than ``room``."""
        if width(text) <= room:
            return text
        gap = width(self.ellipsis)
        if room <= gap:
            return _first(text, max(room, 0))
        left = (room - gap + 1) // 2
        return _first(text, left) + self.ellipsis + _last(text, room - gap - left)

    def begin(self, text: str, room: int) -> str:
        """``text``, with its end left out if it is wider than ``room``."""
        return text if width(text) <= room else _first(text, room - width(self.ellipsis)) + self.ellipsis

    def fill(self, start: str, text: str, room: int, indent: int) -> list[str]:
        """``start`` and ``text`` in lines of at most ``room`` columns, the further ones indented."""
        lines: list[str] = []
        line, fresh = start, True
        for word in text.split(" "):
            joined = line + word if fresh else f"{line} {word}"
            if width(joined) > room:
                if not fresh:
                    lines.append(line)
                    line = " " * indent
                joined = line + self.shorten(word, room - width(line))
            line, fresh = joined, False
        return [*lines, line]


def _printable(char: str) -> str:
    if char.isprintable():
        return char
    if char == "\t":
        return " "
    return "" if unicodedata.category(char) == "Cf" else "?"


def _first(text: str, room: int) -> str:
    """As many characters from the start as fit."""
    used = 0
    for at, char in enumerate(text):
        used += columns(char)
        if used > room:
            return text[:at]
    return text


def _last(text: str, room: int) -> str:
    """As many characters from the end as fit."""
    used = 0
    for at in range(len(text) - 1, -1, -1):
        used += columns(text[at])
        if used > room:
            return text[at + 1 :]
    return text
