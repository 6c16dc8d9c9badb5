"""Colour for a finished text; it adds to the characters and changes none."""

from __future__ import annotations

import os
import re
from typing import TextIO

_RULES = (
    (re.compile(r"^error\[[^]]*\]"), "bold red"),
    (re.compile(r"^warning\[[^]]*\]"), "bold yellow"),
    (re.compile(r"^help\[safe\]"), "bold green"),
    (re.compile(r"^help\[unsafe\]"), "bold magenta"),
    (re.compile(r"^ *(?:-->|:::)"), "bold blue"),
    (re.compile(r"^ *\d* \|"), "bold blue"),
    (re.compile(r"(?<=\| ) *\^+.*"), "bold red"),
    (re.compile(r"CULPRIT(?=:|$)"), "bold red"),
    (re.compile(r"^ +\d+ - .*"), "red"),
    (re.compile(r"^ +\d+ \+ .*"), "green"),
    (re.compile(r"^  (?:also )?verified(?=:)"), "green"),
    (re.compile(r"^  (?:rejected|failed)(?=:)"), "yellow"),
    (re.compile(r"^(?:more|apply): .*"), "dim"),
)


def wanted(stream: TextIO) -> bool:
    """Whether ``stream`` is a terminal that takes colour, and the user has not said otherwise."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False


def coloured(text: str) -> str:
    """``text`` with escape sequences."""
    from io import StringIO

    from rich.console import Console
    from rich.text import Text

    out = StringIO()
    console = Console(file=out, force_terminal=True, color_system="standard", legacy_windows=False, width=500)
    for line in text.splitlines():
        styled = Text(line)
        for pattern, style in _RULES:
            for match in pattern.finditer(line):
                styled.stylize(style, match.start(), match.end())
        console.print(styled, soft_wrap=True, highlight=False)
    return out.getvalue()
