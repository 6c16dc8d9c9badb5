"""SF701: a pooling has nothing left to pool.

What it is
    A pooling window needs as many rows and columns as its kernel has; the map, padded, has fewer.

Why it happens
    Every level of a network halves the map. Images of 28 or 32 pixels in a network drawn for 224 are gone before its
    end; a last ``AvgPool2d(7)`` counts on maps of 7×7.

Not this fault
    A convolution's kernel that does not fit: see SF104.

See also
    torch.nn.AdaptiveAvgPool2d, torch.nn.MaxPool2d (ceil_mode)
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import layer_name, operand_sizes, want_label
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.depth import shallower
from shapefault.faults.rewrite.layers.flat_windows import flat_windows
from shapefault.faults.rewrite.layers.meet import image_sizes
from shapefault.faults.rewrite.layers.parameters import given, per_axis
from shapefault.faults.rewrite.layers.pools import adaptive
from shapefault.faults.rewrite.samples.lengths import input_lengths
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class PooledToNothing(Fault):
    """The pooling's result would be empty."""

    code = "SF701"
    name = "pooled-to-nothing"
    title = "a pooling has nothing left to pool"
    ops = (
        "max_pool1d", "max_pool2d", "max_pool3d", "avg_pool1d", "avg_pool2d", "avg_pool3d", "lp_pool1d", "lp_pool2d",
        "fractional_max_pool2d",
    )  # fmt: skip
    rule = "floor((H + 2·padding − kH)/stride) + 1 ≥ 1"
    example = """
        maps = torch.rand(2, 64, 4, 4)
        pool = nn.AvgPool2d(7)
        pool(maps)
    """
    fixed = """
        maps = torch.rand(2, 64, 4, 4)
        pool = nn.AdaptiveAvgPool2d(1)
        pool(maps)
    """
    expected = """
        error[SF701]: avg_pool2d has a window of 7 for H=4
    """
    near_misses = ("nn.AvgPool2d(4)(torch.rand(2, 64, 4, 4))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The window does not fit, so that no position is left."""
        broken, shape = mismatch.broken, mismatch.shape("input")
        if broken is None or broken.kind != "kernel" or shape is None or broken.axis is None:
            return None
        axes = mismatch.operands["input"].axes
        axis = axes[broken.axis] if broken.axis < len(axes) else f"axis {broken.axis}"
        kernel = _kernel(mismatch, len(shape))
        index = broken.axis - len(shape) + len(kernel)
        return Cause(
            f"{mismatch.op} has a window of {kernel[index]} for {axis}={broken.got_value}",
            Stage.LAYER_CONFIG,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            want_label(mismatch, "kernel_size", f"needs {broken.want_value} or more"),
            confidence=0.8,
            primary_label=operand_sizes(mismatch, "input"),
            data={"kernel": kernel},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Fewer levels, larger images, a pooling that takes any size, a smaller window."""
        shape, kernel = mismatch.operands["input"].shape, cause.data["kernel"]
        yield from shallower(trace, mismatch, 0.8)
        yield from flat_windows(trace, mismatch, kernel, 0.78)
        if trace.root is not None and trace.root.module is not mismatch.layer:
            yield from image_sizes(trace, 0.72)
            if len(kernel) != 2:  # signals and clips: their length is a number of the data
                axis = mismatch.broken.axis if mismatch.broken is not None else None
                yield from input_lengths(trace, 0.74, axes=(axis,) if axis is not None else (), larger=True)
        sizes = shape[-len(kernel) :]
        large = max(kernel) > 3
        yield from adaptive(trace, mismatch, 0.8 if large and "avg" in mismatch.op else 0.56)
        name = layer_name(trace, mismatch)
        text = per_axis(tuple(min(k, s) for k, s in zip(kernel, sizes, strict=True)))
        edit = given(mismatch.layer, "kernel_size", text)
        if edit is not None and min(sizes) > 0:
            yield fix(
                f"give {name} kernel_size={text}",
                edit,
                0.62 if large else 0.4,
                stage=Stage.LAYER_CONFIG,
                why=f"the window of {name} is larger than the map",
            )


def _kernel(mismatch: Mismatch, rank: int) -> tuple[int, ...]:
    digit = next((int(c) for c in mismatch.op if c.isdigit()), rank - 2)
    value = mismatch.params.get("kernel_size", getattr(mismatch.layer, "kernel_size", 1))
    listed = tuple(value) if isinstance(value, list | tuple) else (value,)
    return tuple(int(v) for v in (listed if len(listed) == digit else listed * digit))[:digit]
