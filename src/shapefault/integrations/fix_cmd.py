"""``shapefault fix``: apply a fix of the last report to the source."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import click

from shapefault.integrations.say import say
from shapefault.model import Diagnosis, Fix, Report
from shapefault.render.json import from_json
from shapefault.render.places import identity, relative
from shapefault.repair.apply import ApplyError, load, load_last, plan, write


@dataclass(frozen=True)
class Choice:
    """A fix by the id that names it."""

    id: str
    diagnosis: Diagnosis
    fix: Fix


@click.command(short_help="Apply a fix of the last report to the source.")
@click.argument("id", required=False)
@click.option("--unsafe", is_flag=True, help="Also apply a fix that changes what the model sees or is.")
@click.option("--diff", is_flag=True, help="Print the change as a unified diff and write nothing.")
@click.option("--report", metavar="FILE", help="Take the report from FILE (of --format json), not the last one.")
def fix(id: str | None, unsafe: bool, diff: bool, report: str | None) -> int:
    """Apply a fix of the last report to the source, if the source is still what was read.

    ID is printed below a diagnosis (SF101@data.py:11); the start of it is enough where it is the only one.
    ID#2 is the second fix. Without ID, the ids that there are are listed.
    """
    try:
        return _fix(id, unsafe, diff, report)
    except ApplyError as why:
        click.echo(f"shapefault: {why}", err=True)
        return 2


def _fix(id: str | None, unsafe: bool, diff: bool, file: str | None) -> int:
    report = _read(load(file) if file else load_last())
    choices = _choices(report)
    if id is None:
        if not choices:
            raise ApplyError("the last report has no fix; `shapefault explain CODE` says more about a fault")
        for choice in choices:
            say(f"{choice.id}  {choice.fix.applicability}  {choice.fix.title}\n")
        return 0
    chosen = _choose(id, choices)
    if chosen.fix.applicability == "unsafe" and not unsafe and not diff:
        raise ApplyError(f"{chosen.id} is unsafe ({chosen.fix.title}); add --unsafe to apply it, or --diff to see it")
    patches = plan(chosen.fix, report.sources)
    if diff:
        for patch in patches:
            say(patch.diff)
        return 0
    write(patches)
    say(f"applied {chosen.id}: {chosen.fix.title}\n")
    for patch in patches:
        say(f"  {relative(patch.path, os.getcwd())}\n")
    return 0


def _read(data: dict[str, Any]) -> Report:
    try:
        return from_json(data)
    except ValueError as failure:
        raise ApplyError(str(failure)) from None


def _choices(report: Report) -> list[Choice]:
    """All fixes of a report; the ids of two diagnoses at one place count on."""
    found: list[Choice] = []
    seen: dict[str, int] = {}
    for diagnosis in report.diagnoses:
        name = identity(diagnosis, report.root)
        for one in diagnosis.fixes:
            seen[name] = seen.get(name, 0) + 1
            found.append(Choice(name if seen[name] == 1 else f"{name}#{seen[name]}", diagnosis, one))
    return found


def _choose(id: str, choices: list[Choice]) -> Choice:
    """The one fix that ``id`` names or begins to name."""
    wanted = id.removesuffix("#1")
    exact = [choice for choice in choices if choice.id == wanted]
    if exact:
        return exact[0]
    start, mark, number = wanted.partition("#")
    names = sorted({choice.id.partition("#")[0] for choice in choices})
    near = [name for name in names if name.lower().startswith(start.lower())]
    if len(near) == 1:
        full = near[0] + mark + number
        found = [choice for choice in choices if choice.id == full]
        if found:
            return found[0]
    there = ", ".join(choice.id for choice in choices) or "none"
    how = "names several fixes" if len(near) > 1 else "is not in the last report"
    raise ApplyError(f"{id} {how}; the ids are: {there}")
