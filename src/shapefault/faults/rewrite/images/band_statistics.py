"""Means and deviations of three colours for pictures with other bands: written as defaults, or a library's own.

``def __init__(self, mean=(0.485, 0.456, 0.406), std=…)``; ``FasterRCNN(backbone, 2)`` normalises three channels.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.project import CallPlace, bound_argument, defaults_in, method_of

_NAMED = re.compile(r"mean|std|dev")
_MOST = 16
_COLOURS = 3
_DETECTORS = re.compile(r"(?i)r_?cnn|retina_?net|fcos|ssd")
_IMAGENET = {"image_mean": (0.485, 0.456, 0.406), "image_std": (0.229, 0.224, 0.225)}
"""What the detectors of torchvision take where they are not told."""
_DEFAULT = 0.03


def band_statistics(trace: Trace, prior: float) -> Iterator[Fix]:
    """One value for each band: where the step is built, or in its defaults."""
    yield from _of_detectors(trace, prior)
    bands = _bands(trace)
    project = bench_of(trace).project
    for name, (source, cls) in project.classes.items() if bands else ():
        init = method_of(cls, "__init__")
        listed = [(at, node) for at, node in defaults_in(init) if _NAMED.search(at) and _values(node)] if init else []
        count = len(_values(listed[0][1])) if listed else 0
        if init is None or len(listed) < 2 or any(len(_values(node)) != count for _, node in listed):
            continue
        for number in (n for n in bands if n != count):
            why = f"the statistics are those of {count} channels, the pictures have {number}"
            title = f"give {name} the statistics of {number} channels"
            for call in project.calls.get(name, []):
                if all(bound_argument(call.node, init, at) is None for at, _ in listed):
                    text = ", ".join(f"{at}={_fitted(_values(node), number)}" for at, node in listed)
                    yield fix(title, _added(call, text), prior, stage=Stage.AUGMENTATION, why=why)
            edits = [Edit(source.span(node), _fitted(_values(node), number)) for _, node in listed]
            yield fix(title, edits, prior - _DEFAULT, stage=Stage.AUGMENTATION, why=why)


def _of_detectors(trace: Trace, prior: float) -> Iterator[Fix]:
    """A detector of torchvision that is given pictures of another number of channels than its statistics are for."""
    for frame in trace.running_in("torchvision/models/detection/transform.py"):
        shape = shape_of(frame.frame.f_locals.get("image"))
        if shape is None or len(shape) != 3 or shape[0] == _COLOURS or not 0 < shape[0] <= _MOST:
            continue
        for name, calls in bench_of(trace).project.calls.items():
            for call in calls if _DETECTORS.search(name) else ():
                if all(keyword.arg not in _IMAGENET for keyword in call.node.keywords):
                    text = ", ".join(f"{at}={_fitted(values, shape[0])}" for at, values in _IMAGENET.items())
                    yield fix(
                        f"give {name} the statistics of {shape[0]} channels", _added(call, text), prior,
                        stage=Stage.LAYER_CONFIG, why=f"it normalises {_COLOURS} channels, unless it is told others",
                    )  # fmt: skip
        return


def _bands(trace: Trace) -> list[int]:
    """The sizes that may be the bands of what the failing op was given, or of what its function holds."""
    mismatch, user = trace.mismatch, trace.crash.user
    shapes = [operand.shape for operand in mismatch.operands.values()] if mismatch is not None else []
    held = map(shape_of, user.frame.f_locals.values()) if user is not None else ()
    shapes += [shape for shape in held if shape is not None]
    found = [size for shape in shapes if len(shape) > 2 for size in (shape[-1], shape[-3]) if 0 < size <= _MOST]
    return list(dict.fromkeys(found))


def _values(node: ast.expr) -> tuple[float, ...]:
    """The numbers of a written tuple or list of several; empty for anything else."""
    entries = node.elts if isinstance(node, ast.Tuple | ast.List) else []
    values = [entry.value for entry in entries if isinstance(entry, ast.Constant) and isinstance(entry.value, float)]
    return tuple(values) if len(values) == len(entries) > 1 else ()


def _fitted(values: Sequence[float], count: int) -> str:
    """As many of the values as are wanted; what is wanting is their average."""
    average = round(sum(values) / len(values), 3)
    return f"({', '.join(map(str, [*values[:count], *[average] * (count - len(values))]))})"


def _added(call: CallPlace, text: str) -> Edit:
    """Several keywords in one edit, for two edits at one place have no order."""
    name, _, rest = text.partition("=")
    return set_keyword(call, name, rest)
