"""SF417: an index is kept in bytes, and torch reads it as a mask.

What it is
    ``x[index]`` with an index of dtype ``uint8`` selects where it is not 0, as a mask does: its sizes must then be
    those of the axes of ``x`` that it stands at.

Why it happens
    Class or action numbers are kept as ``uint8`` to save memory, in an array of NumPy's or in a file.

Not this fault
    A mask of another form than its tensor: see SF411. Indices that do not broadcast: see SF416.

See also
    torch.Tensor.index_put_, https://docs.pytorch.org/docs/stable/tensors.html
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.axes.byte_index import byte_index, indices_of_bytes
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, shape_text


class ByteIndex(Fault):
    """An index of ``uint8`` is taken for a mask."""

    code = "SF417"
    name = "byte-index"
    title = "an index is kept in bytes, and torch reads it as a mask"
    ops = ("getitem", "setitem")
    rule = "an index is int64 or int32; uint8 is a mask"
    example = """
        values = torch.rand(8, 3)
        actions = torch.tensor([0, 2, 1, 0, 2, 2, 1, 0], dtype=torch.uint8)
        values[torch.arange(8), actions]
    """
    fixed = """
        values = torch.rand(8, 3)
        actions = torch.tensor([0, 2, 1, 0, 2, 2, 1, 0], dtype=torch.uint8).long()
        values[torch.arange(8), actions]
    """
    expected = """
        error[SF417]: actions is uint8, torch reads it as a mask of (8)
    """
    near_misses = ("torch.rand(8, 3)[torch.arange(8), torch.zeros(8, dtype=torch.long)]",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The message speaks of a mask, and an index at the crash holds bytes."""
        found = next(indices_of_bytes(trace), None) if "mask" in trace.crash.message else None
        if found is None or mismatch.op not in self.ops:
            return None
        shape, name = shape_of(found.held) or tuple(found.held.shape), found.name
        return Cause(
            f"{name} is uint8, torch reads it as a mask of {shape_text(shape)}",
            Stage.LOSS_TARGET if trace.root is None else Stage.RESHAPE,
            None,
            (MathLine(self.rule, "uint8", "int64"),),
            confidence=0.9,
            primary_label=f"{name} is {found.held.dtype}",
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Whole numbers, where the index is made or where it is used."""
        yield from byte_index(trace, 0.86, cause.stage or Stage.RESHAPE)
