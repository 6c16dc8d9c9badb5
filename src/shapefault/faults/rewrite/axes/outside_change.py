"""A tensor's size changed outside the model: the statement whose inputs have the wanted size and whose result has not.

Names of a live frame tell it: ``short = speed_up(wave)`` where ``wave`` has 4000 samples, as the target has, and
``short`` has 3636.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from shapefault.faults.rewrite.bench import bench_of, fix, insert_after
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.files import Source
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk


@dataclass(frozen=True)
class Change:
    """One such statement: what it binds, and the name among its inputs that has the wanted size."""

    source: Source
    statement: ast.Assign
    name: str
    origin: str
    axis: int
    """Counted from the end, negative."""


def changed_outside(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Fill the result up, or cut it, to the size of what it was made from."""
    sizes = _differing(mismatch)
    if sizes is None:
        return
    for got, want, axis in sizes:
        for change in _changes(trace, got, want, axis):
            size = f"{change.origin}.shape[{change.axis}]"
            if got < want:
                zeros = "0, 0, " * (-change.axis - 1) + f"0, {size} - {change.name}.shape[{change.axis}]"
                text, verb = f"torch.nn.functional.pad({change.name}, ({zeros}))", "fill"
            else:
                after = ", :" * (-change.axis - 1)
                text, verb = f"{change.name}[..., :{size}{after}]", "cut"
            yield fix(
                f"{verb} {change.name} to the size of {change.origin}",
                insert_after(change.source, change.statement, f"{change.name} = {text}"),
                prior,
                stage=Stage.AUGMENTATION,
                why=f"{change.name} has {got} where {change.origin}, from which it is made, has {want}",
            )


def _differing(mismatch: Mismatch) -> list[tuple[int, int, int]] | None:
    """(got, want, axis from the end), both ways round, where two operands differ in one size."""
    shapes = [o.shape for r, o in mismatch.operands.items() if r not in ("weight", "bias")][:2]
    if len(shapes) != 2 or len(shapes[0]) != len(shapes[1]):
        return None
    axes = [i for i, (a, b) in enumerate(zip(*shapes, strict=True)) if a != b]
    if len(axes) != 1 or axes[0] == 0:
        return None
    a, b, axis = shapes[0][axes[0]], shapes[1][axes[0]], axes[0] - len(shapes[0])
    return [(a, b, axis), (b, a, axis)]


def _changes(trace: Trace, got: int, want: int, axis: int) -> Iterator[Change]:
    inner = trace.root.depth if trace.root is not None else len(trace.crash.frames)
    for frame in reversed([f for f in trace.crash.frames[:inner] if f.is_user]):
        source = frame.site.source()
        function = frame.function()
        if source is None or function is None:
            continue
        for part in walk(function):
            if isinstance(part, ast.Assign) and part.lineno < frame.lineno:
                found = _change(source, frame, part, got, want, axis)
                if found is not None and not _of_model(frame, part):
                    yield found


def _change(source: Source, frame: Frame, part: ast.Assign, got: int, want: int, axis: int) -> Change | None:
    target = part.targets[0]
    if not isinstance(target, ast.Name) or not isinstance(part.value, ast.Call):
        return None
    scope = frame.names
    result = shape_of(scope.get(target.id))
    if result is None or not is_tensor(scope.get(target.id)) or len(result) < -axis or result[axis] != got:
        return None
    for argument in (*part.value.args, *(k.value for k in part.value.keywords)):
        if isinstance(argument, ast.Name) and argument.id != target.id:
            before = shape_of(scope.get(argument.id))
            if before is not None and len(before) == len(result) and before[axis] == want:
                return Change(source, part, target.id, argument.id, axis)
    return None


def _of_model(frame: Frame, part: ast.Assign) -> bool:
    """Whether a module computes the value: its sizes are the model's business."""
    assert isinstance(part.value, ast.Call)
    root: ast.expr = part.value.func
    while isinstance(root, ast.Attribute | ast.Subscript):
        root = root.value
    scope = frame.names
    value = scope.get(root.id) if isinstance(root, ast.Name) else None
    return callable(getattr(value, "state_dict", None))


def augmenting(trace: Trace) -> bool:
    """Whether a transform of samples was running: a ``__call__`` of the program below a data set's ``__getitem__``."""
    names = [f.name for f in trace.crash.frames if f.is_user]
    below = names[names.index("__getitem__") + 1 :] if "__getitem__" in names else []
    project = bench_of(trace).project
    return any(n in ("__call__", "<lambda>") for n in below) and "__call__" in project.functions
