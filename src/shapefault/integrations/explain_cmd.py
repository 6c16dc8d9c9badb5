"""``shapefault explain``: a fault's page, or what can be known from the text of an error."""

from __future__ import annotations

import os
import re
import sys

import click

from shapefault.integrations import fault_page
from shapefault.integrations.say import say

_CODE = re.compile(r"^sf\d{3,}$", re.IGNORECASE)
_MOST_BYTES = 8 << 20


@click.command(short_help="Explain a fault code, or an error message or log from stdin.")
@click.argument("what", nargs=-1)
def explain(what: tuple[str, ...]) -> int:
    """Explain a fault by its code, or a shape error by its text.

    \b
        shapefault explain SF101
        shapefault explain "RuntimeError: mat1 and mat2 shapes cannot be multiplied (64x4096 and 3136x10)"
        shapefault explain train.log
        python train.py 2>&1 | shapefault explain -

    Without an argument the text is read from stdin, or the codes are listed on a terminal. Nothing is run.
    """
    try:
        return _explain(" ".join(what))
    except OSError as failure:
        return _refuse(f"cannot read {failure.filename or 'stdin'}: {failure.strerror or failure}")


def _explain(what: str) -> int:
    code = what.partition("@")[0]
    if _CODE.match(code):
        return _page(code)
    if not what and sys.stdin.isatty():
        for head in fault_page.heads().values():
            say(f"{head.code}  {head.title}\n")
        return 0
    return _text(_read(what))


def _page(code: str) -> int:
    page = fault_page.read(code)
    if page is None:
        return _refuse(f"no fault {code.upper()}; the codes are: {', '.join(fault_page.heads())}")
    say(fault_page.render(page))
    return 0


def _read(what: str) -> str:
    """The text itself, or that of stdin or of a file; of a long one its end, where the error is."""
    if what in ("", "-"):
        data = sys.stdin.buffer.read()
    elif "\n" not in what and len(what) < 4096 and os.path.isfile(what):
        with open(what, "rb") as file:
            file.seek(max(0, os.path.getsize(what) - _MOST_BYTES))
            data = file.read()
    else:
        return what
    return data[-_MOST_BYTES:].decode("utf-8", "replace")


def _text(text: str) -> int:
    from shapefault.integrations.messages import explain as explained
    from shapefault.integrations.messages import find

    found = find(text)
    if found is None:
        return _refuse(
            "no shape error found in the text; expected a code (SF101), a message, a traceback or a log with one"
        )
    say(explained(found))
    return 0


def _refuse(why: str) -> int:
    click.echo(f"shapefault: {why}", err=True)
    return 2
