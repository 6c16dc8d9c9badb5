"""Texts that may be cut, ``truncation=True``, with no length said: longer than the table of positions has rows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.defaults import leaving
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import Project, called_as, callee, default_of, has_forward

_LIMIT = re.compile(r"max_?(len|length|tokens|seq)|(len|length)_?limit", re.IGNORECASE)
_LARGE = 100_000


def unsaid_limit(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Each call of a function of the program's that leaves such a length open, with as many as there are rows."""
    rows = min(got, want)
    project = bench_of(trace).project
    for functions in project.functions.values() if rows > 1 else ():
        for _, function in functions:
            owner, called = enclosing(function, ast.ClassDef), called_as(function)
            if isinstance(owner, ast.ClassDef) and has_forward(owner):
                continue  # of a network it is the table, and not the texts
            for name in (a.arg for a in (*function.args.args, *function.args.kwonlyargs) if _LIMIT.search(a.arg)):
                if not _open(default_of(function, name)):
                    continue
                for call in leaving(project, function, name)[:3]:
                    yield fix(
                        f"call {called} with {name}={rows}", set_keyword(call, name, str(rows)),
                        prior - (0.0 if _truncates(project) else 0.16), stage=Stage.DATA_LOADING,
                        why=f"{name} is left open, and {max(got, want)} come where there are {rows}",
                    )  # fmt: skip


def _truncates(project: Project) -> bool:
    """Whether the program asks anywhere that what is too long be cut."""
    keywords = (k for calls in project.calls.values() for call in calls for k in call.node.keywords)
    return any(k.arg and "trunc" in k.arg and getattr(k.value, "value", None) is not False for k in keywords)


def _open(default: ast.expr | None) -> bool:
    """Whether a default sets no limit: None, or a number that nothing reaches."""
    if isinstance(default, ast.Call) and callee(default) == "int" and len(default.args) == 1:
        default = default.args[0]
    value = default.value if isinstance(default, ast.Constant) else ...
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool) and value >= _LARGE)
