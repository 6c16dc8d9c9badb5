"""SF811: the weights of a loss are not one for each class, or not along the class axis.

What it is
    ``cross_entropy(weight=w)`` needs as many weights as the prediction has classes. The weights of the binary losses
    are broadcast from the last axis: for maps (N, C, H, W) the weights of C classes have to be (C, 1, 1).

Why it happens
    Weights are counted from labels in which a class does not occur, or were written for another data set; a vector
    of weights that fits (N, C) is handed to a loss of maps.

Not this fault
    A target of another shape than the prediction: see SF803.

See also
    torch.bincount: minlength
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.upstream import reduced_otherwise
from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.layers.constructor import argument, constructor
from shapefault.faults.rewrite.losses.binary_weights import positive_ratio
from shapefault.faults.rewrite.losses.class_numbers import numbers_of
from shapefault.faults.rewrite.losses.outputs import class_axis
from shapefault.faults.rewrite.peek import real_operand
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Edit, Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text
from shapefault.source.files import enclosing, parent
from shapefault.source.project import CallPlace, Place, bound_argument, called_as

_ROLES = ("weight", "pos_weight")


class LossWeights(Fault):
    """As many weights as there are classes, along their axis."""

    code = "SF811"
    name = "loss-weights"
    title = "the weights of a loss do not fit its classes"
    ops = ("cross_entropy", "nll_loss", "nll_loss2d", "binary_cross_entropy", "binary_cross_entropy_with_logits")
    rule = "weight.shape[0] = C"
    example = """
        labels = torch.tensor([0, 1, 1, 0])
        weight = 1.0 / torch.bincount(labels)
        F.cross_entropy(torch.rand(4, 3), labels, weight=weight)
    """
    fixed = """
        labels = torch.tensor([0, 1, 1, 0])
        weight = 1.0 / torch.bincount(labels, minlength=3)
        F.cross_entropy(torch.rand(4, 3), labels, weight=weight)
    """
    expected = """
        error[SF811]: cross_entropy got 2 weights for 3 classes
    """
    near_misses = ("F.cross_entropy(torch.rand(4, 3), torch.tensor([0, 1, 2, 0]), weight=torch.rand(3))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The requirement on the weights is broken, and they are one number each."""
        broken, shape = mismatch.broken, mismatch.shape("input")
        if broken is None or broken.operand not in _ROLES or shape is None or len(shape) < 2:
            return None
        weights = mismatch.shape(broken.operand)
        if weights is None or not weights:
            return None
        binary = mismatch.op.startswith("binary")
        rows = len(weights) > 1 and math.prod(weights) == shape[1] and not binary
        if len(weights) > 1 and not rows:
            return None
        if binary and weights[0] == shape[-1]:
            return None
        binary = binary and weights[0] == shape[1]
        message = f"{mismatch.op} got {weights[0]} weights for {shape[1]} classes"
        if rows:
            message = f"{mismatch.op} got weights of {shape_text(weights)}, it takes a row of {shape[1]} numbers"
        if binary:
            message = f"{mismatch.op} got {weights[0]} weights, they meet the last axis of {shape_text(shape)}"
        return Cause(
            message,
            Stage.LOSS_TARGET,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=0.82,
            primary_label=operand_sizes(mismatch, broken.operand),
            data={
                "role": broken.operand,
                "weights": weights[0],
                "classes": shape[1],
                "binary": binary,
                "rows": rows,
            },
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Along the class axis; counted for every class; as many classes as there are weights; no weights."""
        role, weights, classes = cause.data["role"], cause.data["weights"], cause.data["classes"]
        given = _given(trace, role)
        if cause.data["rows"]:
            title, why = "make the weights one row", "a loss takes a weight for each class, with no axis beside"
            template = Template("{}.flatten()", 0.86, title, why, "safe")
            yield from structural(trace, mismatch, role, [template], stage=Stage.LOSS_TARGET)
            if given is not None:
                edit = wrapped(given.source, given.node, "{}.flatten()")
                yield fix(title, edit, 0.86, stage=Stage.LOSS_TARGET, why=why, applicability="safe")
            return
        if cause.data["binary"]:
            text = f"{{}}.view(-1, {', '.join('1' for _ in mismatch.operands['input'].shape[2:])})"
            title = "put the weights along the class axis"
            why = "the weights are broadcast along the last axis, the classes are axis 1"
            template = Template(text, 0.86, title, why, "safe")
            yield from structural(trace, mismatch, role, [template], stage=Stage.LOSS_TARGET, definition=0.01)
            if given is not None:
                edit = wrapped(given.source, given.node, text)
                yield fix(title, edit, 0.86, stage=Stage.LOSS_TARGET, why=why, applicability="safe")
            return
        if role == "pos_weight" and given is not None and weights == _TWO and classes != _TWO:
            yield from _of_the_positive(given, 0.86)
        yield from _counted(trace, classes, 0.84)
        if given is not None:
            yield from reduced_otherwise(trace, given, 0.82, Stage.LOSS_TARGET)
        numbers = numbers_of(trace, real_operand(trace, mismatch, "target"), mismatch.params.get("ignore_index"))
        enough = numbers is not None and 0 <= numbers.high < weights
        others = weights > classes + _MORE  # the weights of another data set, not one too many
        yield from _listed(trace, weights, classes, 0.5 if others else 0.6)
        yield from class_axis(trace, mismatch, classes, weights, 0.7 if enough else 0.4)
        for index, place in enumerate(_handed_in(trace, given)):
            yield fix("leave out the weights", Edit(place.span, "None"), (0.78 if others else 0.5) - 0.08 * index,
                      stage=Stage.LOSS_TARGET, why="they are of other classes")  # fmt: skip


def _given(trace: Trace, role: str) -> Place | None:
    """The expression that the loss module was built with."""
    criterion = trace.crash.criterion
    call = constructor(criterion.module) if criterion is not None else None
    node = argument(call, criterion.module, role) if call is not None and criterion is not None else None
    return Place(call.source, node) if call is not None and node is not None else None


_MORE = 2
_TWO = 2


def _of_the_positive(given: Place, prior: float) -> Iterator[Fix]:
    """The weights of the two answers as the one that the positive samples have for each of the others."""
    why = "pos_weight is how much a positive counts, as a multiple of a negative; these are the weights of both"
    ratio = Edit(given.source.span(given.node), positive_ratio(given.source, given.node))
    yield fix("weigh the positive class", ratio, prior, stage=Stage.LOSS_TARGET, why=why)


def _handed_in(trace: Trace, given: Place | None) -> list[Place]:
    """Where the program gives the loss its weights: to a class of its own around it, then to the loss itself."""
    if given is None:
        return []
    function = enclosing(given.node, ast.FunctionDef)
    if not isinstance(function, ast.FunctionDef) or not isinstance(given.node, ast.Name):
        return [given]
    calls = bench_of(trace).project.calls.get(called_as(function), [])
    found = [(c.source, n) for c in calls if (n := bound_argument(c.node, function, given.node.id)) is not None]
    return [*(Place(source, node) for source, node in found), given]


def _counted(trace: Trace, classes: int, prior: float) -> Iterator[Fix]:
    """Counts of the classes that occur, as counts of all classes."""
    calls = bench_of(trace).project.calls
    why = f"only classes that occur are counted, the prediction has {classes}"
    title = "count every class, also one that does not occur"
    for call in calls.get("bincount", []):
        if not any(k.arg == "minlength" for k in call.node.keywords):
            edit = set_keyword(call, "minlength", str(classes))
            yield fix(title, edit, prior, stage=Stage.LOSS_TARGET, why=why)
    for call in calls.get("unique", []):
        counted = _bincount(call, classes)
        if counted is not None:
            yield fix(title, counted, prior - 0.02, stage=Stage.LOSS_TARGET, why=why)


def _bincount(call: CallPlace, classes: int) -> Edit | None:
    """``_, n = torch.unique(y, return_counts=True)`` becomes ``n = torch.bincount(y, minlength=C)``.

    Where the classes have a name, they are all of them, and one that does not occur counts as one that does once.
    """
    around, function = parent(call.node), call.node.func
    if not any(k.arg == "return_counts" for k in call.node.keywords) or not call.node.args:
        return None
    if not isinstance(around, ast.Assign) or not isinstance(function, ast.Attribute):
        return None
    target = around.targets[0]
    if not isinstance(target, ast.Tuple) or len(target.elts) != 2:
        return None
    owner, labels = ast.unparse(function.value), call.source.span(call.node.args[0]).text
    if owner not in ("torch", "np", "numpy"):
        return None
    names, counts = (call.source.span(part).text for part in target.elts)
    counted = f"{owner}.bincount({labels}, minlength={classes})"
    if names.startswith("_"):
        return Edit(call.source.span(around), f"{counts} = {counted}")
    return Edit(call.source.span(around), f"{names}, {counts} = {owner}.arange({classes}), {counted}.clip(1)")


def _listed(trace: Trace, weights: int, classes: int, prior: float) -> Iterator[Fix]:
    """A list of weights written out: one more for each class, or only as many as there are."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.List) or len(node.elts) != weights or not _is_weights(node):
                continue
            texts = [source.span(e).text for e in node.elts][:classes]
            texts += ["1.0"] * (classes - len(texts))
            yield fix(
                f"give {classes} weights, one for each class",
                Edit(source.span(node), f"[{', '.join(texts)}]"),
                prior,
                stage=Stage.LOSS_TARGET,
                why=f"{weights} weights are written here, the prediction has {classes} classes",
            )


def _is_weights(node: ast.List) -> bool:
    around = parent(node)
    for _ in range(3):
        if isinstance(around, ast.Assign) and "weight" in ast.unparse(around.targets[0]).lower():
            return True
        if isinstance(around, ast.keyword) and "weight" in (around.arg or "").lower():
            return True
        around = parent(around) if around is not None else None
    return False
