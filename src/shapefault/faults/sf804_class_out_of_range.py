"""SF804: a classification loss is given a class number that does not exist.

What it is
    Class numbers are 0 to C - 1, where C is the size of the prediction's class axis.

Why it happens
    Labels that count from 1 or from -1, a last layer for fewer classes than the data has, masks that hold grey values
    or 255 for pixels without a class. On a GPU this fault is seen as a device-side assert.

Not this fault
    Targets of another shape: see SF801 and SF802.

See also
    torch.nn.CrossEntropyLoss: ignore_index
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.axes.reduced_axis import reduced_axes
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.layers.constructor import constructor
from shapefault.faults.rewrite.losses.class_losses import fitting
from shapefault.faults.rewrite.losses.class_numbers import Numbers, ignored, into_range, numbers_of
from shapefault.faults.rewrite.losses.outputs import class_axis
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.peek import real_operand
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text
from shapefault.source.project import CallPlace


class ClassOutOfRange(Fault):
    """A class number is negative, or not below the number of classes."""

    code = "SF804"
    name = "class-out-of-range"
    title = "a classification loss is given a class number that does not exist"
    ops = ("cross_entropy", "nll_loss", "nll_loss2d", "nll_loss_nd")
    rule = "0 <= target < C"
    example = """
        logits, labels = torch.rand(4, 3), torch.tensor([1, 2, 3, 1])
        F.cross_entropy(logits, labels)
    """
    fixed = """
        logits, labels = torch.rand(4, 3), torch.tensor([1, 2, 3, 1])
        F.cross_entropy(logits, labels - 1)
    """
    expected = """
        error[SF804]: cross_entropy got class 3, its predictions (4, 3) have classes 0 to 2
    """
    near_misses = ("F.cross_entropy(torch.rand(4, 3), torch.tensor([0, 1, 2, -100]))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The shapes fit, a value of the target does not."""
        first, second = mismatch.shape("input"), mismatch.shape("target")
        if (
            first is None
            or second is None
            or len(first) < 1
            or (len(first) > 1 and not fitting(mismatch, first, second))
        ):
            return None
        numbers = numbers_of(trace, real_operand(trace, mismatch, "target"), mismatch.params.get("ignore_index"))
        classes = first[1] if len(first) > 1 else first[0]
        parsed = mismatch.parsed
        if parsed is not None and parsed.kind == "target-range" and "got" in parsed.numbers:
            worst = parsed.numbers["got"]
        elif numbers is not None and not (numbers.low >= 0 and numbers.high < classes):
            worst = numbers.low if numbers.low < 0 else numbers.high
        else:
            return None
        return Cause(
            f"{mismatch.op} got class {worst}, its predictions {shape_text(first)} have classes 0 to {classes - 1}",
            Stage.LOSS_TARGET,
            None,
            (MathLine("0 <= target < C", str(worst), f"0 to {classes - 1}"),),
            confidence=0.85,
            primary_label=f"class {worst} of {classes}",
            data={"numbers": numbers or Numbers((worst,), worst, worst), "classes": classes},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Count the classes from 0; ignore what is no class; or give the last layer as many classes as there are."""
        numbers, classes = cause.data["numbers"], cause.data["classes"]
        maps = len(mismatch.operands["input"].shape) > 2
        for template in into_range(numbers, classes, maps):
            for place in places(trace, mismatch, "target")[:4]:
                yield fix(
                    template.title,
                    place.edit(template.text),
                    template.prior - (0.03 if place.kind != "use" else 0.0) - 0.02 * place.level,
                    stage=Stage.LOSS_TARGET,
                    why=template.why,
                )
        mark = ignored(numbers, classes)
        if mark is not None:
            yield from _ignore(trace, mark, 0.8 if maps or mark == 255 else 0.5)
        if numbers.high >= classes and mark is None:
            yield from reduced_axes(trace, mismatch, 0.82, stage=Stage.RESHAPE, pair=(classes, numbers.high + 1))
            prior = 0.74 if numbers.low <= 0 or numbers.high > classes else 0.6
            yield from class_axis(trace, mismatch, classes, numbers.high + 1, prior)


def _ignore(trace: Trace, mark: int, prior: float) -> Iterator[Fix]:
    criterion = trace.crash.criterion
    call = constructor(criterion.module) if criterion is not None else None
    node, source = trace.crash.expression, trace.source()
    if call is None and isinstance(node, ast.Call) and source is not None and criterion is None:
        call = CallPlace(source, node)
    if call is not None:
        yield fix(
            f"tell the loss that {mark} is no class",
            set_keyword(call, "ignore_index", str(mark)),
            prior,
            stage=Stage.LOSS_TARGET,
            why=f"{mark} marks what has no class, the loss takes it for one",
        )
