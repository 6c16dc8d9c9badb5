"""SF809: a function is given the tensor of another batch, or of the whole data set.

What it is
    All tensors that are compared in one step of a loop belong to one batch.

Why it happens
    ``loss(y_train, embeddings)`` in a loop over ``labels``: the name of the whole vector is in scope, too.

Not this fault
    Label tensors that are made for a constant batch size: see SF803 and SF806.

See also
    torch.utils.data.DataLoader
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.samples.namesakes import namesakes_in_calls, sizes_that_differ
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class OtherBatch(Fault):
    """An argument of a running call has another number of samples than a variable of the loop of the same kind."""

    code = "SF809"
    name = "other-batch"
    title = "a function is given the tensor of another batch, or of the whole data set"
    rule = "all tensors of one step belong to one batch"
    example = """
        def agreement(a, b):
            return (a * b).mean()
        everything = torch.rand(20, 3)
        for batch in everything.split(5):
            score = batch * 2
            agreement(everything, score)
    """
    fixed = """
        def agreement(a, b):
            return (a * b).mean()
        everything = torch.rand(20, 3)
        for batch in everything.split(5):
            score = batch * 2
            agreement(batch, score)
    """
    expected = """
        error[SF809]: mul got 20 samples and 5 of this batch
    """

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Another variable of the loop would fit in place of an argument."""
        sizes = sizes_that_differ(mismatch)
        if sizes is None or trace.loader is not None or next(namesakes_in_calls(trace, sizes, 0.8), None) is None:
            return None
        big, small = max(sizes), min(sizes)
        return Cause(
            f"{mismatch.op} got {big} samples and {small} of this batch",
            Stage.LOSS_TARGET,
            None,
            (MathLine("one number of samples", str(big), str(small)),),
            confidence=0.78,
            primary_label=f"{big} against {small}",
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The variable of this batch."""
        sizes = sizes_that_differ(mismatch)
        if sizes is not None:
            yield from namesakes_in_calls(trace, sizes, 0.8)
