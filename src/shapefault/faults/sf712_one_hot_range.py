"""SF712: one_hot is given a number that is not below ``num_classes``.

What it is
    ``F.one_hot(x, n)`` makes n columns, for the numbers 0 to n - 1.

Why it happens
    Labels count from 1; there are more classes than were written down; a number marks what has no class.

Not this fault
    Class numbers handed to a loss: see SF804.

See also
    torch.nn.functional.one_hot
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.losses.class_numbers import Numbers, into_range, numbers_of
from shapefault.faults.rewrite.operands import places
from shapefault.faults.rewrite.peek import real_operand
from shapefault.model import Edit, Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.retarget import retarget


class OneHotRange(Fault):
    """A number has no column."""

    code = "SF712"
    name = "one-hot-range"
    title = "one_hot is given a number that is not below num_classes"
    ops = ("one_hot",)
    rule = "0 <= number < num_classes"
    example = """
        labels = torch.tensor([1, 2, 3])
        F.one_hot(labels, num_classes=3)
    """
    fixed = """
        labels = torch.tensor([1, 2, 3])
        F.one_hot(labels - 1, num_classes=3)
    """
    expected = """
        error[SF712]: one_hot got 3, its classes are 0 to 2
    """
    near_misses = ("F.one_hot(torch.tensor([0, 1, 2]), num_classes=3)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The largest number is not below ``num_classes``, or the smallest is negative."""
        classes = mismatch.params.get("num_classes")
        numbers = numbers_of(trace, real_operand(trace, mismatch, "input"))
        if type(classes) is not int or numbers is None or 0 <= numbers.low <= numbers.high < classes:
            return None
        worst = numbers.high if numbers.high >= classes else numbers.low
        if classes < 1:
            return None
        return Cause(
            f"one_hot got {worst}, its classes are 0 to {classes - 1}",
            Stage.LOSS_TARGET,
            None,
            (MathLine("0 <= number < num_classes", str(worst), f"0 to {classes - 1}"),),
            confidence=0.85,
            primary_label=f"{numbers.low} to {numbers.high}",
            data={"numbers": numbers, "classes": classes},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Count from 0, or write down as many classes as there are."""
        numbers, classes = cause.data["numbers"], cause.data["classes"]
        assert isinstance(numbers, Numbers)
        for template in into_range(numbers, classes, False):
            for place in places(trace, mismatch, "input")[:4]:
                yield fix(
                    template.title,
                    place.edit(template.text),
                    template.prior - 0.02 * place.level - (0.03 if place.kind != "use" else 0.0),
                    stage=Stage.LOSS_TARGET,
                    why=template.why,
                )
        node, source = trace.crash.expression, trace.source()
        if not isinstance(node, ast.Call) or source is None or numbers.high < classes:
            return
        given = next((k.value for k in node.keywords if k.arg == "num_classes"), None)
        given = given if given is not None else (node.args[1] if len(node.args) > 1 else None)
        if given is None:
            return
        new = numbers.high + 1
        why = f"there are {new} classes, {classes} are written here"
        made = False
        for target in retarget(bench_of(trace).resolver, source, given, classes, new)[:4]:
            made = True
            yield fix(f"make {new} classes", target.edits, 0.74 - 0.01 * target.hops, stage=Stage.LOSS_TARGET, why=why)
        if not made:
            yield fix(f"make {new} classes", Edit(source.span(given), str(new)), 0.6, stage=Stage.LOSS_TARGET, why=why)
