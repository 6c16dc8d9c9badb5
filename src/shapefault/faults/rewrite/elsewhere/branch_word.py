"""The branch that was not taken asks for a word that nobody gives: ``if config.problem_type == "multi_label": ...``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import last_name
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.defaults import defaults_of, leaving
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent, statement_of
from shapefault.source.project import CallPlace, Project

_MOST = 2


def branch_word(trace: Trace, prior: float) -> Iterator[Fix]:
    """The word given where the option was left at its default, if the failing line stands in the other branch."""
    node = trace.crash.expression
    statement: ast.AST | None = statement_of(node) if node is not None else None
    stage = Stage.LOSS_TARGET if statement is not None and "loss" in ast.unparse(statement) else None
    for name, word in _asked(statement):
        for called, call in _leaving(bench_of(trace).project, name):
            found = fix(
                f"give {called} {name}={word!r}", set_keyword(call, name, f'"{word}"'), prior, stage=stage,
                why=f"{name} is left at its default, the other branch is for {word!r}",
            )  # fmt: skip
            yield replace(found, avoids=True)


def _leaving(project: Project, name: str) -> Iterator[tuple[str, CallPlace]]:
    """The calls that leave an option of this name at a default: of a parameter, of a data class's field."""
    for called, _, function, own, default in defaults_of(project):
        if own == name and _no_word(default):
            yield from ((called, call) for call in leaving(project, function, name)[:_MOST])
    for _, cls in project.classes.values():
        fields = [part for part in cls.body if isinstance(part, ast.AnnAssign) and part.value is not None]
        if any(last_name(field.target) == name and field.value and _no_word(field.value) for field in fields):
            calls = project.calls.get(cls.name, [])
            left = [c for c in calls if all(k.arg not in (name, None) for k in c.node.keywords)]
            yield from ((cls.name, call) for call in left[:_MOST])


def _asked(statement: ast.AST | None) -> Iterator[tuple[str, str]]:
    """The options and words of the tests whose other branch a statement stands in, the innermost first."""
    while statement is not None:
        above = parent(statement)
        test = above.test if isinstance(above, ast.If) and statement in above.orelse else None
        if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq):
            name, word = last_name(test.left), test.comparators[0]
            if name and isinstance(word, ast.Constant) and isinstance(word.value, str):
                yield name, word.value
        statement = above


def _no_word(default: ast.expr) -> bool:
    return isinstance(default, ast.Constant) and (default.value is None or isinstance(default.value, str))
