"""SF310: the tensors of a TensorDataset are of unlike length.

What it is
    ``TensorDataset(x, y)`` takes the i-th sample from row i of each tensor: all have the same size on axis 0.

Why it happens
    The labels of another split, inputs and targets made by loops of unlike length, images whose last axis counts them
    (as MATLAB files have it), or an axis too many in front.

Not this fault
    Samples that do not fit together in one batch: see SF301 to SF304.

See also
    torch.utils.data.TensorDataset
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.numbers.program import constants
from shapefault.faults.rewrite.samples.stacked_columns import stacked_columns
from shapefault.faults.rewrite.samples.uneven_sets import as_long_as_the_other, other_split
from shapefault.model import Culprit, Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, shape_text
from shapefault.source.files import Source
from shapefault.source.frames import Frame


class TensorSet(Fault):
    """One row of each tensor for each sample."""

    code = "SF310"
    name = "tensor-set"
    title = "the tensors of a TensorDataset are of unlike length"
    ops = ("TensorDataset",)
    rule = "the same size on axis 0"
    example = """
        from torch.utils.data import TensorDataset
        images, labels = torch.rand(28, 28, 50), torch.zeros(50)
        train = TensorDataset(images, labels)
    """
    fixed = """
        from torch.utils.data import TensorDataset
        images, labels = torch.rand(28, 28, 50), torch.zeros(50)
        train = TensorDataset(images.permute(2, 0, 1), labels)
    """
    expected = """
        error[SF310]: TensorDataset got tensors (28, 28, 50) and (50), of 28 and 50 samples
    """
    near_misses = ("torch.utils.data.TensorDataset(torch.rand(50, 28, 28), torch.zeros(50))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The tensors that it was given do not have one size on their first axis."""
        shapes = _given(trace)
        odd = next((s for s in shapes if s[:1] != shapes[0][:1]), None)
        if odd is None or not (odd and shapes[0]):
            return None
        listed = " and ".join(map(shape_text, shapes))
        fixes = list(_fixes(trace))
        best = max(fixes, key=lambda fix: fix.prior, default=None)
        return Cause(
            f"TensorDataset got tensors {listed}, of {shapes[0][0]} and {odd[0]} samples",
            Stage.DATA_LOADING,
            Culprit(best.edits[0].span, best.why) if best is not None else None,
            (MathLine("x.shape[0] of each", str(shapes[0][0]), str(odd[0])),),
            confidence=0.9,
            primary_label=listed,
            data={"fixes": fixes},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The samples' axis in front; the tensor of the same split; loops of one length; numbers; the first rows."""
        yield from cause.data["fixes"]


@dataclass(frozen=True)
class _Tensor:
    """One argument of the call, beside another one of unlike length."""

    source: Source
    frame: Frame
    node: ast.expr
    shape: Shape
    wanted: int
    other: str

    def written(self, text: str, prior: float, title: str, why: str) -> Fix:
        """The argument with ``text`` behind it."""
        return fix(title, wrapped(self.source, self.node, "{}" + text), prior, stage=Stage.DATA_LOADING, why=why)

    def along_other_axis(self) -> Iterator[Fix]:
        """The axis that has the wanted size put in front of the others."""
        for axis, size in enumerate(self.shape):
            if axis == 0 or size != self.wanted:
                continue
            why = f"the samples are on axis {axis}"
            if self.shape[0] == 1:
                yield self.written(".squeeze(0)", 0.88, "drop axis 0", "an axis too many")
            elif len(self.shape) == 2:
                yield self.written(".T", 0.88, "swap its axes", why)
            else:
                order = (axis, *(a for a in range(len(self.shape)) if a != axis))
                yield self.written(f".permute{order}", 0.88, f"put axis {axis} in front", why)


def _fixes(trace: Trace) -> Iterator[Fix]:
    yield from stacked_columns(trace, 0.9, frozenset((made.shape[0], made.wanted) for made in _tensors(trace)))
    for made in _tensors(trace):
        yield from made.along_other_axis()
        yield from other_split(made.source, made.frame, made.node, made.wanted, 0.84)
    yield from as_long_as_the_other(trace, 0.8)
    for made in _tensors(trace):
        yield from constants(trace, made.shape[0], made.wanted, 0.7, stage=Stage.DATA_LOADING, limit=4)
        if made.shape[0] > made.wanted:
            yield made.written(f"[:{made.other}.shape[0]]", 0.3, f"keep the first {made.wanted}",
                               f"{made.shape[0] - made.wanted} have no partner")  # fmt: skip


def _given(trace: Trace) -> list[Shape]:
    """The sizes of the tensors that the running ``TensorDataset`` was given."""
    for frame in trace.running_in("torch/", "__init__"):
        tensors = frame.frame.f_locals.get("tensors")
        if isinstance(tensors, tuple):
            return [shape for t in tensors if (shape := shape_of(t)) is not None]
    return []


def _tensors(trace: Trace) -> Iterator[_Tensor]:
    """Each argument with the length of another one that differs."""
    user, source, call, shapes = trace.crash.user, trace.source(), trace.crash.expression, _given(trace)
    if user is None or source is None or not isinstance(call, ast.Call) or len(call.args) != len(shapes):
        return
    for index, (node, shape) in enumerate(zip(call.args, shapes, strict=True)):
        other = next((i for i, s in enumerate(shapes) if s[:1] != shape[:1] and i != index), None)
        if other is not None and shape and not isinstance(node, ast.Starred):
            yield _Tensor(source, user, node, shape, shapes[other][0], source.span(call.args[other]).text)
