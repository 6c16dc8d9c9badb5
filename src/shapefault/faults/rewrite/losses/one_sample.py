"""Scores of one sample, (C), with a target of one entry, (1): torch takes both and only its backward refuses them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_LOSSES = ("nll_loss", "cross_entropy")


def one_sample(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The batch axis for the scores, where the loss is worked out in the function that calls ``backward``."""
    source, node = trace.source(), trace.crash.expression
    function = trace.function()
    backward = isinstance(node, ast.Call) and callee(node) == "backward"
    if source is None or function is None or not backward or mismatch.op not in _LOSSES:
        return
    for call in walk(function):
        if isinstance(call, ast.Call) and len(call.args) > 1 and (callee(call) in _LOSSES or "crit" in callee(call)):
            yield fix(
                "add the batch axis to the scores",
                wrapped(source, call.args[0], "{}.unsqueeze(0)"),
                prior,
                stage=Stage.LOSS_TARGET,
                why="the target is that of a batch of one, the scores have no batch axis",
            )
