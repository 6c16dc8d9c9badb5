"""Another layer of the same module that would take what arrives: ``self.bn1`` written where ``self.bn2`` belongs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.constructor import attribute_text
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.replay import replay_call
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor


def sibling_layers(trace: Trace, prior: float) -> Iterator[Fix]:
    """Call a sibling of the failing layer's class that the forward does not use and that takes this input."""
    source, node, user = trace.source(), trace.crash.expression, trace.crash.user
    if source is None or user is None or not isinstance(node, ast.Call):
        return
    function = node.func
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return
    owner = user.frame.f_locals.get(function.value.id)
    children = getattr(owner, "_modules", None)
    calls = [c for c in trace.crash.model_calls if c.module is not owner]
    if not isinstance(children, dict) or not calls or not calls[-1].args or not is_tensor(calls[-1].args[0]):
        return
    failing = children.get(function.attr)
    if failing is None:
        return
    used = {n.attr for n in source.nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Load)}
    for name, child in children.items():
        if child is failing or type(child) is not type(failing):
            continue
        if replay_call(child, calls[-1].args, calls[-1].kwargs).error is not None:
            continue
        end = source.span(function).end
        start = (end[0], end[1] - len(function.attr))
        yield fix(
            f"call {name} here, it takes this input",
            Edit(Span(source.path, start, end, function.attr), name),
            prior if name not in used else prior - 0.1,
            stage=Stage.LAYER_CONFIG,
            why=f"{attribute_text(trace, failing)} is made for another size",
        )
