"""``shapefault check``: what a model accepts, before any data."""

from __future__ import annotations

import json
import os
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shapefault.check.errors import UsageError
from shapefault.check.jobs import Job, from_project, run
from shapefault.integrations.say import say

if TYPE_CHECKING:
    from shapefault.check.result import CheckResult


@click.command(short_help="Check a model without data: its layers, its faults, the sizes it accepts.")
@click.argument("target", required=False)
@click.option("--input", "inputs", metavar="SPEC", multiple=True, help='Axes of an input: "N,3,H,W", "ids=N,L:int64".')
@click.option("--args", metavar="JSON", help="Arguments of the class or factory: '{\"num_classes\": 10}'.")
@click.option("--from-script", "script", metavar="FILE", help='Take the models that a script calls: "train.py --lr 1".')
@click.option("--train", is_flag=True, help="Check in training mode instead of evaluation mode.")
@click.option("--require", metavar="RANGE", multiple=True, help='Sizes that must be accepted: "H=1..1024".')
@click.option("--independence", is_flag=True, help="Also check that samples of a batch do not mix.")
@click.option("--no-domain", is_flag=True, help="Do not work out which sizes are accepted.")
@click.option("--no-fix", is_flag=True, help="Do not look for edits.")
@click.option("--no-table", is_flag=True, help="Leave out the table of layers.")
@click.option("--depth", metavar="N", type=click.IntRange(0), default=3, show_default=True, help="Depth of the table.")
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(0, min_open=True),
    help="Time for one run of forward (30 if left out), or for a script's first step (120).",
)
@click.option("--watch", is_flag=True, help="Check again whenever a file of the model is saved.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html", "concise"]),
    default="text",
    show_default=True,
    help="Form of the result.",
)
@click.option("--output", metavar="FILE", help="Write the result to FILE instead of stdout.")
@click.option("--ascii", is_flag=True, help="Use ASCII characters only.")
def check(
    target: str | None,
    inputs: tuple[str, ...],
    args: str | None,
    script: str | None,
    train: bool,
    require: tuple[str, ...],
    independence: bool,
    no_domain: bool,
    no_fix: bool,
    no_table: bool,
    depth: int,
    timeout: float | None,
    watch: bool,
    form: str,
    output: str | None,
    ascii: bool,
) -> int:
    """Check a model without data and without computing: its layers, every fault, the sizes it accepts.

    \b
        shapefault check models.py:UNet --input "N,3,H,W"
        shapefault check torchvision.models:resnet50 --input 8,3,224,224
        shapefault check --from-script train.py
        shapefault check                            the models in pyproject.toml

    In an input, a number is a size and a name an axis of any size. Exit status: 0 no fault, 1 faults,
    2 bad usage.
    """
    view = View(form, output, not no_table, depth, ascii)
    try:
        if script is not None and (target is not None or inputs or args):
            raise UsageError(
                "--from-script takes model and input from the script; leave out the target, --input and --args"
            )
        if script is not None and (train or require or independence):
            raise UsageError(
                "--from-script checks each call as the script makes it; leave out --train, --require and --independence"
            )
        if watch and (script is not None or form != "text" or output is not None):
            raise UsageError("--watch prints text and takes a target; leave out --from-script, --format and --output")
        _needs_torch()
        if script is not None:
            from shapefault.check.script import LIMIT, check_script

            file, argv = _command(script)
            return _shown(check_script(file, argv, fixes=not no_fix, limit=timeout or LIMIT), view)
        given = Job(target or "", inputs, args, train, require, independence, not no_domain, not no_fix)
        jobs = [given] if target is not None else _of_project(given)
        jobs = [replace(job, timeout=timeout) for job in jobs] if timeout is not None else jobs
        if watch:
            from shapefault.integrations.watch import watch as keep_watching

            return keep_watching(jobs, view)
        return _shown([run(job) for job in jobs], view, whole=target is None)
    except UsageError as problem:
        click.echo(f"shapefault: {problem}", err=True)
        return 2
    except Exception as failure:
        from shapefault.faults.base import strict

        if strict():
            raise
        told = " ".join(f"{type(failure).__name__}: {failure}".split())[:200]
        click.echo(f"shapefault: the check itself failed ({told}); SHAPEFAULT_STRICT=1 shows where", err=True)
        return 2


def _command(script: str) -> tuple[str, list[str]]:
    """The script and its arguments; the name of a file may have blanks."""
    if Path(script).is_file():
        return script, []
    try:
        file, *argv = shlex.split(script)
    except ValueError:
        return script, []
    return file, argv


class View:
    """How a result is wanted."""

    def __init__(self, form: str, output: str | None, table: bool, depth: int, ascii: bool) -> None:
        self.form, self.output, self.table, self.depth, self.ascii = form, output, table, depth, ascii

    def drawn(self, results: list[CheckResult], whole: bool) -> str:
        """The results in the form that is wanted; ``whole`` for the models of a project."""
        if self.form == "json":
            found: Any = [result.to_json() for result in results]
            if whole or len(found) != 1:
                found = {"schema": "shapefault.checks/1", "status": worst(results), "results": found}
            else:
                found = found[0]
            return json.dumps(found, indent=2, ensure_ascii=False) + "\n"
        if self.form == "html":
            from shapefault.check.show.html import page

            return page(results)
        if self.form == "concise":
            from shapefault.render.concise import render as concise

            return "".join(concise(result.report, ascii=self.ascii) for result in results)
        from shapefault.check.show.text import render
        from shapefault.render.colour import wanted

        color = self.output is None and wanted(sys.stdout)
        tables = self.table and not (whole and len(results) > 1)
        drawn = (render(r, table=tables, depth=self.depth, ascii=self.ascii, color=color) for r in results)
        return "\n".join(drawn)


def worst(results: list[CheckResult]) -> str:
    """The status of all results together."""
    found = {result.status for result in results}
    return "faults" if "faults" in found else "undecided" if "undecided" in found else "clean"


def _shown(results: list[CheckResult], view: View, whole: bool = False) -> int:
    text = view.drawn(results, whole)
    if view.output is None:
        say(text)
    else:
        try:
            Path(view.output).write_text(text, encoding="utf-8")
        except OSError as failure:
            raise UsageError(
                f"cannot write --output {view.output}: {failure.strerror}; name a file that can be written"
            ) from None
    _keep(results)
    return 1 if worst(results) == "faults" else 0


def _keep(results: list[CheckResult]) -> None:
    """Store the diagnoses for ``shapefault fix``; a cache that cannot be written is no reason to complain."""
    from shapefault.render.json import to_json
    from shapefault.repair.apply import store

    first = results[0].report if results else None
    if first is None or not any(result.diagnoses for result in results):
        return
    diagnoses = tuple(d for result in results for d in result.diagnoses)
    sources = {path: digest for result in results for path, digest in result.report.sources.items()}
    try:
        store(to_json(replace(first, diagnoses=diagnoses, sources=sources)), os.getcwd())
    except OSError:
        return


def _of_project(given: Job) -> list[Job]:
    if given.input or given.args is not None:
        raise UsageError("--input and --args need a target: give FILE:NAME or package.module:NAME")
    return [
        replace(
            job,
            training=job.training or given.training,
            require=(*job.require, *given.require),
            independence=job.independence or given.independence,
            domain=job.domain and given.domain,
            fixes=job.fixes and given.fixes,
        )
        for job in from_project(Path.cwd())
    ]


def _needs_torch() -> None:
    """Note where modules are built, from before torch is loaded; and say so where there is none."""
    from importlib.util import find_spec

    from shapefault.observe import hooks

    if find_spec("torch") is None:
        raise UsageError(f"torch is not installed for {sys.executable}; run shapefault with the Python of your project")
    hooks.arm()
