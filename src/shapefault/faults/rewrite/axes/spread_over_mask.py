"""Rows of a batch that a mask has picked and that meet the whole batch: put back to where they came from.

``next_values = target(non_final_next_states)`` of the samples that go on, in Q-learning.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.elsewhere.bindings import bound_once
from shapefault.faults.rewrite.operands import crash_argument, sides
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk


def spread_over_mask(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The picked rows among zeros, where one operand has a number for each row and the other for the picked alone."""
    user = trace.crash.user
    function = trace.function()
    if user is None or function is None:
        return
    for own, other in sides(mismatch, list(mismatch.operands)):
        part, whole = mismatch.operands[own].shape, mismatch.operands[other].shape
        at = crash_argument(trace, mismatch, own)
        if len(part) != 1 or len(whole) != 1 or part[0] >= whole[0] or at is None:
            continue
        masks = _masks(user, part[0], whole[0])
        for name in (n for n in walk(at[1]) if isinstance(n, ast.Name) and shape_of(user.held(n)) == part):
            made = bound_once(function, name.id)
            if made is None:
                continue
            for mask in masks[:1]:
                yield fix(
                    f"put the {part[0]} rows back to where {mask} has taken them from",
                    wrapped(at[0], made, f"torch.zeros({mask}.shape).masked_scatter({mask}, {{}})"),
                    prior,
                    stage=Stage.RESHAPE,
                    why=f"only {part[0]} of the {whole[0]} samples are in it, those of {mask}",
                )


def _masks(user: Frame, picked: int, rows: int) -> list[str]:
    """The names of masks over as many rows that pick so many."""
    tensors = [(name, v) for name, v in user.frame.f_locals.items() if is_tensor(v) and shape_of(v) == (rows,)]
    return [name for name, v in tensors if str(v.dtype) == "torch.bool" and int(v.sum()) == picked]
