"""The sizes that the model was built with when the checkpoint was saved: of another call of its class, halves, doubles.

For sizes that no parameter shows: the picture's, from which the model works out how large its windows are.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.state.loading import Built, Loading, construction
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.scalars import evaluate

_MOST = 6


def other_sizes(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """Each integer that the model was built with, as another call of its class has it; half of it; twice."""
    made = 0
    for built in construction(trace, loading.model):
        for name in built.names():
            given, default = built.given(name), built.default(name)
            now = given.value if isinstance(given, ast.Constant) else default if given is None else None
            if type(now) is not int or now < 2:
                continue
            elsewhere = _elsewhere(trace, built, name) - {now}
            guesses = [(value, prior) for value in sorted(elsewhere)]
            guesses += [(v, prior - 0.16) for v in (now // 2, 2 * now) if v not in elsewhere and now % 2 == 0]
            for value, worth in guesses:
                edit = (
                    set_keyword(built.call, name, str(value))
                    if given is None
                    else Edit(built.call.source.span(given), str(value))
                )
                yield fix(
                    f"build {built.name} with {name}={value}, as the checkpoint may have been", edit, worth,
                    stage=Stage.STATE_DICT, why=f"{name} is {now} here",
                )  # fmt: skip
                made += 1
                if made >= _MOST:
                    return


def _elsewhere(trace: Trace, built: Built, name: str) -> set[int]:
    """What the other calls of the class give for a parameter."""
    bench = bench_of(trace)
    found: set[int] = set()
    for call in bench.project.calls.get(built.name, []):
        given = replace(built, call=call).given(name) if call.node is not built.call.node else None
        terms = bench.resolver.resolve(call.source, given) if given is not None else ()
        found |= {value for term in terms if (value := evaluate(term)) is not None and value > 1}
    return found
