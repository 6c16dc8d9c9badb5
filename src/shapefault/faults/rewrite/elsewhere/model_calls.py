"""``model(x, pad[:, :-1])`` in the training loop beside ``model(x, pad)`` in the one that failed."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.operands import root_call
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import callee


def as_other_model_calls(trace: Trace, prior: float) -> Iterator[Fix]:
    """An argument of the running model call with the step that another call of that model has behind it."""
    found = root_call(trace)
    if found is None:
        return
    _, source, node = found
    for other in bench_of(trace).project.calls.get(callee(node), []):
        if other.node is node or len(other.node.args) != len(node.args):
            continue
        for mine, theirs in zip(node.args, other.node.args, strict=True):
            own, text = source.span(mine).text, other.source.span(theirs).text
            if text != own and text.startswith(own) and text[len(own)] in "[.":
                step = text[len(own) :]
                yield fix(f"{text}, as in the other call of {callee(node)}", Edit(source.span(mine), text), prior,
                          stage=Stage.RESHAPE, why=f"the other call has {step} here")  # fmt: skip
