"""SF508: attention heads are split off, but not moved in front of the time.

What it is
    ``view(N, L, heads, d)`` leaves the time in front of the heads. The product with the keys then pairs heads with
    heads, and the scores are (N, L, heads, heads) in place of (N, heads, L, L).

Why it happens
    The ``transpose(1, 2)`` after the ``view`` is missing.

Not this fault
    A mask that lacks the axis of the heads: see SF411.

See also
    torch.nn.functional.scaled_dot_product_attention
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import in_shape, operand_sizes, out_shape
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.behind import ancestors
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, MathLine, Span, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_text
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee


class HeadsNotMoved(Fault):
    """A product of tensors whose heads stand behind the time lies behind an operand."""

    code = "SF508"
    name = "heads-not-moved"
    title = "attention heads are split off, but not moved in front of the time"
    ops = ("add", "sub", "mul", "masked_fill", "where", "matmul", "bmm")
    rule = "scores are (N, heads, L, L)"
    example = """
        class Attention(nn.Module):
            def forward(self, x, mask):
                n, length, _ = x.shape
                q = x.view(n, length, 4, 8)
                k = x.view(n, length, 4, 8)
                scores = q @ k.transpose(-2, -1)
                return (scores + mask).softmax(-1)

        Attention()(torch.rand(2, 10, 32), torch.zeros(10, 10))
    """
    fixed = """
        class Attention(nn.Module):
            def forward(self, x, mask):
                n, length, _ = x.shape
                q = x.view(n, length, 4, 8).transpose(1, 2)
                k = x.view(n, length, 4, 8).transpose(1, 2)
                scores = q @ k.transpose(-2, -1)
                return (scores + mask).softmax(-1)

        Attention()(torch.rand(2, 10, 32), torch.zeros(10, 10))
    """
    expected = """
        error[SF508]: the scores are
    """
    near_misses = ("torch.rand(2, 10, 32).view(2, 10, 4, 8) + torch.zeros(4, 8)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Both factors of an earlier product come straight from a split of the last axis."""
        if trace.loader is not None:
            return None
        for role in mismatch.operands:
            tensor = mismatch.tensor(role)
            behind = ancestors(trace.records, tensor) if is_tensor(tensor) else []
            for record in behind[:8]:
                calls = _splits(trace, record)
                if calls:
                    shape = out_shape(record) or ()
                    return Cause(
                        f"the scores are {operand_sizes(mismatch, role)}: the heads stay behind the time",
                        Stage.RESHAPE,
                        None,
                        (MathLine(self.rule, shape_text(shape), "(N, heads, L, L)"),),
                        confidence=0.84,
                        primary_label=operand_sizes(mismatch, role),
                        data={"calls": calls},
                    )
        return None

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """``transpose(1, 2)`` behind every such split of the function."""
        calls: list[CallPlace] = cause.data["calls"]
        edits = []
        for call in calls:
            end = call.span.end
            edits.append(Edit(Span(call.span.file, end, end), ".transpose(1, 2)"))
        yield fix("move the heads in front of the time", edits, 0.9, stage=Stage.RESHAPE,
                  why="the heads stay behind the time here")  # fmt: skip


def _splits(trace: Trace, record: Record) -> list[CallPlace]:
    """The views that made both factors of a product (N, L, heads, d), with those written like them nearby."""
    if record.name not in ("matmul", "__matmul__") or len(record.args) < 2:
        return []
    found: list[CallPlace] = []
    for factor in record.args[:2]:
        view = _split(trace, factor)
        call = call_at(view.site) if view is not None else None
        if call is None:
            return []
        found.append(call)
    places = {(c.span.file, c.span.start): c for call in found for c in [call, *_alike(call)]}
    return [places[key] for key in sorted(places)]


def _split(trace: Trace, tensor: object) -> Record | None:
    """The view (N, L, C) -> (N, L, heads, d) that ``tensor`` comes from, at most with its last two axes swapped."""
    for record in ancestors(trace.records, tensor)[:4]:
        before, after = in_shape(record), out_shape(record)
        if before is None or after is None:
            return None
        if record.name in ("view", "reshape", "unflatten"):
            split = len(before) == 3 and len(after) == 4 and before[:2] == after[:2]
            return record if split else None
        if record.name in ("transpose", "permute", "swapaxes", "movedim") and before[1] != after[1]:
            return None
    return None


def _alike(call: CallPlace) -> list[CallPlace]:
    """The calls of the same function with the same arguments on other tensors."""
    scope = enclosing(call.node, ast.FunctionDef, ast.AsyncFunctionDef)
    if scope is None:
        return []
    written = [ast.dump(a) for a in call.node.args]
    return [
        CallPlace(call.source, node)
        for node in walk(scope)
        if isinstance(node, ast.Call)
        and callee(node) == callee(call.node)
        and [ast.dump(a) for a in node.args] == written
        and not isinstance(getattr(node, "_shapefault_parent", None), ast.Attribute)
    ]
