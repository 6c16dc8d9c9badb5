"""SF402: tensors that are stacked have different shapes.

What it is
    ``torch.stack`` puts equal shapes along a new axis.

Why it happens
    Sequences of several lengths, images of several sizes, a result of another branch, one part with an axis more.

Not this fault
    A DataLoader's own stacking of samples: see SF301. Tensors joined along an axis that they have: see SF401.

See also
    torch.nn.utils.rnn.pad_sequence, torch.cat
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.joins import join_call, operands_joined, other_rank
from shapefault.faults.rewrite.axes.outer import column_met_row
from shapefault.faults.rewrite.axes.rejoin import joined_beside
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.images.turned_back import turned_back
from shapefault.faults.rewrite.layers.equal_parts import equal_widths
from shapefault.faults.rewrite.layers.fitting import fit_to_other
from shapefault.faults.rewrite.layers.meet import meeting
from shapefault.faults.rewrite.shapes import permutations, structural
from shapefault.model import Edit, Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text
from shapefault.source.project import callee


class StackSizes(Fault):
    """Not all shapes are equal."""

    code = "SF402"
    name = "stack-sizes"
    title = "tensors that are stacked have different shapes"
    ops = ("stack",)
    rule = "all shapes are equal"
    example = """
        words = [torch.rand(5, 8), torch.rand(7, 8)]
        torch.stack(words)
    """
    fixed = """
        words = [torch.rand(5, 8), torch.rand(7, 8)]
        torch.nn.utils.rnn.pad_sequence(words, batch_first=True)
    """
    expected = """
        error[SF402]: stack needs equal shapes, got (5, 8) and (7, 8)
    """
    near_misses = ("torch.stack([torch.rand(5, 8), torch.rand(5, 8)])",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Two of the shapes differ."""
        shapes = operands_joined(mismatch)
        broken = mismatch.broken
        if trace.loader is not None or broken is None or broken.other is None or len(set(shapes)) < 2:
            return None
        roles = (broken.other, broken.operand)
        first, second = (mismatch.operands[r].shape for r in roles)
        return Cause(
            f"stack needs equal shapes, got {shape_text(first)} and {shape_text(second)}",
            None,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=0.7,
            primary_label=" and ".join(operand_sizes(mismatch, r) for r in roles),
            data={"roles": roles, "rank": broken.kind == "rank", "axis": broken.axis or 0},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Pad sequences; join along the axis that differs; the sizes where they are decided."""
        roles = cause.data["roles"]
        yield from column_met_row(trace, mismatch, 0.86)
        if cause.data["rank"]:
            yield from other_rank(trace, mismatch, roles, 0.72)
            return
        shapes, axis = operands_joined(mismatch), cause.data["axis"]
        yield from turned_back(trace, shapes[0], shapes[1], 0.88)
        differing = {i for i in range(len(shapes[0])) if len({s[i] for s in shapes if len(s) == len(shapes[0])}) > 1}
        if differing == {0}:
            # all alike but the last: batches of a loader, whose rest is smaller
            rest = len(set(shapes[:-1])) == 1 and shapes[-1][0] < shapes[0][0] and len(shapes) > 2
            yield from self._padded(trace, 0.3 if rest else 0.7)
            yield from self._joined(trace, 0.8 if rest else 0.5)
        if differing == {len(shapes[0]) - 1}:
            joined = (mismatch.tensor(r) for r in mismatch.operands if r.startswith("tensors["))
            yield from equal_widths(trace, [t for t in joined if t is not None], 0.8)
        yield from fit_to_other(trace, mismatch, roles, 0.62)
        a, b = mismatch.operands[roles[0]].shape[axis], mismatch.operands[roles[1]].shape[axis]
        yield from meeting(trace, mismatch, roles, a, b, 0.6)
        for role in roles:
            moves = list(permutations(len(mismatch.operands[role].shape), 0.5))
            yield from structural(trace, mismatch, role, moves, stage=Stage.RESHAPE, limit=4)

    def _padded(self, trace: Trace, prior: float) -> Iterator[Fix]:
        call = join_call(trace)
        if call is None:
            return
        source, node = call
        dims = [*(k.value for k in node.keywords), *node.args[1:]]
        if dims and not all(isinstance(d, ast.Constant) and d.value in (0, 1) for d in dims):
            return
        first = not dims or getattr(dims[0], "value", 0) == 0
        text = f"torch.nn.utils.rnn.pad_sequence({source.span(node.args[0]).text}, batch_first={first})"
        yield fix(
            "pad the sequences to the longest",
            Edit(source.span(node), text),
            prior,
            stage=Stage.DATA_LOADING,
            why="the sequences have several lengths",
        )

    def _joined(self, trace: Trace, prior: float) -> Iterator[Fix]:
        call = join_call(trace)
        if call is None or callee(call[1]) != "stack":
            return
        yield from joined_beside(*call, prior)
