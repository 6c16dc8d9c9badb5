"""SF211: two matrices whose inner sizes differ are multiplied.

What it is
    The last axis of the left one is summed with the last but one of the right one: both must have one size.

Why it happens
    A transpose is missing or one too many, the operands stand in the other order, a parameter was made with its sizes
    the other way round or for another width, or the left one was never flattened.

Not this fault
    The input of ``nn.Linear``: see SF201. Axes in front of the matrices: see SF213.

See also
    torch.matmul
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import last_dim_owner, operand_sizes
from shapefault.faults.rewrite.axes.made_for_count import made_for_count
from shapefault.faults.rewrite.axes.reduced_axis import reductions_left_out
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.axes.undo import undone
from shapefault.faults.rewrite.bench import exchange, fix
from shapefault.faults.rewrite.elsewhere.callees import exchanged
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.layers.names import own_layer_names
from shapefault.faults.rewrite.layers.weights import resized, swapped_sizes
from shapefault.faults.rewrite.numbers.in_proportion import in_proportion
from shapefault.faults.rewrite.samples.sources import read_columns
from shapefault.faults.rewrite.shapes import Template, flattens, permutations, structural
from shapefault.model import Edit, Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of

_MOVES = ("transpose", "t", "permute", "swapaxes", "movedim")


class InnerSizes(Fault):
    """The summed axes have different sizes."""

    code = "SF211"
    name = "inner-sizes"
    title = "two matrices whose inner sizes differ are multiplied"
    ops = ("matmul", "rmatmul", "mm", "bmm", "mv", "dot", "addmm", "baddbmm", "addmv")
    rule = "left.shape[-1] = right.shape[-2]"
    example = """
        queries, keys = torch.rand(2, 5, 64), torch.rand(2, 7, 64)
        scores = queries @ keys
    """
    fixed = """
        queries, keys = torch.rand(2, 5, 64), torch.rand(2, 7, 64)
        scores = queries @ keys.transpose(-2, -1)
    """
    expected = """
        error[SF211]: matmul sums 64 on the left with 7 on the right
    """
    near_misses = ("torch.rand(2, 5, 64) @ torch.rand(2, 64, 7)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The requirement on the inner sizes is broken, outside of torch's own layers."""
        broken = mismatch.broken
        if broken is None or broken.kind != "features" or mismatch.layer is not None or broken.other is None:
            return None
        left, right = broken.operand, broken.other
        if right not in mismatch.operands or broken.got_value is None or broken.want_value is None:
            return None
        return Cause(
            f"{mismatch.op} sums {broken.got_value} on the left with {broken.want_value} on the right",
            Stage.RESHAPE,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=0.7,
            primary_label=f"{operand_sizes(mismatch, left)} and {operand_sizes(mismatch, right)}",
            data={"left": left, "right": right, "k1": broken.got_value, "k2": broken.want_value},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The order of axes first, then the sizes that layers and parameters were made with."""
        left, right, k1, k2 = (cause.data[name] for name in ("left", "right", "k1", "k2"))
        a, b = mismatch.operands[left].shape, mismatch.operands[right].shape
        for role, shape, fits in ((right, b, len(b) > 1 and b[-1] == k1), (left, a, len(a) > 1 and a[-2] == k2)):
            if fits:
                prior = 0.8 if role == right else 0.74
                moves = role == right and len(a) == len(b) == 2 and _samples_in_columns(trace, mismatch, left, right)
                yield from reductions_left_out(trace, mismatch, role, 0.82 if moves else 0.62)
                prior -= 0.3 if moves else 0.0
                # of two tensors of one shape, ``q @ k``, the second is transposed: what brought both there is right
                back = prior + 0.03 if a != b else prior - 0.2
                yield from undone(trace, mismatch, role, _MOVES, back, stage=Stage.RESHAPE)
                text = "{}.t()" if len(shape) == 2 else "{}.transpose(-2, -1)"
                why = "the axes of the matrix are in the other order"
                swap = [Template(text, prior, "transpose the matrix", why)]
                yield from structural(trace, mismatch, role, swap, stage=Stage.RESHAPE, limit=2)
        yield from self._other_order(mismatch, trace, a, b)
        yield from made_for_count(trace, mismatch, (left, right), k1, k2, 0.8)
        yield from made_for_count(trace, mismatch, (right, left), k2, k1, 0.76)
        yield from own_layer_names(trace, k2, k1, 0.8)
        if len(a) >= 2 and k1 > k2:
            yield from read_columns(trace, mismatch, left, k1, k2, 0.7)
        tensor = mismatch.tensor(right)
        if tensor is not None:
            if len(b) > 1 and b[-1] == k1:
                yield from swapped_sizes(trace, tensor, b, len(b) - 2, len(b) - 1, 0.76)
            yield from resized(trace, tensor, b, max(len(b) - 2, 0), k1, 0.72)
        if mismatch.tensor(left) is not None:
            yield from resized(trace, mismatch.tensor(left), a, len(a) - 1, k2, 0.7)
        yield from in_proportion(trace, k1, k2, 0.68)
        owner = last_dim_owner(trace, mismatch, left, -1)
        if owner is not None:
            yield from set_argument(trace, owner[0], owner[1], k1, k2, 0.62)
        flat = [t for t in flattens(len(a), 0.78) if t.text == "{}.flatten(1)"]
        yield from structural(trace, mismatch, left, flat, stage=Stage.RESHAPE, limit=2)
        for role, shape in ((right, b), (left, a)):
            if len(shape) >= 3:
                moved = list(permutations(len(shape), 0.5))
                yield from structural(trace, mismatch, role, moved, stage=Stage.RESHAPE, limit=3)

    def _other_order(self, mismatch: Mismatch, trace: Trace, a: tuple[int, ...], b: tuple[int, ...]) -> Iterator[Fix]:
        """``b @ a`` where ``a @ b`` was written."""
        if len(a) < 2 or len(b) < 2 or b[-1] != a[-2] or a[:-2] != b[:-2]:
            return
        node, source = trace.crash.expression, trace.source()
        edits: tuple[Edit, ...] | None = None
        if isinstance(node, ast.BinOp) and source is not None:
            edits = exchange(source, node.left, node.right)
        elif mismatch.record is not None and (call := call_at(mismatch.record.site)) is not None:
            edits = exchanged(call)
        if edits is not None:
            yield fix("multiply in the other order", edits, 0.66, stage=Stage.RESHAPE,
                      why="the operands stand in the other order")  # fmt: skip


def _samples_in_columns(trace: Trace, mismatch: Mismatch, left: str, right: str) -> bool:
    """Whether transposing the right one puts the samples last: a matrix of the model's own times a row a sample."""
    root = trace.root
    given = [s for v in (root.args if root is not None else ()) if (s := shape_of(v)) is not None and len(s) > 1]
    rows, own = mismatch.operands[right].shape[0], mismatch.tensor(left)
    if not given or given[0][0] != rows or rows < 2 or own is None or mismatch.operands[left].shape[0] == rows:
        return False
    return not trace.journey(own) and bool(trace.journey(mismatch.tensor(right)))
