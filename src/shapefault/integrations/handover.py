"""How ``shapefault run`` tells the process that it starts what is wanted: JSON in an environment variable."""

from __future__ import annotations

import json
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from shapefault.integrations.options import CrashOptions
    from shapefault.integrations.run_options import RunOptions


def write(options: RunOptions, python: list[str]) -> str:
    """The settings for the program's process; the paths in them are absolute."""
    cwd = os.getcwd()
    kind = "stdin" if options.target == "-" and options.kind == "script" else options.kind
    return json.dumps(
        {
            "format": options.format,
            "output": None if options.output is None else os.path.join(cwd, options.output),
            "fix": options.fix,
            "rerun": options.rerun,
            "ascii": options.ascii,
            "kind": kind,
            "target": os.path.join(cwd, options.target) if kind == "script" else options.target,
            "args": options.args,
            "cwd": cwd,
            "python": python,
        }
    )


def read(settings: str, started: float) -> CrashOptions:
    """What :func:`write` wrote."""
    from shapefault.integrations.options import CrashOptions, Program

    told = json.loads(settings)
    program = Program(
        kind=told["kind"],
        target=told["target"],
        args=tuple(told["args"]),
        cwd=told["cwd"],
        python=(sys.executable, *told["python"]),
        started_by="run",
        started=started,
    )
    return CrashOptions(
        program=program,
        format=told["format"],
        output=told["output"],
        fix=told["fix"],
        rerun=told["rerun"],
        ascii=told["ascii"],
    )
