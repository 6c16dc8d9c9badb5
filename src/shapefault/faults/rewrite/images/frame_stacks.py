"""A switch that stacks frames and is left off, in front of a network that takes several frames for its channels."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.defaults import defaults_of, leaving
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace

_MOST = 3


def stack_switches(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """``frame_stack=True`` in each call that leaves it at ``False``."""
    if got not in (1, 3) or want % got or want == got:
        return
    project = bench_of(trace).project
    switches = [
        (called, call, name)
        for called, _, function, name, default in defaults_of(project)
        if "stack" in name.lower() and default.value is False
        for call in leaving(project, function, name)
    ]
    for called, call, name in switches[:_MOST]:
        yield fix(
            f"let {called} stack its frames", set_keyword(call, name, "True"), prior, stage=Stage.DATA_LOADING,
            why=f"{name} is left at False, the network takes {want // got} frames",
        )  # fmt: skip
