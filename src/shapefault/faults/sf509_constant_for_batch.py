"""SF509: a view has a constant where the batch size belongs, and mixes samples.

What it is
    ``h.view(64, -1)`` of a batch of 40 samples does not fail where the numbers can be spread over 64 rows: the rows
    then hold parts of several samples, and a later layer or the loss finds other sizes.

Why it happens
    The constant is the batch size of the loader; the last batch is smaller, or another loader has another size.

Not this fault
    Sizes that do not hold the tensor's numbers: see SF501.

See also
    torch.flatten, torch.utils.data.DataLoader(drop_last=True)
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import in_shape, out_shape
from shapefault.faults.rewrite.axes.reshapes import call_at, receiver, replaced, source_text
from shapefault.faults.rewrite.behind import calls_behind
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.numbers.program import drop_last
from shapefault.model import Culprit, Edit, Fix, MathLine, Rejected, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace


class ConstantForBatch(Fault):
    """A view behind an operand spreads the samples over a given number of rows."""

    code = "SF509"
    name = "constant-for-batch"
    title = "a view has a constant where the batch size belongs, and mixes samples"
    rule = "the first axis stays the batch"
    example = """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(12, 2)

            def forward(self, x):
                return self.fc(x.view(8, -1))

        Net()(torch.rand(4, 3, 4))
    """
    fixed = """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(12, 2)

            def forward(self, x):
                return self.fc(x.flatten(1))

        Net()(torch.rand(4, 3, 4))
    """
    expected = """
        error[SF509]: view spreads 4 samples over 8 rows
    """
    near_misses = ("torch.rand(8, 3, 4).view(8, -1) @ torch.rand(12, 2)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """A view with a given first size that is not the batch's, and -1 for the rest."""
        if trace.loader is not None or mismatch.keys or not mismatch.operands:
            return None
        for record in calls_behind(trace, mismatch)[:12]:
            found = _spread(record)
            call = call_at(record.site)
            if found is None or call is None:
                continue
            before, rows = found
            line = MathLine("the first axis stays the batch", str(rows), str(before[0]))
            why = f"{rows} stands for the batch size, this batch has {before[0]}"
            return Cause(
                f"{record.name} spreads {before[0]} samples over {rows} rows, so rows mix samples",
                Stage.RESHAPE,
                Culprit(call.span, why),
                (line,),
                confidence=0.84,
                data={"call": call, "before": before, "sizes": out_shape(record), "why": why},
            )
        return None

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Keep the first axis; or leave the smaller batch out."""
        call: CallPlace = cause.data["call"]
        parts = receiver(call)
        if parts is None:
            return
        name = source_text(call.source, parts[0]).removesuffix(".contiguous()")
        if len(cause.data["sizes"]) == 2:
            yield fix("keep axis 0, flatten the rest", replaced(call, f"{name}.flatten(1)"), 0.9, stage=Stage.RESHAPE,
                      why=cause.data["why"], applicability="safe")  # fmt: skip
        edit = Edit(call.source.span(parts[1][0]), f"{name}.shape[0]")
        yield fix("take the batch size from the tensor", edit, 0.88, stage=Stage.RESHAPE, why=cause.data["why"],
                  applicability="safe")  # fmt: skip
        yield from drop_last(trace, 0.45)

    def rejected(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> tuple[Rejected, ...]:
        """Without the last batch it runs, on less data."""
        return (Rejected("drop_last=True", "runs, but leaves samples out"),)


def _spread(record: Record) -> tuple[Shape, int] | None:
    """The shape before and the number of rows of ``x.view(64, -1)`` with another batch; None for any other call."""
    before, after = in_shape(record), out_shape(record)
    if record.name not in ("view", "reshape") or before is None or after is None or len(before) < 2:
        return None
    given = list(record.args[1:])
    sizes = list(given[0]) if len(given) == 1 and isinstance(given[0], list | tuple) else given
    if len(sizes) < 2 or sizes[0] in (-1, before[0]) or -1 not in sizes[1:] or not isinstance(sizes[0], int):
        return None
    merged = before[0] * before[1] == sizes[0] or (sizes[0] and before[0] % sizes[0] == 0)
    return None if merged else (before, sizes[0])
