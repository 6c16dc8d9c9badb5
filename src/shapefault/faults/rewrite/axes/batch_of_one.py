"""``batch.squeeze(0)`` in the loop over a loader: it does nothing until a batch has one sample, and takes its axis."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.batches import loop_of, rest_of
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk


def batch_of_one(trace: Trace, prior: float) -> Iterator[Fix]:
    """The batch as it comes, where the batch that fails is the last one and has one sample."""
    found = loop_of(trace.crash.frames)
    if found is None or rest_of(found[3]) != 1:
        return
    frame, loop, _, _ = found
    source = frame.site.source()
    for statement in loop.body if source is not None else ():
        for node in walk(statement):
            if source is None or not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            told = [ast.unparse(argument) for argument in node.args]
            if node.func.attr == "squeeze" and told in (["0"], []) and node.lineno <= frame.lineno:
                inner = source.span(node.func.value).text
                yield fix(
                    "leave out this squeeze", Edit(source.span(node), inner), prior - 0.04 * (not told),
                    stage=Stage.RESHAPE, why="the last batch has one sample, and loses its batch axis here",
                )  # fmt: skip
