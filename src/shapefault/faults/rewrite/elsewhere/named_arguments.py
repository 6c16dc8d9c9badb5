"""Arguments with each other's names: ``Net(hidden, size)`` of a class whose ``__init__`` takes ``size, hidden``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from shapefault.faults.rewrite.bench import bench_of, exchange, fix
from shapefault.faults.rewrite.elsewhere.bindings import last_name
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import Function, Project, bound_argument, method_of


def misordered(trace: Trace, prior: float) -> Iterator[Fix]:
    """Two such arguments of a call of the program's own functions and classes, each in the other's place."""
    project = bench_of(trace).project
    for name, calls in project.calls.items():
        function = defined(project, name)
        if function is None:
            continue
        for call in calls:
            given = {p.arg: bound_argument(call.node, function, p.arg) for p in function.args.args}
            said = {parameter: last_name(node) for parameter, node in given.items()}
            for one, other in combinations(given, 2):
                first, second = given[one], given[other]
                if first is None or second is None:
                    continue
                exact = (said[one] == other) + (said[other] == one)
                if exact == 2 or (exact and _like(said[one], other) and _like(said[other], one)):
                    yield fix(
                        f"swap {other} and {one} in the call of {name}", exchange(call.source, first, second),
                        prior - 0.04 * (2 - exact),
                        stage=Stage.LAYER_CONFIG, why=f"{name} takes {one} before {other}",
                    )  # fmt: skip


def _like(one: str, other: str) -> bool:
    """Whether two names are one but for an ending: ``ntoken`` and ``ntokens``."""
    return min(len(one), len(other)) > 2 and (one.startswith(other) or other.startswith(one))


def defined(project: Project, name: str) -> Function | None:
    """The one function of that name, or the ``__init__`` of the class."""
    if name in project.classes:
        return method_of(project.classes[name][1], "__init__")
    found = project.functions.get(name, [])
    return found[0][1] if len(found) == 1 and name != "__init__" else None
