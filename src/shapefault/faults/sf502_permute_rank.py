"""SF502: a permutation for another number of axes.

What it is
    ``permute`` names every axis once; the tensor has more or fewer axes than are named.

Why it happens
    One image where a batch is expected (or a batch where one image is), a grayscale image without a channel axis, a
    complex spectrum that was read as two real numbers before, an axis that a ``squeeze`` took away.

Not this fault
    The right number of axes in the wrong order: nothing raises here, a later layer may (see SF101).

See also
    torch.permute, torch.view_as_real
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.dims import permuted, reordered
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.axes.split_axis import split_axis
from shapefault.faults.rewrite.axes.undo import undone
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.shapes import Template, root_structural, squeezes, structural
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class PermuteRank(Fault):
    """The number of axes named is not the number of axes."""

    code = "SF502"
    name = "permute-rank"
    title = "a permutation for another number of axes"
    ops = ("permute",)
    rule = "one entry of dims an axis"
    example = """
        images = torch.rand(8, 28, 28, 3)
        images.permute(2, 0, 1)
    """
    fixed = """
        images = torch.rand(8, 28, 28, 3)
        images.permute(0, 3, 1, 2)
    """
    expected = """
        error[SF502]: permute names 3 axes, the tensor has 4
    """
    near_misses = ("torch.rand(28, 28, 3).permute(2, 0, 1)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The counts differ."""
        shape, dims = mismatch.shape("input"), permuted(mismatch)
        if trace.loader is not None or shape is None or not dims or len(dims) == len(shape):
            return None
        return Cause(
            f"permute names {len(dims)} axes, the tensor has {len(shape)}",
            Stage.RESHAPE,
            None,
            (MathLine("one entry of dims an axis", str(len(dims)), str(len(shape))),),
            confidence=0.8,
            primary_label=operand_sizes(mismatch, "input"),
            data={"dims": dims, "shape": shape},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Add the missing axis where the tensor comes from, or name the axes that there are."""
        dims, shape = cause.data["dims"], cause.data["shape"]
        if len(shape) == len(dims) + 1:
            yield from self._one_more(mismatch, trace, dims, shape)
        elif len(shape) == len(dims) - 1:
            yield from self._one_less(mismatch, trace, dims)

    def _one_more(
        self, mismatch: Mismatch, trace: Trace, dims: tuple[int, ...], shape: tuple[int, ...]
    ) -> Iterator[Fix]:
        record = mismatch.record
        call = call_at(record.site) if record is not None else None
        order = (0, *(d + 1 if d >= 0 else d for d in dims))
        edit = reordered(call, order) if call is not None else None
        if edit is not None:
            yield fix("leave the batch axis where it is", edit, 0.74, stage=Stage.RESHAPE,
                      why=f"{len(dims)} axes are named, a batch of {shape[0]} has one more")  # fmt: skip
        yield from undone(trace, mismatch, "input", ("unsqueeze",), 0.78, stage=Stage.RESHAPE)
        yield from structural(trace, mismatch, "input", squeezes(shape, 0.66), stage=Stage.RESHAPE, outer=0.03)

    def _one_less(self, mismatch: Mismatch, trace: Trace, dims: tuple[int, ...]) -> Iterator[Fix]:
        if mismatch.operands["input"].dtype.startswith("complex"):
            real = "real and imaginary part are one complex number here"
            templates = [Template("torch.view_as_real({})", 0.9, "read the complex numbers as pairs", real)]
            yield from structural(trace, mismatch, "input", templates, stage=Stage.RESHAPE)
            return
        yield from undone(trace, mismatch, "input", ("squeeze",), 0.78, stage=Stage.RESHAPE)
        yield from split_axis(trace, mismatch, mismatch.operands["input"].shape, 0.82)
        batch = dims[0] == 0
        missing = "the batch axis is missing" if batch else "the channel axis is missing"
        axis = "0" if batch else "-1"
        templates = [Template(f"{{}}.unsqueeze({axis})", 0.7, missing.replace("is missing", "added"), missing)]
        yield from root_structural(trace, [Template("{}.unsqueeze(0)", 0.76, "add the batch axis", missing)],
                                   stage=Stage.DATA_LOADING)  # fmt: skip
        yield from structural(trace, mismatch, "input", templates, stage=Stage.DATA_LOADING, outer=0.03)
        record = mismatch.record
        call = call_at(record.site) if record is not None else None
        order = tuple(d - 1 if d > 0 else d for d in dims if d != 0)
        edit = reordered(call, order) if call is not None and batch else None
        if edit is not None:
            yield fix("name the axes that there are", edit, 0.55, stage=Stage.RESHAPE,
                      why=f"{len(dims)} axes are named, there are {len(dims) - 1}")  # fmt: skip
