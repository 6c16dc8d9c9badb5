"""A small count that a call leaves at its default, where a few columns too many arrive: ``Predictor(model, nc=1)``."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.defaults import defaults_of, leaves_out
from shapefault.faults.rewrite.numbers.related import stage_of
from shapefault.model import Fix
from shapefault.observe.trace import Trace

_MOST, _LARGEST, _CALLS = 8, 8, 2
_COUNTS = ("nc", "num", "n_", "count", "classes", "extra", "channels", "dim")


def counts_left_at_default(trace: Trace, more: int, prior: float) -> Iterator[Fix]:
    """Each such count larger by ``more``, the columns that are too many."""
    project, made = bench_of(trace).project, 0
    for called, _, function, name, default in defaults_of(project):
        if type(default.value) is not int or not 0 <= default.value <= _LARGEST or not name.startswith(_COUNTS):
            continue
        new = default.value + more
        for call in project.calls.get(called, [])[:_CALLS] if new > 0 and made < _MOST else ():
            if leaves_out(call, function, name):
                made += 1
                why = f"{abs(more)} columns arrive that {name} does not count"
                yield fix(f"build {called} with {name}={new}", set_keyword(call, name, str(new)), prior,
                          stage=stage_of(name), why=why)  # fmt: skip
