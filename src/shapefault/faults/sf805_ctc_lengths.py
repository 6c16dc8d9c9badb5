"""SF805: the CTC loss is given predictions and lengths that do not belong together.

What it is
    ``ctc_loss`` takes log probabilities (T, N, C): time first; one input length and one target length for each of the
    N samples, no input length above T.

Why it happens
    A recurrent network with ``batch_first=True`` gives (N, T, C); lengths are written for another width of the map;
    padded targets are shorter than their lengths say.

Not this fault
    Class numbers for single predictions: see SF801.

See also
    torch.nn.CTCLoss
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.size_axes import axes_swapped
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.forms import reformed
from shapefault.faults.rewrite.losses.step_lengths import strided_lengths
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.peek import real_operand
from shapefault.faults.rewrite.samples.other_lengths import other_lengths
from shapefault.faults.rewrite.shapes import Template
from shapefault.model import Edit, Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text
from shapefault.source.project import callee


class CtcLengths(Fault):
    """Log probabilities, targets and lengths of CTC disagree."""

    code = "SF805"
    name = "ctc-lengths"
    title = "the CTC loss is given predictions and lengths that do not belong together"
    ops = ("ctc_loss",)
    rule = "log_probs (T, N, C), input_lengths (N,) <= T, target_lengths (N,)"
    example = """
        scores, targets = torch.rand(4, 20, 10).log_softmax(2), torch.ones(4, 5, dtype=torch.long)
        F.ctc_loss(scores, targets, torch.full((4,), 20), torch.full((4,), 5))
    """
    fixed = """
        scores, targets = torch.rand(4, 20, 10).log_softmax(2).transpose(0, 1), torch.ones(4, 5, dtype=torch.long)
        F.ctc_loss(scores, targets, torch.full((4,), 20), torch.full((4,), 5))
    """
    expected = """
        error[SF805]: ctc_loss got log_probs (4, 20, 10): 20 samples, and lengths of 4
    """
    near_misses = (
        "F.ctc_loss(torch.rand(20, 4, 10), torch.ones(4, 5).long(), torch.full((4,), 20), torch.full((4,), 5))",
    )

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """One of the requirements of CTC is broken."""
        probs = mismatch.shape("log_probs")
        if probs is None or len(probs) not in (2, 3):
            return None
        batch = probs[1] if len(probs) == 3 else 1
        lengths = _length_count(mismatch)
        text = shape_text(probs)
        math = (MathLine("input_lengths.shape = (N,) of log_probs (T, N, C)", str(lengths), str(batch)),)
        message = f"ctc_loss got log_probs {text}: {batch} samples, and lengths of {lengths}"
        longest = _longest(trace, mismatch)
        if lengths == batch and longest is not None:
            message = f"ctc_loss got log_probs {text}: {probs[0]} steps, and input lengths up to {longest}"
            math = (MathLine("max(input_lengths) <= T of log_probs (T, N, C)", str(longest), str(probs[0])),)
        targets = mismatch.shape("targets")
        most = _longest(trace, mismatch, "target_lengths")
        if lengths == batch and targets and len(targets) == 2 and most is not None and most > targets[1]:
            message = (
                f"ctc_loss got targets {shape_text(targets)}: {targets[1]} entries, and target lengths up to {most}"
            )
            math = (MathLine("max(target_lengths) <= S of targets (N, S)", str(most), str(targets[1])),)
        return Cause(
            message, Stage.LOSS_TARGET, None, math, confidence=0.85,
            primary_label=f"{operand_sizes(mismatch, 'log_probs')}",
        )  # fmt: skip

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Time first; or lengths that are read off the predictions."""
        probs = mismatch.operands["log_probs"].shape
        lengths, longest = _length_count(mismatch), _longest(trace, mismatch)
        if len(probs) == 3 and lengths is not None and probs[1] != lengths:
            yield from reformed(
                trace, mismatch, "log_probs", _time_first(lengths), lambda s, _: len(s) == 3 and s[1] == lengths,
                stage=Stage.LOSS_TARGET, definition=0.03,
            )  # fmt: skip
        for role in ("input_lengths", "target_lengths"):
            if role in mismatch.operands:
                yield from axes_swapped(trace, mismatch, role, None, 0.6)
        yield from other_lengths(trace, 0.84)
        if longest is not None and longest > probs[0]:
            yield from strided_lengths(trace, mismatch, longest, probs[0], 0.86)
            yield from _lengths_from(trace, mismatch, probs)


def _length_count(mismatch: Mismatch) -> int | None:
    shape = mismatch.shape("input_lengths")
    if shape:
        return shape[0]
    given = mismatch.params.get("input_lengths")
    return len(given) if isinstance(given, list | tuple) else None


def _longest(trace: Trace, mismatch: Mismatch, role: str = "input_lengths") -> int | None:
    real = real_operand(trace, mismatch, role)
    given = mismatch.params.get(role)
    try:
        return int(real.max()) if real is not None else max(given) if given else None
    except Exception:
        return None


def _time_first(batch: int):  # type: ignore[no-untyped-def]
    def propose(shape: Shape) -> Iterator[Template]:
        why = "CTC takes time first, these predictions have the batch first"
        if len(shape) == 3 and shape[0] == batch:
            yield Template("{}.transpose(0, 1)", 0.84, "put the time axis first", why)
        elif len(shape) == 3 and shape[2] == batch:
            yield Template("{}.permute(1, 2, 0)", 0.6, "put the time axis first", why)

    return propose


def _lengths_from(trace: Trace, mismatch: Mismatch, probs: Shape) -> Iterator[Fix]:
    found = places(trace, mismatch, "log_probs")[:1]
    if not found:
        return
    text = found[0].span.text
    if not isinstance(found[0].node, ast.Name | ast.Attribute):
        return
    why, stage = "the lengths are above the number of steps that the network gives", Stage.LOSS_TARGET
    for place in places(trace, mismatch, "input_lengths")[:3]:
        call = place.node
        if isinstance(call, ast.Call) and callee(call) == "full" and len(call.args) > 1:
            edit = Edit(place.source.span(call.args[1]), f"{text}.size(0)")
            yield fix("take the lengths from the predictions", edit, 0.84, stage=stage, why=why)
        elif place.kind == "use":
            edit = place.edit(f"torch.full_like({{}}, {text}.size(0))")
            yield fix("take the lengths from the predictions", edit, 0.7, stage=stage, why=why)
            yield fix(
                "cut the lengths to the number of steps",
                place.edit(f"{{}}.clamp(max={text}.size(0))"),
                0.6,
                stage=stage,
                why=why,
            )
