"""SF724: sequences are packed with the batch on the other axis.

What it is
    ``pack_padded_sequence`` takes (time, batch, ...), or (batch, time, ...) with ``batch_first=True``; there is one
    length for each sample, and none is above the number of steps.

Why it happens
    The layers are built with ``batch_first=True``, and the packing is not told so.

Not this fault
    The state of the recurrent layer behind it does not fit: see SF722.

See also
    torch.nn.utils.rnn.pack_padded_sequence
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sized
from typing import Any

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import says, set_keyword
from shapefault.faults.rewrite.samples.other_lengths import counted_before
from shapefault.model import Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of


class PackedLayout(Fault):
    """The number of lengths is the size of the other axis."""

    code = "SF724"
    name = "packed-layout"
    title = "sequences are packed with the batch on the other axis"
    rule = "len(lengths) = N"
    example = """
        from torch.nn.utils.rnn import pack_padded_sequence
        words, lengths = torch.rand(4, 9, 8), torch.tensor([9, 7, 5, 4])
        pack_padded_sequence(words, lengths)
    """
    fixed = """
        from torch.nn.utils.rnn import pack_padded_sequence
        words, lengths = torch.rand(4, 9, 8), torch.tensor([9, 7, 5, 4])
        pack_padded_sequence(words, lengths, batch_first=True)
    """
    expected = """
        error[SF724]: pack_padded_sequence got 4 lengths for a batch of 9
    """
    near_misses = (
        "nn.utils.rnn.pack_padded_sequence(torch.rand(4, 9, 8), torch.tensor([9, 7, 5, 4]), batch_first=True)",
    )

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The packing fails and would not with the other order; or it gave back fewer steps than its lengths say."""
        found = _packing(trace)
        short = _short(trace)
        if found is not None:
            shape, count, first = found
            batch, steps = (shape[0], shape[1]) if first else (shape[1], shape[0])
            if count != steps or count == batch:
                return None
            said, line = f"{count} lengths for a batch of {batch}", MathLine("len(lengths) = N", str(count), str(batch))
            shown = "×".join(map(str, shape))
        elif short is not None:
            said = f"lengths of {short[1]} steps in all, it had {short[0]}"
            line = MathLine("sum of lengths = packed steps", str(short[1]), str(short[0]))
            shown = f"{short[0]} packed steps"
        else:
            return None
        return Cause(
            f"pack_padded_sequence got {said}",
            Stage.LAYER_CONFIG,
            None,
            (line,),
            confidence=0.92,
            primary_label=shown,
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Tell the packing, or the padding before it, which axis is the batch."""
        calls = bench_of(trace).project.calls
        yield from counted_before(trace, 0.9)
        if all(says(call.node, "batch_first") for call in calls.get("pack_padded_sequence", [])):
            why = "the padding puts the batch on axis 1, the packing reads axis 0"
            for call in (call for call in calls.get("pad_sequence", [])[:3] if not says(call.node, "batch_first")):
                edit = set_keyword(call, "batch_first", "True")
                yield fix("pad with batch_first=True", edit, 0.92, stage=Stage.DATA_LOADING, why=why)
        for call in calls.get("pack_padded_sequence", [])[:3]:
            written = next((k.value for k in call.node.keywords if k.arg == "batch_first"), None)
            if len(call.node.args) > 2 or not (written is None or isinstance(written, ast.Constant)):
                continue
            first = bool(written.value) if isinstance(written, ast.Constant) else False
            yield fix(
                f"pack with batch_first={not first}",
                set_keyword(call, "batch_first", str(not first)),
                0.88,
                stage=Stage.LAYER_CONFIG,
                why=f"the packing reads axis {0 if first else 1} as the batch, it is the other one",
            )


def _packing(trace: Trace) -> tuple[Shape, int, bool] | None:
    """The padded sequences, the number of lengths and the order of the axes, where the packing itself failed."""
    for frame in trace.running_in("torch/nn/utils/rnn.py", "pack_padded_sequence"):
        values: dict[str, Any] = frame.frame.f_locals
        shape, lengths = shape_of(values.get("input")), values.get("lengths")
        if shape is not None and len(shape) >= 2 and isinstance(lengths, Sized) and shape_of(lengths) != ():
            return shape, len(lengths), bool(values.get("batch_first"))
    return None


def _short(trace: Trace) -> tuple[int, int] | None:
    """Steps that a running layer was given in packed form, where that is fewer than the lengths say."""
    for call in trace.crash.calls:
        for value in call.args:
            if type(value).__name__ != "PackedSequence":
                continue
            rows, wanted = int(value.data.shape[0]), int(value.batch_sizes.sum())
            if rows < wanted:
                return rows, wanted
    return None
