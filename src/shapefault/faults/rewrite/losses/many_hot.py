"""Targets with a column for each class: ``one_hot`` whose count is left open, or several class numbers a sample."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.peek import real_operand
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


def all_classes(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """``one_hot(labels)`` has columns up to the largest label of the batch: told how many there are."""
    for call in bench_of(trace).project.calls.get("one_hot", []):
        if len(call.node.args) == 1 and not call.node.keywords:
            classes = max(got, want)
            yield fix(f"make a column for each of {classes} classes",
                      set_keyword(call, "num_classes", str(classes)), prior, stage=Stage.LOSS_TARGET,
                      why="without num_classes there are as many columns as the largest number asks for")  # fmt: skip


def many_hot(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Rows of class numbers (N, k) for predictions (N, C): ones in the columns of those classes."""
    first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
    if len(first) != 2 or len(second) != 2 or first[0] != second[0] or not 1 < second[1] < first[1]:
        return
    real = real_operand(trace, mismatch, "target")
    if real is None or not _class_numbers(real, first[1]):
        return
    template = Template(
        f"torch.nn.functional.one_hot({{}}.long(), {first[1]}).sum(1).float()", prior, "make a column for each class",
        f"each row has the numbers of {second[1]} of the {first[1]} classes",
    )  # fmt: skip
    yield from structural(trace, mismatch, "target", [template], stage=Stage.LOSS_TARGET)


def _class_numbers(real: object, classes: int) -> bool:
    """Whether the rows are numbers of classes, each at most once."""
    try:
        rows = real.detach().tolist()  # type: ignore[attr-defined]
        values = [value for row in rows for value in row]
        whole = all(value == int(value) and 0 <= value < classes for value in values)
    except (AttributeError, RuntimeError, ValueError, OverflowError):
        return False
    return whole and max(values) > 1 and all(len(set(row)) == len(row) for row in rows)
