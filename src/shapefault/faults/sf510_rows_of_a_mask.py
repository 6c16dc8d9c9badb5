"""SF510: what a mask selects is viewed as rows, but the rows have different numbers of entries.

What it is
    ``x[mask]`` is one flat list of what was selected; ``view(n, -1)`` on it needs the same count in each of n rows.

Why it happens
    Pairs of equal and of different labels, valid steps of sequences: the counts are equal only for batches that are
    made so (a sampler with k samples for each class), not for shuffled ones.

Not this fault
    A mask of another size than the tensor: see SF411.

See also
    torch.Tensor.masked_fill
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.peek import value_in
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor
from shapefault.source.files import parent
from shapefault.source.frames import Frame, function_node
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_NEUTRAL = {
    "max": 'float("-inf")', "amax": 'float("-inf")', "argmax": 'float("-inf")', "logsumexp": 'float("-inf")',
    "min": 'float("inf")', "amin": 'float("inf")', "argmin": 'float("inf")', "sum": "0", "prod": "1",
}  # fmt: skip
"""What an entry that is left out is filled with, so that the reduction does not see it."""


class RowsOfMask(Fault):
    """A selection by a mask is viewed as rows of one length."""

    code = "SF510"
    name = "rows-of-a-mask"
    title = "what a mask selects is viewed as rows, but the rows have different numbers of entries"
    rule = "every row of the mask selects the same number"
    example = """
        distances = torch.rand(4, 4)
        labels = torch.tensor([0, 0, 0, 1])
        same = labels[:, None] == labels[None]
        distances[same].view(4, -1).max(1)
    """
    fixed = """
        distances = torch.rand(4, 4)
        labels = torch.tensor([0, 0, 0, 1])
        same = labels[:, None] == labels[None]
        distances.masked_fill(~same, float("-inf")).max(1)
    """
    expected = """
        error[SF510]: the mask selects 10 numbers, 4 rows of one length are asked for
    """
    near_misses = ("torch.rand(4, 4)[torch.eye(4) > 0].view(4, -1).max(1)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """A view of a selection by a boolean mask failed."""
        frame, node = trace.crash.user, trace.crash.expression
        if frame is None or not isinstance(node, ast.Call) or "invalid for input of size" not in trace.crash.message:
            return None
        found = _selection(node)
        mask = value_in(frame, found[1]) if found is not None else None
        if not _boolean(mask):
            return None
        rows = value_in(frame, node.args[0]) if node.args else None
        asked = f"{rows} rows of one length are" if type(rows) is int and rows > 0 else "rows of one length are"
        size = re.search(r"input of size (\d+)", trace.crash.message)
        count = f"{size.group(1)} numbers" if size is not None else "some numbers"
        return Cause(f"the mask selects {count}, {asked} asked for", Stage.RESHAPE, None, confidence=0.85)

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Fill what the mask leaves out and reduce along the rows, in every such statement of the function."""
        frame, source = trace.crash.user, trace.source()
        function = function_node(source, frame.site.code) if source is not None and frame is not None else None
        if frame is None or source is None or function is None:
            return
        edits: list[Edit] = []
        for node in walk(function):
            found = _selection(node) if isinstance(node, ast.Call) else None
            attribute = parent(node) if found is not None else None
            outer = parent(attribute) if isinstance(attribute, ast.Attribute) else None
            if found is None or not isinstance(outer, ast.Call) or callee(outer) not in _NEUTRAL:
                continue
            if node is not trace.crash.expression and not _may_be_mask(frame, found[1]):
                continue
            tensor, mask = (source.span(n).text for n in found)
            left_out = f"~{mask}" if isinstance(found[1], ast.Name | ast.Attribute | ast.Call) else f"~({mask})"
            left_out = mask[1:] if mask.startswith("~") and mask[1:].isidentifier() else left_out
            edits.append(Edit(source.span(node), f"{tensor}.masked_fill({left_out}, {_NEUTRAL[callee(outer)]})"))
        if edits:
            at = trace.crash.expression
            line = at.lineno if at is not None else 0
            edits.sort(key=lambda e: abs(e.span.start[0] - line))
            yield fix(
                "fill what the mask leaves out, then reduce along the rows",
                edits,
                0.86,
                stage=Stage.RESHAPE,
                why="the rows of the mask select different numbers of entries",
            )


def _selection(node: ast.Call) -> tuple[ast.expr, ast.expr] | None:
    """The tensor and the mask of ``x[mask].view(n, -1)``."""
    function = node.func
    if not isinstance(function, ast.Attribute) or function.attr not in ("view", "reshape") or len(node.args) < 2:
        return None
    base = function.value
    if isinstance(base, ast.Subscript) and isinstance(base.slice, ast.Name | ast.Attribute | ast.UnaryOp | ast.Compare):
        return base.value, base.slice
    if isinstance(base, ast.Call) and callee(base) == "masked_select" and isinstance(base.func, ast.Attribute):
        return (base.func.value, base.args[0]) if len(base.args) == 1 else None
    return None


def _boolean(value: object) -> bool:
    return is_tensor(value) and str(getattr(value, "dtype", "")) == "torch.bool"


def _may_be_mask(frame: Frame, node: ast.expr) -> bool:
    return _boolean(value_in(frame, node))
