"""SF702: a pooling's padding is more than half of its window.

What it is
    ``MaxPool2d(kernel_size=k, padding=p)`` needs p ≤ k / 2, so that no window lies in the padding alone.

Why it happens
    The padding of a convolution was copied, or a larger kernel was made smaller without its padding.

Not this fault
    A map that is smaller than the window: see SF701.

See also
    torch.nn.functional.pad, for more padding than a pooling takes
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import layer_name, operand_sizes, want_label
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.parameters import given
from shapefault.model import Edit, Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class PoolPadding(Fault):
    """Padding beyond half of the kernel."""

    code = "SF702"
    name = "pool-padding"
    title = "a pooling's padding is more than half of its window"
    ops = ("max_pool1d", "max_pool2d", "max_pool3d", "avg_pool1d", "avg_pool2d", "avg_pool3d")
    rule = "2·padding ≤ kernel_size"
    example = """
        pool = nn.MaxPool2d(3, stride=2, padding=2)
        pool(torch.rand(2, 8, 16, 16))
    """
    fixed = """
        pool = nn.MaxPool2d(3, stride=2, padding=1)
        pool(torch.rand(2, 8, 16, 16))
    """
    expected = """
        error[SF702]: max_pool2d has a padding of 2 for a window of 3
    """
    near_misses = ("nn.MaxPool2d(3, stride=2, padding=1)(torch.rand(2, 8, 16, 16))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The requirement on the padding is broken."""
        broken = mismatch.broken
        if broken is None or broken.kind != "padding":
            return None
        padding, window = int(broken.got) // 2, int(broken.want.lstrip("≤ "))
        return Cause(
            f"{mismatch.op} has a padding of {padding} for a window of {window}",
            Stage.LAYER_CONFIG,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            want_label(mismatch, "padding", f"at most {window // 2}"),
            confidence=0.85,
            primary_label=operand_sizes(mismatch, "input"),
            data={"padding": padding, "window": window},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The padding that keeps the size, none, or the kernel that goes with this padding."""
        padding, window = cause.data["padding"], cause.data["window"]
        name = layer_name(trace, mismatch)
        why = f"a padding of {padding} is more than half of the window of {window}"
        wanted = [("padding", window // 2, 0.8), ("kernel_size", 2 * padding + 1, 0.68)]
        wanted += [("kernel_size", 2 * padding, 0.6)]
        wanted += [("padding", 0, 0.55)] if window // 2 else []
        for parameter, value, prior in wanted:
            edit = given(mismatch.layer, parameter, str(value)) if mismatch.layer is not None else None
            if edit is None:
                edit = _at_call(trace, parameter, str(value))
            if edit is not None:
                yield fix(f"give {name} {parameter}={value}", edit, prior, stage=Stage.LAYER_CONFIG, why=why)


def _at_call(trace: Trace, parameter: str, text: str) -> Edit | None:
    """The same in ``F.max_pool2d(x, 2, padding=2)``."""
    source, node = trace.source(), trace.crash.expression
    if source is None or not isinstance(node, ast.Call):
        return None
    for keyword in node.keywords:
        if keyword.arg == parameter:
            return Edit(source.span(keyword.value), text)
    position = {"kernel_size": 1, "stride": 2, "padding": 3}[parameter]
    return Edit(source.span(node.args[position]), text) if len(node.args) > position else None
