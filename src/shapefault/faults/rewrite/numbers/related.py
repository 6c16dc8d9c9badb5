"""The last resort for a size that is wrong: the named numbers of the program that stand in a plain relation to it.

A number qualifies when it is one of the two sizes that disagree, their difference, or in their ratio; the relation
says what it would have to be. Arguments of the program's own classes that are left at their defaults count, too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.naming import labelled, no_step
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, parent
from shapefault.source.project import CallPlace, Project, callee, default_of, method_of

_DATA_WORDS = (
    "data", "clip", "loader", "batch", "frames", "path", "file", "split", "env", "task", "demo", "corpus", "sample",
)  # fmt: skip
_AXES = (
    *(f"an argument of {name}" for name in (
        "permute", "transpose", "flatten", "unflatten", "squeeze", "unsqueeze", "range", "size", "sum", "mean", "cat",
        "stack", "softmax", "argmax", "max", "round", "flip", "unbind", "roll", "swapaxes", "moveaxis", "dim", "seed",
        "default_rng", "RandomState", "manual_seed",
    )),
    "dim", "axis", "seed", "epochs", "num_workers", "start_dim", "end_dim", "--seed", "--epochs", "--num_workers",
)  # fmt: skip
"""Names of numbers that are no sizes."""
_LAYERS = (
    "Conv", "Linear", "BatchNorm", "LayerNorm", "GroupNorm", "Embedding", "LSTM", "GRU", "MultiheadAttention",
    "MaxPool", "AvgPool", "Upsample", "interpolate",
)  # fmt: skip
_WIDTHS = (
    "dim", "hidden", "width", "height", "channel", "planes", "filter", "feature", "unit", "emb", "size", "batch",
    "vocab", "scale", "stride", "kernel",
)  # fmt: skip
"""Of such a number a layer or a tensor is made: with 0 there would be none."""
_TENSORS = ("rand", "randn", "zeros", "ones", "empty", "full", "normal")
_MIX_WORDS = ("crop", "resize", "patch", "augment", "transform")


def related(value: int, a: int, b: int) -> list[tuple[int, float]]:
    """What ``value`` would have to be for ``a`` and ``b`` to agree, with how telling the relation is."""
    found: dict[int, float] = {}

    def add(new: int, weight: float) -> None:
        if new != value and new >= 0 and found.get(new, 0.0) < weight:
            found[new] = weight

    for old, new in ((a, b), (b, a)):
        if value == old and new > 1:
            add(new, 1.0)
        elif value == 1 and new > 1 and old == 1:
            add(new, 0.95)
        if value > 1 and abs(a - b) == value:
            add(0, 1.1 if value > 8 else 0.8)  # a part that is there on one side only
            add(2 * value, 0.9 if value > 8 else 0.6)  # or twice on the other
        if old and value > 1 and value * new % old == 0 and value * new // old > 1 and value % old != 0:
            add(value * new // old, 0.7)
        if value > 2 and 0 < value + new - old < 4 * value and abs(new - old) < value:
            add(value + new - old, 0.55)
    return sorted(found.items(), key=lambda item: -item[1])


def related_numbers(trace: Trace, a: int, b: int, prior: float, *, limit: int = 14) -> Iterator[Fix]:
    """Changes of one named number each under which the sizes ``a`` and ``b`` may agree, the most telling first."""
    project = bench_of(trace).project
    owners = {type(f.frame.f_locals["self"]).__name__ for f in trace.user_frames() if "self" in f.frame.f_locals}
    found = [*_written(project, a, b, owners), *_left_out(project, a, b)]
    for weight, made in sorted(found, key=lambda item: -item[0])[:limit]:
        title, edit, why, label = made
        yield fix(title, edit, prior * weight, stage=stage_of(label), why=why)


def _written(project: Project, a: int, b: int, owners: set[str]) -> Iterator[tuple[float, tuple[str, Edit, str, str]]]:
    for place in project.integers:
        node = place.node
        if not isinstance(node, ast.Constant) or not isinstance(node.value, int) or node.value < 1:
            continue
        label, weight = labelled(place)
        if not label or label.startswith(_AXES):
            continue
        if node.value <= 2:
            weight *= 0.7  # ones and twos stand everywhere
        call = enclosing(node, ast.Call)
        called = callee(call) if isinstance(call, ast.Call) else ""
        if isinstance(call, ast.Call) and node in call.args and called in project.classes:
            names = list(initializer(project, called))
            label = ", ".join(names[call.args.index(node) :][:1]) or label  # as its own class calls it
        own = called in owners and called in project.classes
        weight *= 1.5 if own else 1.0  # the object that was running was built with it
        for new, telling in related(node.value, a, b):
            if own and new == node.value + a - b:
                telling *= 1.2  # what it was built for becomes what arrives
            if no_step(label, new):
                continue
            if new == 0 and (
                isinstance(parent(node), ast.Tuple | ast.List)
                or called.startswith(_LAYERS)
                or called in _TENSORS
                or any(word in label.lower() for word in _WIDTHS)
            ):
                continue  # a layer of no width is none
            title = f"change {label} from {node.value} to {new}"
            yield weight * telling, (title, Edit(place.span, str(new)), f"{label} is {node.value}", label)


def _left_out(project: Project, a: int, b: int) -> Iterator[tuple[float, tuple[str, Edit, str, str]]]:
    """Parameters of the program's own classes that a constructor call leaves at their defaults."""
    for name in project.classes:
        defaults = initializer(project, name)
        for call in project.calls.get(name, []):
            given = given_names(call, list(defaults))
            for parameter, default in defaults.items():
                if parameter in given or default is None:
                    continue
                for new, telling in related(default, a, b):
                    if new == 0 and any(word in parameter.lower() for word in _WIDTHS):
                        continue
                    edit = set_keyword(call, parameter, str(new))
                    title = f"build {name} with {parameter}={new}"
                    why = f"{parameter} is left at its default {default}"
                    yield 0.97 * telling, (title, edit, why, parameter)


def initializer(project: Project, name: str) -> dict[str, int | None]:
    """The parameters of a class's ``__init__`` in order, with their defaults where those are integers."""
    _, node = project.classes[name]
    init = method_of(node, "__init__")
    if init is None:
        return {}
    found: dict[str, int | None] = {}
    for parameter in [*init.args.posonlyargs, *init.args.args, *init.args.kwonlyargs]:
        default = default_of(init, parameter.arg)
        plain = isinstance(default, ast.Constant) and type(default.value) is int
        if parameter.arg != "self":
            found[parameter.arg] = default.value if plain else None  # type: ignore[union-attr]
    return found


def given_names(call: CallPlace, names: list[str]) -> set[str]:
    """The parameters that a call gives, by position or by name."""
    positional = set(names[: len(call.node.args)])
    return positional | {k.arg for k in call.node.keywords if k.arg is not None}


def stage_of(label: str) -> Stage:
    """The stage that a named number belongs to, by its name."""
    text = label.lower()
    if text.startswith(("--", "the default")):
        return Stage.LAYER_CONFIG  # what a program is told, or a function takes, is most often the model's
    if any(word in text.replace("transformer", "") for word in _MIX_WORDS):
        return Stage.AUGMENTATION
    if any(word in text for word in _DATA_WORDS):
        return Stage.DATA_LOADING
    return Stage.LAYER_CONFIG
