"""SF423: arrays or lists of different lengths are made one array.

What it is
    ``np.array``, ``np.stack`` and ``torch.tensor`` make a block of equal parts; the parts here differ in length.

Why it happens
    Sequences, signals or images of different sizes were read, and nothing pads, cuts or resizes them.

Not this fault
    A DataLoader that collates unequal samples: see SF303.

See also
    torch.nn.utils.rnn.pad_sequence, numpy.pad
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.axes.arrays import value_of
from shapefault.faults.rewrite.axes.rejoin import joined_beside
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.samples.filled_lists import filled_to_the_longest
from shapefault.faults.rewrite.samples.tensors_of_lists import padded_rows
from shapefault.model import Edit, Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.project import CallPlace, callee

_MAKERS = ("array", "asarray", "stack", "tensor", "as_tensor", "FloatTensor", "LongTensor", "vstack", "concatenate")
_DRAWERS = ("permutation", "choice")
"""What makes an array of a list to draw from it."""
_SAID = ("inhomogeneous", "same shape", "expected sequence of length", "only one element tensors", "same number")


class RaggedArray(Fault):
    """The parts of a list have different lengths."""

    code = "SF423"
    name = "ragged-array"
    title = "arrays or lists of different lengths are made one array"
    rule = "all parts have one length"
    example = """
        import numpy as np
        signals = [np.zeros(30, dtype=np.float32), np.zeros(26, dtype=np.float32)]
        x = torch.tensor(np.array(signals))
    """
    expected = """
        error[SF423]: array of 2 parts with lengths 26 to 30
    """
    near_misses = ("import numpy as np\ntorch.tensor(np.array([np.zeros(3), np.ones(3)]))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The list that is made an array is at hand, and its parts differ."""
        node, user, source = trace.crash.expression, trace.crash.user, trace.source()
        if not isinstance(node, ast.Call) or user is None or source is None or not node.args:
            return None
        name = callee(node)
        if name not in (*_MAKERS, *_DRAWERS) or not any(said in trace.crash.message for said in _SAID):
            return None
        value = value_of(source.span(node.args[0]).text, user)
        lengths = _lengths(value)
        if lengths is None or len(set(lengths)) < 2:
            return None
        return Cause(
            f"{name} of {len(lengths)} parts with lengths {min(lengths)} to {max(lengths)}",
            Stage.DATA_LOADING,
            None,
            (MathLine("all parts have one length", str(lengths[0]), str(next(n for n in lengths if n != lengths[0]))),),
            confidence=0.86,
            primary_label=f"{len(lengths)} parts",
            data={"call": node, "value": value, "lengths": lengths},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The length that the parts are filled up to; numbers drawn, not parts; pad them, or cut to the shortest."""
        yield from filled_to_the_longest(trace, cause.data["lengths"], 0.74)
        call, value, source = cause.data["call"], cause.data["value"], trace.source()
        if source is None:
            return
        why, node = "the parts have different lengths", call.args[0]
        yield from padded_rows(CallPlace(source, call), 0.68, why)
        yield from _drawn_by_number(source, call, 0.88)
        if not isinstance(node, ast.Name):
            return
        text, first = source.span(node).text, value[0]
        if _batches(cause.data["lengths"]):
            yield from joined_beside(source, call, 0.86)
        longest, shortest = f"max(map(len, {text}))", f"min(map(len, {text}))"
        if isinstance(first, list):
            padded = f"[part + [0] * ({longest} - len(part)) for part in {text}]"
        elif type(first).__module__ == "numpy":
            rest = "" if first.ndim == 1 else f", *[(0, 0)] * {first.ndim - 1}"
            width = f"(0, {longest} - len(part))" if first.ndim == 1 else f"[(0, {longest} - len(part)){rest}]"
            padded = f"[np.pad(part, {width}) for part in {text}]"
        else:
            padded = ""
        if padded:
            yield fix("pad every part to the longest", Edit(source.span(node), padded), 0.66, stage=Stage.DATA_LOADING,
                      why=why)  # fmt: skip
        cut = f"[part[:{shortest}] for part in {text}]"
        yield fix("cut every part to the shortest", Edit(source.span(node), cut), 0.6, stage=Stage.DATA_LOADING,
                  why=why)  # fmt: skip


def _drawn_by_number(source: Source, call: ast.Call, prior: float) -> Iterator[Fix]:
    """``[x[k] for k in np.random.permutation(len(x))]``: no array is made of the parts."""
    if callee(call) not in _DRAWERS:
        return
    whole, list_ = source.span(call), source.span(call.args[0])
    numbers = source.between(whole.start, list_.start) + f"len({list_.text})" + source.between(list_.end, whole.end)
    edit = Edit(whole, f"[{list_.text}[k] for k in {numbers}]")
    why = "an array is made of the list that is drawn from"
    yield fix("draw numbers of parts, not the parts", edit, prior, stage=Stage.AUGMENTATION, why=why)


def _batches(lengths: list[int]) -> bool:
    """Whether they are those of a loader's batches: all alike, and a smaller rest."""
    return len(lengths) > 1 and len(set(lengths[:-1])) == 1 and lengths[-1] < lengths[0]


def _lengths(value: Any) -> list[int] | None:
    if not isinstance(value, Sequence) or isinstance(value, str) or not 2 <= len(value) <= 100_000:
        return None
    try:
        return [len(part) for part in value]
    except TypeError:
        return None
