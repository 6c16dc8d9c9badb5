"""SF416: the index tensors of one indexing do not broadcast with each other.

What it is
    ``x[rows, columns]`` takes pairs: both index tensors are brought to one shape first.

Why it happens
    One row index for each sample (N) meets several columns for each sample (N, K): the row index needs a second axis.

Not this fault
    A boolean mask: see SF411.

See also
    torch.gather, numpy.ix_
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text


class IndexTensors(Fault):
    """The shapes of the index tensors do not broadcast."""

    code = "SF416"
    name = "index-tensors"
    title = "the index tensors of one indexing do not broadcast with each other"
    ops = ("getitem", "setitem")
    rule = "index tensors broadcast"
    example = """
        rows, columns = torch.arange(6), torch.randint(0, 10, (6, 3))
        torch.rand(6, 10, 4)[rows, columns]
    """
    fixed = """
        rows, columns = torch.arange(6), torch.randint(0, 10, (6, 3))
        torch.rand(6, 10, 4)[rows.unsqueeze(1), columns]
    """
    expected = """
        error[SF416]: the index tensors are (6) and (6, 3)
    """
    near_misses = ("torch.rand(6, 10, 4)[torch.arange(6)[:, None], torch.randint(0, 10, (6, 3))]",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Torch says so."""
        roles = [r for r in mismatch.operands if r.startswith("index[")]
        if "indexing tensors could not be broadcast" not in trace.crash.message or len(roles) < 2:
            return None
        shapes = [mismatch.operands[r].shape for r in roles]
        text = " and ".join(shape_text(s) for s in shapes)
        return Cause(
            f"the index tensors are {text}",
            Stage.RESHAPE,
            None,
            (MathLine("index tensors broadcast", text, "one common shape"),),
            confidence=0.8,
            primary_label=text,
            data={"roles": roles, "shapes": shapes},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """A second axis for the index with fewer axes."""
        ranks = [len(s) for s in cause.data["shapes"]]
        for role, shape in zip(cause.data["roles"], cause.data["shapes"], strict=True):
            if len(shape) == max(ranks) and min(ranks) != max(ranks):
                continue
            why = "the index has no axis for the several picks of each sample"
            templates = [Template(f"{{}}.unsqueeze({len(shape)})", 0.84, "give the index a last axis", why)]
            yield from structural(trace, mismatch, role, templates, stage=Stage.RESHAPE, limit=3)
