"""The command line of ``shapefault run``: one table, read by the parser and by the help text.

It is parsed here rather than by click because everything after the script belongs to the program, and
because click's import would double the time that ``shapefault run`` adds to a program's start.
"""

from __future__ import annotations

FORMATS = ("text", "json", "concise")


class UsageError(Exception):
    """What is wrong with a command line, in one line."""


class Flag:
    """One option of ``run``; without a ``metavar`` it takes no value."""

    __slots__ = ("choices", "help", "metavar", "name", "repeated")

    def __init__(
        self, name: str, help: str, metavar: str = "", choices: tuple[str, ...] = (), repeated: bool = False
    ) -> None:
        self.name = name
        self.help = help
        self.metavar = metavar
        self.choices = choices
        self.repeated = repeated


FLAGS = (
    Flag("--format", "Form of the report (default: text).", "|".join(FORMATS), FORMATS),
    Flag("--output", "Write the report to FILE instead of stderr.", "FILE"),
    Flag("--fix", "Apply the first safe fix that was verified."),
    Flag("--no-rerun", "Check fixes by the model's forward at most, never by running the program again."),
    Flag("--ascii", "Draw the report with ASCII characters only."),
    Flag("-X", "Passed to python, as in `python -X dev`.", "OPT", repeated=True),
    Flag("-W", "Passed to python, as in `python -W error`.", "ARG", repeated=True),
    Flag("-m", "Run a module, as `python -m MODULE` does; ends the options.", "MODULE"),
    Flag("--help", "Show this text."),
)
_BY_NAME = {flag.name: flag for flag in FLAGS}


class RunOptions:
    """What a ``shapefault run`` command line asks for."""

    __slots__ = ("args", "ascii", "fix", "format", "help", "kind", "output", "python", "rerun", "target")

    def __init__(self) -> None:
        self.format = "text"
        self.output: str | None = None
        self.fix = False
        self.rerun = True
        self.ascii = False
        self.help = False
        self.python: list[str] = []
        self.kind = "script"
        self.target = ""
        self.args: list[str] = []

    def set(self, flag: Flag, value: str) -> None:
        """Take in one option."""
        match flag.name:
            case "--format":
                self.format = value
            case "--output":
                self.output = value
            case "--fix":
                self.fix = True
            case "--no-rerun":
                self.rerun = False
            case "--ascii":
                self.ascii = True
            case "--help":
                self.help = True
            case "-m":
                self.kind, self.target = "module", value
            case _:
                self.python += [flag.name, value]


def parse(args: list[str]) -> RunOptions:
    """Read the options before the script or ``-m MODULE``; all that follows is the program's own."""
    options = RunOptions()
    rest = list(args)
    while rest and rest[0].startswith("-") and rest[0] != "-":
        word = rest.pop(0)
        if word == "--":
            break
        flag, value = _split(word)
        if flag.metavar and value is None:
            if not rest:
                raise UsageError(f"{flag.name} needs a value ({flag.metavar}), got none")
            value = rest.pop(0)
        if not flag.metavar and value is not None:
            raise UsageError(f"{flag.name} takes no value, got {value!r}")
        if flag.choices and value not in flag.choices:
            raise UsageError(f"{flag.name} must be one of {', '.join(flag.choices)}, got {value!r}")
        options.set(flag, value or "")
        if options.help or flag.name == "-m":
            break
    if options.kind == "script" and not options.help:
        if not rest:
            raise UsageError("expected a script or -m MODULE, got neither; try `shapefault run train.py`")
        options.target = rest.pop(0)
    options.args = rest
    return options


def _split(word: str) -> tuple[Flag, str | None]:
    """The option that a word names, and the value joined to it (``--format=json``, ``-Wd``)."""
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        joined = value if equals else None
    elif word == "-h":
        name, joined = "--help", None
    else:
        name, joined = word[:2], word[2:] or None
    flag = _BY_NAME.get(name)
    if flag is None:
        raise UsageError(f"no such option: {name}{_suggest(name)}; see `shapefault run --help`")
    return flag, joined


def _suggest(name: str) -> str:
    import difflib

    near = difflib.get_close_matches(name, [n for n in _BY_NAME if n.startswith("--")], n=1)
    return f" (did you mean {near[0]}?)" if near else ""
