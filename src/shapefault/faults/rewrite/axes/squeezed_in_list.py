"""Results of a loop joined at its end, where ``squeeze()`` in the model took the batch axis of the last, single one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing

_MESSAGE = re.compile(r"same number of dimensions|zero-dimensional (tensor|arrays?)", re.IGNORECASE)


def squeezed_in_list(trace: Trace, prior: float) -> Iterator[Fix]:
    """The axes named that may go: all but the first, or the last alone."""
    found = _MESSAGE.search(trace.crash.message)
    if found is None:
        return
    forms = [(".flatten(1)", "flatten all but the batch axis"), (".squeeze(-1)", "drop the last axis only")]
    if "zero" in found[0].lower():
        forms.reverse()
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.args or node.keywords:
                continue
            if node.func.attr != "squeeze" or enclosing(node, ast.FunctionDef) is None:
                continue
            text = source.span(node.func.value).text
            for rank, (form, title) in enumerate(forms):
                yield fix(
                    title, Edit(source.span(node), f"{text}{form}"), prior - 0.06 * rank, stage=Stage.RESHAPE,
                    why="squeeze() takes the batch axis, too, where a batch has one sample",
                )  # fmt: skip
