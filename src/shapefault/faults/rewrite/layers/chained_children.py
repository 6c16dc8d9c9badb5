"""``nn.Sequential(*list(base.children()))``: what the network does between its layers, the flattening, is lost."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace, callee


def chained_children(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """A flattening in front of the last child, or the network itself in the place of its children."""
    shape = mismatch.shape("input")
    if mismatch.op != "linear" or shape is None or len(shape) < 3 or shape[-1] > 1:
        return
    for call in bench_of(trace).project.calls.get("Sequential", []):
        base = _whole(call.node)
        if base is None:
            continue
        name, source = call.source.span(base).text, call.source
        why = f"between the children of {name} its forward flattens, which no child does"
        children = source.span(call.node.args[0]).text.removeprefix("*")
        listed = children if children.startswith("list(") else f"list({children})"
        head = f"*{listed}[:-1], {_made(call)}Flatten(1), {listed}[-1]"
        yield fix(
            "flatten in front of the last child", Edit(source.span(call.node.args[0]), head), prior,
            stage=Stage.RESHAPE, why=why,
        )  # fmt: skip
        yield fix(
            f"take {name} as it is", Edit(source.span(call.node), name), prior - 0.03, stage=Stage.RESHAPE, why=why
        )


def _whole(call: ast.Call) -> ast.expr | None:
    """The network all of whose children the call chains, and nothing besides."""
    given = call.args[0] if len(call.args) == 1 and not call.keywords else None
    inner = given.value if isinstance(given, ast.Starred) else None
    if isinstance(inner, ast.Call) and callee(inner) == "list" and len(inner.args) == 1:
        inner = inner.args[0]
    if isinstance(inner, ast.Call) and callee(inner) == "children" and isinstance(inner.func, ast.Attribute):
        return inner.func.value
    return None


def _made(call: CallPlace) -> str:
    """What stands before the name of a layer: ``nn.``, ``torch.nn.``."""
    return call.source.span(call.node.func).text.removesuffix("Sequential")
