"""Another layer of the same module that would take what arrives: ``self.bn1`` written where ``self.bn2`` belongs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.constructor import attribute_text
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.replay import replay_call
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor
from shapefault.source.files import Source, parent
from shapefault.source.frames import Frame


def sibling_layers(trace: Trace, prior: float) -> Iterator[Fix]:
    """Call a sibling of the failing layer's class that takes this input; also one in a list, ``self.norms[i](x)``.

    One that the file does not use otherwise is meant, and one that it calls with the same argument.
    """
    source, node, user = trace.source(), trace.crash.expression, trace.crash.user
    if source is None or user is None or not isinstance(node, ast.Call):
        return
    function = node.func.value if isinstance(node.func, ast.Subscript) else node.func
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return
    owner = user.frame.f_locals.get(function.value.id)
    children = getattr(owner, "_modules", None)
    calls = [c for c in trace.crash.model_calls if c.module is not owner]
    if not isinstance(children, dict) or not calls or not calls[-1].args or not is_tensor(calls[-1].args[0]):
        return
    failing = _entry(children.get(function.attr), node, user)
    if failing is None:
        return
    used = {n.attr for n in source.nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Load)}
    for name, other in children.items():
        child = _entry(other, node, user)
        if name == function.attr or type(child) is not type(failing):
            continue
        if replay_call(child, calls[-1].args, calls[-1].kwargs).error is not None:
            continue
        end = source.span(function).end
        start = (end[0], end[1] - len(function.attr))
        edit = Edit(Span(source.path, start, end, function.attr), name)
        meant = name not in used or _written_so(source, node, function.attr, name)
        yield fix(
            f"call {name} here, it takes this input", edit, prior if meant else prior - 0.1, stage=Stage.LAYER_CONFIG,
            why=f"{attribute_text(trace, failing)} is made for another size",
        )  # fmt: skip


def _entry(child: Any, call: ast.Call, user: Frame) -> Any:
    """The layer that is called: the child itself, or what it holds under the index of the call."""
    if not isinstance(call.func, ast.Subscript) or child is None:
        return child
    index = call.func.slice
    key = index.value if isinstance(index, ast.Constant) else user.held(index)
    try:
        return child[key] if type(key) in (int, str) else None
    except (LookupError, TypeError):
        return None


def _written_so(source: Source, call: ast.Call, name: str, other: str) -> bool:
    """Whether the same call of the other layer stands somewhere else."""
    meant = source.span(call).text.replace(f".{name}", f".{other}", 1)
    calls = [n for n in source.nodes if isinstance(n, ast.Call) and n is not call and parent(n) is not None]
    return any(source.span(n).text == meant for n in calls)
