"""Options of the command line: as ``add_argument`` declares them, as ``parse_args(["--n", "12"])`` gives them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from shapefault.model import Edit, Span
from shapefault.source.files import parent
from shapefault.source.project import CallPlace, Project, callee, texts_of


@dataclass(frozen=True)
class Option:
    """One ``parser.add_argument(...)``."""

    call: CallPlace
    words: tuple[str, ...]
    """``-n`` and ``--num``."""
    given: dict[str | None, ast.expr]
    """The keywords of the call."""

    @property
    def names(self) -> list[str]:
        """The attributes under which the words may be read."""
        return [word.lstrip("-").replace("-", "_") for word in self.words]

    @property
    def off(self) -> bool:
        """Whether it is a switch that is off unless it is given."""
        action = self.given.get("action")
        return isinstance(action, ast.Constant) and action.value == "store_true" and "default" not in self.given


def options(project: Project) -> Iterator[Option]:
    """The options that the program declares."""
    for call in project.calls.get("add_argument", []):
        words = tuple(w.value for w in call.node.args if isinstance(w, ast.Constant) and isinstance(w.value, str))
        if words:
            yield Option(call, words, {k.arg: k.value for k in call.node.keywords})


def option_added(project: Project, option: str, value: str | None = None) -> Iterator[Edit]:
    """``option`` (and its value) put at the end of each list of options that is an argument of a call."""
    for source in project.sources:
        for node in source.nodes:
            around = parent(node)
            if not isinstance(node, ast.List) or not isinstance(around, ast.Call):
                continue
            if not node.elts and callee(around) in ("parse_args", "parse_known_args"):
                given = ", ".join(f'"{word}"' for word in (option, value) if word is not None)
                yield Edit(source.span(node), f"[{given}]")
            words = texts_of(node)
            if not words or not words[0].startswith("--") or option in words:
                continue
            end = source.span(node.elts[-1]).end
            text = "".join(f', "{word}"' for word in (option, value) if word is not None)
            yield Edit(Span(source.path, end, end), text)
