"""Which other form of a prediction or a target a loss would take, by their shapes and the target's values."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.shapes import Template
from shapefault.model import Shape


def class_shape(prediction: Shape) -> Shape:
    """The shape of the class numbers that belong to a prediction (N, C, d1, ...)."""
    return (prediction[0], *prediction[2:]) if len(prediction) > 1 else ()


def class_targets(prediction: Shape, real: Any, torn: bool = False) -> Any:
    """Proposals for the target of a classification loss, as a function of its form's shape.

    ``torn``: whether a view of the program makes several rows of each sample, which the labels are not to follow.
    """

    def propose(shape: Shape) -> Iterator[Template]:
        want = class_shape(prediction)
        classes = prediction[1] if len(prediction) > 1 else prediction[0]
        for axis, size in enumerate(shape):
            if (*shape[:axis], *shape[axis + 1 :]) != want:
                continue
            yield from _without_axis(shape, axis, size, classes, real)
        if want[:1] == (1,) and shape == want[1:] and len(want) > 1:
            why = "the predictions are a batch of one, its axis is missing here"
            yield Template("{}.unsqueeze(0)", 0.8, "give the target its batch axis", why)
        yield from _shifted(shape, want, 0.82)
        if len(want) == 1 and len(shape) == 2:
            yield from _shifted_rows(shape, want[0], 0.84)
        yield from moved(shape, want, 0.66)
        if len(want) == len(shape) == 1 and shape[0] and want[0] > shape[0] and want[0] % shape[0] == 0:
            times = want[0] // shape[0]
            why = f"there are {times} predictions for each label"
            worth = 0.2 if torn else 0.45
            yield Template(f"{{}}.repeat_interleave({times})", worth, "give each label to all of its predictions", why)
        if math.prod(shape) == math.prod(want) and len(want) == 1 and len(shape) > 1 and 1 not in shape:
            yield Template(
                "{}.flatten()", 0.8, "one row of labels for the rows of predictions", "one axis of labels is needed"
            )

    return propose


def _without_axis(shape: Shape, axis: int, size: int, classes: int, real: Any) -> Iterator[Template]:
    index = "{}[..., 0]" if axis == len(shape) - 1 and axis > 1 else f"{{}}[{':, ' * axis}0]"
    if size == 1:
        yield Template(
            f"{{}}.squeeze({axis})",
            0.84,
            f"drop axis {axis} of size 1",
            "the class numbers have an axis of size 1 too many",
        )
        return
    kind = along(real.reshape(shape), axis) if real is not None and real.numel() == math.prod(shape) else None
    if kind == "same":
        yield Template(index, 0.78, "take the label once", f"the same label stands there {size} times")
    elif kind in ("one-hot", "shares") or size == classes:
        prior = {"one-hot": 0.82, "shares": 0.76}.get(kind or "", 0.5)
        yield Template(
            f"{{}}.argmax({axis})", prior, "class numbers from the one-hot targets", "the targets are one-hot"
        )
    elif size in (3, 4):
        yield Template(index, 0.45, "take the first channel of the target", "the target has a channel axis")


def along(real: Any, axis: int) -> str | None:
    """ "same" where all values along ``axis`` are equal, "one-hot" where one is set, "shares" where they make 1."""
    try:
        first = real.select(axis, 0).unsqueeze(axis)
        if bool((real == first).all()):
            return "same"
        if bool(((real != 0).sum(axis) == 1).all()):
            return "one-hot"
        if real.is_floating_point() and bool((real >= 0).all()) and bool(((real.sum(axis) - 1).abs() < 1e-3).all()):
            return "shares"  # of mixed classes
    except Exception:
        return None
    return None


def class_predictions(target: Shape, real: Any) -> Any:
    """Proposals for the prediction of a classification loss."""

    def propose(shape: Shape) -> Iterator[Template]:
        lowest = _classes(real)
        for axis, size in enumerate(shape):
            if size == 1 and class_shape((*shape[:axis], *shape[axis + 1 :])) == target and len(shape) > 2:
                yield Template(
                    f"{{}}.squeeze({axis})",
                    0.8,
                    f"drop axis {axis} of size 1",
                    "the prediction has an axis of size 1 too many",
                )
        for axis, size in enumerate(shape):
            rest = (*shape[:axis], *shape[axis + 1 :])
            if rest == target and axis != 1 and size >= lowest and len(shape) > 1:
                order = (
                    [0, axis, *(a for a in range(1, len(shape)) if a != axis)]
                    if axis
                    else [1, 0, *range(2, len(shape))]
                )
                text = (
                    f"transpose({min(axis, 1)}, {max(axis, 1)})"
                    if len(shape) == 3 or axis == 0
                    else f"permute({', '.join(map(str, order))})"
                )
                yield Template(f"{{}}.{text}", 0.8, "put the classes on axis 1", f"the classes are on axis {axis}")
        if len(shape) == 3 and len(target) == 2 and shape[:2] == target[::-1] and shape[2] >= lowest:
            yield Template(
                "{}.permute(1, 2, 0)",
                0.78,
                "put the batch first and the classes on axis 1",
                "the prediction is time-major",
            )
        if len(target) == 1 and len(shape) >= 3:
            yield from _one_per_sample(shape, target)
        if len(shape) == 1 and target in ((), (1,)):
            yield Template(
                "{}.unsqueeze(0)", 0.7, "give the prediction its batch axis", "the batch axis of size 1 is gone"
            )
        if (
            len(target) == 1
            and len(shape) > 2
            and math.prod(shape[:-1]) == target[0]
            and shape[-1] >= lowest
            and shape[0] != target[0]
        ):
            yield Template(
                f"{{}}.flatten(0, {len(shape) - 2})", 0.84, "one row for each label", "each position has its own label"
            )
        if len(shape) == 3 and len(target) == 2 and abs(shape[2] - target[1]) == 1 and shape[0] == target[0]:
            yield Template("{}[..., :-1]", 0.6, "leave out the last step", "one step more than labels")

    return propose


def _one_per_sample(shape: Shape, target: Shape) -> Iterator[Template]:
    if shape[0] == target[0] and all(s == 1 for s in shape[2:]):
        yield Template(
            "{}.flatten(1)", 0.84, "drop the map's axes of size 1", "one label for each image, the prediction is a map"
        )
    elif shape[0] == target[0] and len(shape) == 3:
        yield Template("{}[:, -1]", 0.66, "take the last step", "one label for a whole sequence")
        yield Template("{}.mean(1)", 0.6, "average over the sequence", "one label for a whole sequence")
    elif len(shape) == 3 and shape[1] == target[0]:
        yield Template("{}[-1]", 0.7, "take the last step", "one label for a whole sequence, its steps are axis 0")
    elif shape[0] == target[0] and len(shape) == 4:
        yield Template(
            "{}.mean((2, 3))", 0.6, "average over the map", "one label for each image, the prediction is a map"
        )


def equal_to(other: Shape, role: str) -> Any:
    """Proposals under which an operand of an elementwise loss gets the other's shape."""

    def propose(shape: Shape) -> Iterator[Template]:
        for axis, size in enumerate(shape):
            if size == 1 and (*shape[:axis], *shape[axis + 1 :]) == other:
                yield Template(
                    f"{{}}.squeeze({axis})", 0.8, f"drop axis {axis} of size 1", "an axis of size 1 too many"
                )
        added = {(*shape[:axis], 1, *shape[axis:]): axis for axis in range(len(shape), -1, -1)}
        if other in added and len(other) == len(shape) + 1:
            axis = 1 if len(shape) and (shape[0], 1, *shape[1:]) == other else added[other]
            yield Template(
                f"{{}}.unsqueeze({axis})", 0.78, f"add the axis of size 1 at {axis}", "an axis of size 1 is missing"
            )
        bare = tuple(s for s in shape if s != 1)
        if len(shape) > len(other) + 1 and bare == other and len(other) == 1:
            yield Template("{}.flatten()", 0.8, "one number for each sample", "the prediction is a map of size 1")
        elif len(shape) > 1 == len(other) and shape[0] != other[0] and math.prod(shape) == other[0]:
            yield Template(
                "{}.flatten()", 0.74, "flatten it to one row", "the other side is one row of as many numbers"
            )
        # what a layer gave has its channels where they belong: the target first
        yield from moved(shape, other, 0.7 if role == "target" else 0.68)
        if (
            shape
            and other
            and math.prod(shape) == math.prod(other)
            and shape[0] == other[0]
            and 1 < len(other) != len(shape) > 1
        ):
            if len(other) == 2:
                yield Template("{}.flatten(1)", 0.76, "flatten all but the batch axis", "the other side is flat")
            elif role == "input":
                sizes = ", ".join(map(str, other[1:]))
                yield Template(
                    f"{{}}.view(-1, {sizes})", 0.74, "give the prediction the target's axes", "the prediction is flat"
                )
        if len(shape) == len(other) <= 3 and shape[:1] == other[:1]:
            yield from _shifted(shape, other, 0.66)

    return propose


def moved(shape: Shape, want: Shape, prior: float) -> Iterator[Template]:
    """The order of axes that gives ``want``: channels moved, or two axes swapped."""
    rank = len(shape)
    if sorted(shape) != sorted(want) or shape == want or rank < 2:
        return
    if rank == 2:
        yield Template("{}.t()", prior, "swap the two axes", "the axes are in the other order")
        return
    for order in ([0, rank - 1, *range(1, rank - 1)], [0, *range(2, rank), 1]):
        if tuple(shape[a] for a in order) == want:
            text = f"{{}}.permute({', '.join(map(str, order))})"
            yield Template(
                text, prior + 0.06, "put the channel axis where the other has it", "the channel axis stands elsewhere"
            )
            return
    for a in range(rank):
        for b in range(a + 1, rank):
            order = list(range(rank))
            order[a], order[b] = b, a
            if tuple(shape[i] for i in order) == want:
                yield Template(
                    f"{{}}.transpose({a}, {b})",
                    prior,
                    f"swap axes {a} and {b}",
                    f"axes {a} and {b} are in the other order",
                )
                return


def _shifted(shape: Shape, want: Shape, prior: float) -> Iterator[Template]:
    """One step left out: the start token of the labels, or the last prediction."""
    differing = [i for i, (a, b) in enumerate(zip(shape, want, strict=False)) if a != b]
    if len(shape) != len(want) or len(differing) != 1 or shape[differing[0]] != want[differing[0]] + 1:
        return
    if differing[0] == 0 and len(shape) == 1:
        return
    at = ":, " * differing[0]
    yield Template(
        f"{{}}[{at}1:]", prior, "leave out the first step", "one step more than the other side, the start token"
    )
    yield Template(f"{{}}[{at}:-1]", prior - 0.2, "leave out the last step", "one step more than the other side")


def _shifted_rows(shape: Shape, rows: int, prior: float) -> Iterator[Template]:
    """Labels (N, L) for predictions of L - 1 steps that were made one row each."""
    for axis, at in ((1, ":, 1:"), (0, "1:")):
        if shape[axis] > 2 and shape[1 - axis] * (shape[axis] - 1) == rows:
            why = "the labels begin with the start token, the predictions do not"
            yield Template(f"{{}}[{at}].reshape(-1)", prior, "leave out the first step of the labels", why)


def _classes(real: Any) -> int:
    """The least number of classes that the target's values need."""
    try:
        return int(real[real >= 0].max()) + 1 if real is not None and not real.is_floating_point() else 2
    except Exception:
        return 2
