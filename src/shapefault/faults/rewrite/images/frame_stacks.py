"""A switch that stacks frames and is left off, in front of a network that takes several frames for its channels."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import default_of, method_of

_MOST = 3


def stack_switches(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """``frame_stack=True`` in each call that leaves it at ``False``."""
    if got not in (1, 3) or want % got or want == got:
        return
    project = bench_of(trace).project
    functions = [(name, function) for name, found in project.functions.items() for _, function in found]
    functions += [(n, init) for n, (_, cls) in project.classes.items() if (init := method_of(cls, "__init__"))]
    made = 0
    for name, function in functions:
        for parameter in (*function.args.args, *function.args.kwonlyargs):
            default = default_of(function, parameter.arg)
            off = isinstance(default, ast.Constant) and default.value is False
            if "stack" not in parameter.arg.lower() or not off:
                continue
            for call in project.calls.get(name, []):
                given = any(keyword.arg == parameter.arg for keyword in call.node.keywords)
                if made < _MOST and len(call.node.args) < 2 and not given:
                    made += 1
                    yield fix(
                        f"let {name} stack its frames", set_keyword(call, parameter.arg, "True"), prior,
                        stage=Stage.DATA_LOADING,
                        why=f"{parameter.arg} is left at False, the network takes {want // got} frames",
                    )  # fmt: skip
