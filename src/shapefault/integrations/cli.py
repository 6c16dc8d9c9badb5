"""The command line: what ``shapefault --help`` lists. ``run`` has its own parser, in ``run_options``."""

from __future__ import annotations

import importlib
import sys

import click

import shapefault
from shapefault.integrations.run_options import FLAGS

# Loaded when asked for, so that no command pays for another's imports.
_ELSEWHERE = {
    "check": (
        "shapefault.integrations.check_cmd",
        "Check a model without data: its layers, its faults, the sizes it accepts.",
    ),
    "explain": (
        "shapefault.integrations.explain_cmd",
        "Explain a fault code, or an error message or log from stdin.",
    ),
    "fix": ("shapefault.integrations.fix_cmd", "Apply a fix of the last report to the source."),
}

RUN_HELP = """\
Run a program exactly as python does, and explain the shape fault that ends it.

\b
    shapefault run train.py --epochs 10       as `python train.py --epochs 10`
    shapefault run -m package.train           as `python -m package.train`

The program's output and exit status are its own. When a tensor's shape stops it, a diagnosis follows
the traceback: where, why, which stage of the program, and the edits that were checked by running them.
"""


class RunCommand(click.Command):
    """``run``, whose options are read by its own parser and only shown here."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The first line of the help text."""
        formatter.write_usage(ctx.command_path, "[OPTIONS] [-m MODULE | SCRIPT] [ARGS]...")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of options, from the one that the parser uses."""
        with formatter.section("Options"):
            formatter.write_dl(
                [(f"{flag.name} {flag.metavar}{'...' if flag.repeated else ''}".strip(), flag.help) for flag in FLAGS]
            )


class Commands(click.Group):
    """The group of commands; some are found in modules of their own when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, those of other modules included."""
        return ["run", *_ELSEWHERE]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, imported if need be."""
        if cmd_name in _ELSEWHERE:
            module, _ = _ELSEWHERE[cmd_name]
            command: click.Command = getattr(importlib.import_module(module), cmd_name)
            return command
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    ("run", "Run a program as python does; explain the shape fault that ends it."),
                    *((name, line) for name, (_, line) in _ELSEWHERE.items()),
                ]
            )


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with:  shapefault run train.py",
)
@click.version_option(shapefault.__version__, prog_name="shapefault")
def cli() -> None:
    """Why does this tensor not fit this layer, and what do I change?

    shapefault runs a PyTorch program as python does. When a shape error ends it, shapefault says where the
    tensor and the layer disagree, which stage of the program put the wrong number there, and shows edits
    that it has already run.
    """


def _run(args: tuple[str, ...]) -> None:
    from shapefault.integrations.launch import main as launch

    sys.exit(launch(list(args)))


run_command = RunCommand(
    "run",
    callback=_run,
    params=[click.Argument(["args"], nargs=-1, type=click.UNPROCESSED)],
    help=RUN_HELP,
    add_help_option=False,
    context_settings={
        "ignore_unknown_options": True,
        "allow_interspersed_args": False,
        "max_content_width": 100,
    },
)
cli.add_command(run_command)


def show_run_help() -> None:
    """Print the help text of ``run``."""
    parent = click.Context(cli, info_name="shapefault")
    click.echo(run_command.get_help(click.Context(run_command, parent=parent, info_name="run", max_content_width=100)))


def main(args: list[str]) -> int:
    """Run the command line; a wrong one is told in one line and gives exit status 2."""
    if not args:
        args = ["--help"]
    try:
        status = cli.main(args, prog_name="shapefault", standalone_mode=False)
    except click.ClickException as problem:
        message = " ".join(problem.format_message().split())
        click.echo(f"shapefault: {message[:1].lower()}{message[1:].rstrip('.')}; see `shapefault --help`", err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 130
    return status if isinstance(status, int) else 0
