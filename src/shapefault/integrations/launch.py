"""``shapefault run``: python itself runs the program, with our hooks set before its first line.

The process is replaced by plain python (``exec``) started on the script or module, with its own options.
So everything that a program can see is python's own: ``__main__``, ``sys.path``, the stack, the recursion
limit, stdin, signals, the exit status. See :mod:`shapefault.integrations.hook` for what is set.
"""

from __future__ import annotations

import os
import sys

from shapefault.integrations import bad_input, handover
from shapefault.integrations.run_options import RunOptions, UsageError, parse

_BOOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "boot")


def main(args: list[str]) -> int:
    """Run the program that ``args`` name; returns only when it could not be started."""
    try:
        options = parse(args)
        if options.help:
            from shapefault.integrations.cli import show_run_help

            show_run_help()
            return 0
        _check_interpreter()
        bad_input.check(options)
    except UsageError as problem:
        sys.stderr.write(f"shapefault: {problem}\n")
        return 2
    return start(options)


def start(options: RunOptions) -> int:
    """Replace this process by python on the user's program."""
    python = [*interpreter_options(sys.orig_argv), *options.python]
    how = ["-m", options.target] if options.kind == "module" else _as_operand(options.target)
    environment = dict(os.environ)
    environment["SHAPEFAULT_RUN"] = handover.write(options, python)
    before = environment.get("PYTHONPATH")
    if before is not None:
        environment["SHAPEFAULT_PYTHONPATH"] = before
    environment["PYTHONPATH"] = os.pathsep.join([_BOOT, before]) if before else _BOOT
    command = [sys.executable, *python, *how, *options.args]
    if os.name == "posix":
        try:
            os.execve(sys.executable, command, environment)
        except OSError as failure:
            sys.stderr.write(f"shapefault: cannot start {sys.executable}: {failure.strerror}\n")
            return 2
    return _spawn(command, environment)


def _as_operand(script: str) -> list[str]:
    """The script as python takes it even if its name begins with a dash."""
    if script != "-" and script.startswith("-"):
        return [os.path.join(os.curdir, script)]
    return [script]


def _spawn(command: list[str], environment: dict[str, str]) -> int:
    """Where a process cannot be replaced: wait for a child and give back its exit status."""
    import signal
    import subprocess

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.run(command, env=environment, check=False).returncode


def interpreter_options(orig_argv: list[str]) -> list[str]:
    """The options given to the python that runs us, which the program's python gets, too."""
    found: list[str] = []
    words = iter(orig_argv[1:])
    for word in words:
        if not word.startswith("-") or word == "-":
            break
        if word.startswith("--"):
            found += [word, next(words, "")]
            continue
        for place, letter in enumerate(word[1:], start=1):
            if letter in "cm":  # ends python's options; what stands before it in the same word is one
                return found if place == 1 else [*found, word[:place]]
            if letter in "XW":
                found += [word] if word[place + 1 :] else [word, next(words, "")]
                break
        else:
            found.append(word)
    return found


def _check_interpreter() -> None:
    """The hooks are set by a module on PYTHONPATH, which these options of python switch off."""
    for option, given in (("-E", sys.flags.ignore_environment), ("-S", sys.flags.no_site)):
        if given:
            raise UsageError(
                f"python was started with {option} or -I, which keeps shapefault out of the program; "
                "leave it out, or put `import shapefault; shapefault.install()` first in the program"
            )
    if os.pathsep in _BOOT:
        raise UsageError(f"the folder of shapefault, {_BOOT}, has {os.pathsep!r} in its name; install it elsewhere")
    if not sys.executable:
        raise UsageError("cannot tell which python this is (sys.executable is empty); start it by its full path")
