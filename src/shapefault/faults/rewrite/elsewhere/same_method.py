"""``actor(s).log_prob(a) - old`` where ``old`` is ``d.log_prob(a).sum(-1)``: the step behind the same method."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent, statement_of
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_METHODS = ("log_prob", "entropy", "rsample", "sample")
_STEPS = ("sum", "mean", "squeeze", "unsqueeze", "prod")


def as_same_method(trace: Trace, prior: float) -> Iterator[Fix]:
    """Behind a method of a distribution in the failing statement: the step behind the same method elsewhere."""
    node, source = trace.crash.expression, trace.source()
    statement = statement_of(node) if node is not None else None
    if source is None or statement is None:
        return
    for call in (n for n in walk(statement) if isinstance(n, ast.Call) and callee(n) in _METHODS):
        if _step(call) is not None:
            continue
        others = bench_of(trace).project.calls.get(callee(call), [])
        steps = [(other.source, other.node, s) for other in others if (s := _step(other.node)) is not None]
        end = source.span(call).end
        for behind in dict.fromkeys(s.between(s.span(own).end, s.span(whole).end) for s, own, whole in steps):
            yield fix(f"{callee(call)}(...){behind}, as elsewhere", Edit(Span(source.path, end, end), behind), prior,
                      stage=Stage.RESHAPE, why=f"the same method has {behind} behind it there")  # fmt: skip


def _step(call: ast.Call) -> ast.Call | None:
    """``d.log_prob(a).sum(-1)`` around ``d.log_prob(a)``."""
    attribute = parent(call)
    around = parent(attribute) if isinstance(attribute, ast.Attribute) and attribute.attr in _STEPS else None
    return around if isinstance(around, ast.Call) else None
