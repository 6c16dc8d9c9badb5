"""SF300: a DataLoader could not make a batch, by the shapes of its samples.

What it is
    A transform refused a sample, or collate could not join the samples, for a reason that has no page of its own.

Why it happens
    See the steps of the sample: each with what went in and what came out.

Not this fault
    SF301 to SF310 are the common kinds.

See also
    torch.utils.data.DataLoader
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.samples.mixed_down import mixed_down
from shapefault.faults.rewrite.samples.sample_ranks import equal_ranks
from shapefault.faults.rewrite.samples.samples import loader_label, misleading_note, sizes, tally_note, ways, where_text
from shapefault.model import Culprit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class Loader(Fault):
    """Any other failure of a sample or of collate."""

    code = "SF300"
    name = "loader"
    title = "a DataLoader could not make a batch, by the shapes of its samples"
    rule = "each step takes what the one before gives; all samples of a batch have one shape"
    example = """
        from torch.utils.data import DataLoader, Dataset

        class Rows(Dataset):
            def __len__(self):
                return 4

            def __getitem__(self, i):
                return torch.rand(3) if i else torch.rand(2, 3)

        for batch in DataLoader(Rows(), batch_size=4):
            print(batch.shape)
    """
    expected = """
        error[SF300]: samples 0 and 1 have shapes (2, 3) and (3,), collate cannot stack them
    """

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Collate met samples that disagree, or a transform raised on something that has a shape."""
        facts = trace.loader
        if facts is None or not facts.samples:
            return None
        sample, conflict = facts.samples[0], facts.conflict
        notes = (*tally_note(facts), *misleading_note(facts))
        if conflict is not None:
            other = facts.samples[1] if len(facts.samples) > 1 else sample
            a, b = sample.leaf(conflict.path), other.leaf(conflict.path)
            what = f"{a} and {b}" if a is not None and b is not None else conflict.reason
            if a is not None and b is not None and a.sized and b.sized:
                what = f"shapes {a.shape} and {b.shape}"
            message = f"samples {sample.index} and {other.index} have {what}, collate cannot stack them"
            label = loader_label(facts, "stacks samples of one shape")
            return Cause(message, Stage.DATA_LOADING, None, (), label, ways(facts), notes, 0.7, where_text(facts))
        step = sample.failed
        gone = facts.worker is not None and not mismatch.operands
        if gone and trace.parsed is not None and sample.error_at is not None:
            # the frames of a worker are gone, and the batch fails there alone: what it sent is all that is known
            said = facts.message.splitlines()[0][:120]
            where = f"sample {sample.index}" if sample.index is not None else "a sample"
            return Cause(
                f"{sample.error_at.text.splitlines()[0][:60]} failed on {where}: {said}",
                Stage.DATA_LOADING if facts.where == "getitem" else Stage.AUGMENTATION,
                Culprit(sample.error_at, "raised in the worker"),
                provenance=ways(facts, 1),
                notes=notes,
                confidence=0.6,
                primary_label=where_text(facts),
            )
        if step is None or step.before is None or step.before.shape is None:
            return None
        if step.kind != "transform":
            return None
        at = step.site or step.call
        shown = sizes(step.before.shape)
        return Cause(
            f"{step.name} does not take sample {sample.index} of {shown}",
            Stage.AUGMENTATION,
            Culprit(at, f"does not take {shown}") if at is not None else None,
            (),
            (),
            ways(facts, 1),
            (f"it says: {step.error.splitlines()[0][:160]}", *notes),
            0.55,
            where_text(facts),
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Samples with an axis more or less than the others are made like them."""
        if trace.loader is not None:
            yield from mixed_down(trace, 0.85)
            yield from equal_ranks(trace, trace.loader, 0.84)
