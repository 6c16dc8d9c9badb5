"""Grey pictures opened in colour and stacked as channels: their three equal planes are an axis too many."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.peek import real_operand
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_COLOURS = ("RGB", "BGR", "YCbCr", "HSV")


def grey_in_colour(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``convert("L")`` for ``convert("RGB")``, where the operand's last axis holds one picture three times."""
    if not _one_picture(trace, mismatch):
        return
    for call in bench_of(trace).project.calls.get("convert", []):
        mode = call.node.args[0] if call.node.args else None
        if isinstance(mode, ast.Constant) and mode.value in _COLOURS:
            yield fix(
                "open the pictures in grey",
                Edit(call.source.span(mode), '"L"'),
                prior,
                stage=Stage.DATA_LOADING,
                why="grey pictures are opened in colour: three equal planes stand on the last axis",
            )


def _one_picture(trace: Trace, mismatch: Mismatch) -> bool:
    """Whether the layer would take the operand without its last axis, of three planes that are equal."""
    shape, weight = mismatch.shape("input"), mismatch.shape("weight")
    if shape is None or weight is None or len(shape) != len(weight) + 1 or shape[-1] != 3:
        return False
    if shape[1] != weight[1] * int(mismatch.params.get("groups", 1) or 1):
        return False
    tensor = real_operand(trace, mismatch, "input")
    if tensor is None or tensor.device.type == "meta":
        return False
    first, second, third = tensor.detach().unbind(-1)
    return bool((first == second).all()) and bool((second == third).all())
