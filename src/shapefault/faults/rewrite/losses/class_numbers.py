"""Class numbers as values: what a batch and its data set hold, and how they are brought into 0 ... C - 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapefault.faults.rewrite.shapes import Template
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor


@dataclass(frozen=True)
class Numbers:
    """The class numbers of a batch, sorted, and the extremes of the data set behind it where they are at hand."""

    values: tuple[int, ...]
    low: int
    high: int


def numbers_of(trace: Trace, real: Any, ignored: object = None) -> Numbers | None:
    """The class numbers in ``real``; with those of the data set, where one keeps its labels in a list or tensor.

    What the loss takes for no class, its ``ignore_index``, is none of them.
    """
    try:
        values = tuple(int(v) for v in real.detach().reshape(-1).long().unique().tolist())
    except Exception:
        return None
    known = set(values)
    for other in _label_lists(trace):
        if known <= other:
            known |= other
    known -= {ignored}
    if not known:
        return None
    return Numbers(tuple(sorted(known)), min(known), max(known))


def _label_lists(trace: Trace) -> Iterator[set[int]]:
    """The distinct integers of each list of labels that a live data set or frame keeps."""
    for frame in trace.user_frames():
        for name, value in [*frame.frame.f_locals.items(), *frame.frame.f_globals.items()]:
            if label_like(name) and (found := _distinct(value)) is not None:
                yield found
    for dataset in _datasets():
        for name, value in vars(dataset).items():
            last = value[-1] if name == "tensors" and isinstance(value, tuple) and value else value
            if (label_like(name) or name == "tensors") and (found := _distinct(last)) is not None:
                yield found


def label_like(name: str) -> bool:
    """Whether a name speaks of labels."""
    name = name.lower()
    return name in ("y", "ys") or name.startswith("y_") or any(w in name for w in ("label", "target", "class"))


def _datasets() -> list[Any]:
    """The data sets of all loaders that are alive, those inside of subsets too."""
    import gc

    from torch.utils.data import DataLoader

    found: list[Any] = []
    for loader in gc.get_objects():
        if issubclass(type(loader), DataLoader):  # isinstance may run code of the object
            dataset = loader.dataset
            for _ in range(3):
                if dataset is None or not hasattr(dataset, "__dict__"):
                    break
                if all(d is not dataset for d in found):
                    found.append(dataset)
                dataset = vars(dataset).get("dataset")
    return found[:8]


def _distinct(value: Any) -> set[int] | None:
    try:
        if is_tensor(value) and value.dim() in (1, 2, 3) and not value.is_floating_point() and value.numel() <= 10**6:
            return {int(v) for v in value.unique().tolist()}
        if (
            type(value).__module__ == "numpy"
            and value.dtype.kind in "iu"
            and 1 <= value.ndim <= 3
            and value.size <= 10**6
        ):
            return {int(v) for v in value.reshape(-1).tolist()}
        if isinstance(value, list) and 1 < len(value) <= 10**6 and all(type(v) is int for v in value[:50]):
            return {v for v in value if type(v) is int}
    except Exception:
        return None
    return None


def into_range(numbers: Numbers, classes: int, maps: bool) -> Iterator[Template]:
    """How the target's values could become class numbers of ``classes`` classes."""
    low, high, values = numbers.low, numbers.high, numbers.values
    span = high - low
    if values == (-1, 1) and classes == 2:
        yield Template(
            "({} + 1) // 2",
            0.86,
            "make class numbers of -1 and 1",
            "the labels are -1 and 1, class numbers are 0 and 1",
        )
    elif low < 0 and span < classes and (low == -1 or high == classes - 1 + low):
        yield Template(
            f"{{}} + {-low}", 0.84, f"count the classes from 0, not from {low}", f"the labels begin at {low}"
        )
    if low >= 1 and high == classes:
        why = "the labels begin at 1, class numbers at 0"
        yield Template("{} - 1", 0.86 if low == 1 else 0.76, "count the classes from 0, not from 1", why)
    if values == (0, 255) and classes == 2:
        yield Template(
            "{} // 255", 0.84, "make class numbers of 0 and 255", "the mask holds grey values, not class numbers"
        )
    elif (
        maps
        and len(values) <= classes
        and low == 0
        and high > classes
        and (step := _step(values)) > 1
        and high // step < classes
    ):
        yield Template(
            f"{{}} // {step}",
            0.74,
            "make class numbers of the grey values",
            "the mask holds grey values, not class numbers",
        )


def _step(values: tuple[int, ...]) -> int:
    import math

    return math.gcd(*values)


def ignored(numbers: Numbers, classes: int) -> int | None:
    """A value outside of the classes that marks what should be ignored; None where there is none."""
    outside = [v for v in numbers.values if not 0 <= v < classes]
    return outside[0] if len(outside) == 1 and outside[0] in (-1, 255, -2, 250, 100) else None
