"""A table of the first run that is at hand and handed on to nobody: ``prepare(lines)`` where ``prepare(lines, vocab)``
takes one, and the entries of the checkpoint are as many as those of the table that was read beside it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.named_arguments import defined
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.state.loading import Loading
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, bound_argument, callee, default_of


def given_table(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """The table given to each call, above the loading, that leaves an argument at ``None``."""
    project = bench_of(trace).project
    then = {size for key in loading.keys for size in key.checkpoint}
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        tables = [
            name
            for name, value in list(frame.frame.f_locals.items())
            if isinstance(value, dict | list | tuple) and len(value) in then and len(value) > 1
        ]
        if source is None or function is None or not tables:
            continue
        for node in walk(function):
            own = defined(project, callee(node)) if isinstance(node, ast.Call) else None
            if not isinstance(node, ast.Call) or own is None or node.lineno > frame.lineno:
                continue
            for parameter in [*own.args.args, *own.args.kwonlyargs]:
                default = default_of(own, parameter.arg)
                free = isinstance(default, ast.Constant) and default.value is None
                if not free or bound_argument(node, own, parameter.arg) is not None:
                    continue
                for name in tables:
                    yield fix(
                        f"give {callee(node)} {parameter.arg}={name}",
                        set_keyword(CallPlace(source, node), parameter.arg, name),
                        prior, stage=Stage.STATE_DICT,
                        why=f"{name} has as many entries as the checkpoint, and is handed on to nobody",
                    )  # fmt: skip
