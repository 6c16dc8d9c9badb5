"""Printing a command's result to whatever stdout is."""

from __future__ import annotations

import sys

import click

from shapefault.render.measure import Charset


def say(text: str) -> None:
    """Print ``text``, in ASCII where stdout takes no more."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        text = "\n".join(map(Charset(ascii=True).source, text.split("\n")))
    click.echo(text, nl=False)
