"""A step among the transforms of a batch that gives its pictures another size: ``RandomResizedCrop(224)`` for 80×80."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.images.sizing_calls import transform_calls
from shapefault.faults.rewrite.keywords import line_left_out
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_FROM_FILES = ("ToTensor", "PILToTensor", "ToImage", "ToImageTensor", "ToDtype", "ToTensorV2", "pil_to_tensor")


def sized_again(trace: Trace, value: Shape, part: Shape, prior: float) -> Iterator[Fix]:
    """Leave the step out, where the transformed pictures go back to the place of those that were handed in."""
    if len(value) != len(part) or len(value) < 3 or value[:-2] != part[:-2] or value[-2:] == part[-2:]:
        return
    for call in transform_calls(trace):
        steps = parent(call.node)
        if not isinstance(steps, ast.List | ast.Tuple) or len(steps.elts) < 2:
            continue
        others = {callee(step) for step in steps.elts if isinstance(step, ast.Call)}
        numbers = {n.value for n in walk(call.node) if isinstance(n, ast.Constant) and type(n.value) is int}
        if others & set(_FROM_FILES) or not numbers & set(value[-2:]):
            continue  # a pipeline of single pictures, or a step that gives another size than those that came
        yield fix(
            f"leave out this {callee(call.node)}", line_left_out(call.source, steps.elts, steps.elts.index(call.node)),
            prior, stage=Stage.AUGMENTATION,
            why=f"the pictures are {part[-2]}×{part[-1]} already, it makes {value[-2]}×{value[-1]} of them",
        )  # fmt: skip
