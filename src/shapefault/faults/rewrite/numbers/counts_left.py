"""A small count that a call leaves at its default, where a few columns too many arrive: ``Predictor(model, nc=1)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.defaults import leaves_out
from shapefault.faults.rewrite.numbers.related import stage_of
from shapefault.model import Fix
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.project import default_of

_MOST, _LARGEST, _CALLS = 8, 8, 2
_COUNTS = ("nc", "num", "n_", "count", "classes", "extra", "channels", "dim")


def counts_left_at_default(trace: Trace, more: int, prior: float) -> Iterator[Fix]:
    """Each such count larger by ``more``, the columns that are too many."""
    project, made = bench_of(trace).project, 0
    for name, defined in project.functions.items():
        for _, function in defined:
            owner = parent(function)
            called = owner.name if name == "__init__" and isinstance(owner, ast.ClassDef) else name
            for argument in (*function.args.args, *function.args.kwonlyargs):
                default = default_of(function, argument.arg)
                if not isinstance(default, ast.Constant) or type(default.value) is not int:
                    continue
                if not argument.arg.startswith(_COUNTS) or not 0 <= default.value <= _LARGEST or made >= _MOST:
                    continue
                new = default.value + more
                for call in project.calls.get(called, [])[:_CALLS]:
                    if new > 0 and leaves_out(call, function, argument.arg):
                        made += 1
                        why = f"{abs(more)} columns arrive that {argument.arg} does not count"
                        yield fix(f"build {called} with {argument.arg}={new}",
                                  set_keyword(call, argument.arg, str(new)), prior,
                                  stage=stage_of(argument.arg), why=why)  # fmt: skip
