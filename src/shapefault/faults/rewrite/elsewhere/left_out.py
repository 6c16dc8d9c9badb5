"""An argument that another call of the same function leaves out: ``extract(a, t, x_shape=(1, 1))`` beside
``extract(a, t)``, ``Config(94, 100, room=100)`` beside ``Config(94, 100)``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import without_argument
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee

_MOST = 4


def left_out_elsewhere(trace: Trace, prior: float, *, stage: Stage = Stage.RESHAPE) -> Iterator[Fix]:
    """The keywords of the calls in the running functions, left out of all that give the same value."""
    project = bench_of(trace).project
    seen: set[int] = set()
    for frame in list(trace.user_frames())[:_MOST]:
        source = frame.site.source()
        function = frame.function()
        if source is None or function is None or id(function) in seen:
            continue
        seen.add(id(function))
        given: dict[tuple[str, str, str], list[CallPlace]] = {}
        for part in walk(function):
            name = callee(part) if isinstance(part, ast.Call) else ""
            if not isinstance(part, ast.Call) or not (name in project.functions or name in project.classes):
                continue
            for keyword in part.keywords:
                if keyword.arg and _plain(keyword.value):
                    key = (name, keyword.arg, ast.unparse(keyword.value))
                    given.setdefault(key, []).append(CallPlace(source, part))
        for (name, argument, text), calls in given.items():
            if any(not c.node.args for c in calls) or not _others(project.calls.get(name, []), argument, function):
                continue
            edits = [
                without_argument(source, c.node, next(k for k in c.node.keywords if k.arg == argument)) for c in calls
            ]
            yield fix(
                f"leave {argument} of {name} out, as elsewhere",
                edits,
                prior,
                stage=stage,
                why=f"{argument} is given as {text} here, another call of {name} leaves it at its default",
            )


def _plain(value: ast.expr) -> bool:
    """Whether the value is written out in numbers."""
    return all(isinstance(p, ast.Constant | ast.Tuple | ast.List | ast.expr_context) for p in walk(value))


def _others(calls: list[CallPlace], argument: str, function: ast.AST) -> bool:
    """Whether a call in another function is surely not given the argument."""
    own = {id(part) for part in walk(function)}
    for call in calls:
        names = [k.arg for k in call.node.keywords]
        starred = any(isinstance(a, ast.Starred) for a in call.node.args)
        if id(call.node) not in own and argument not in names and None not in names and not starred:
            return True
    return False
