"""``ToTensor`` on an array whose planes stand first already: it moves the last axis to the front all the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.project import callee


def kept_in_place(trace: Trace, got: Shape, want: Shape, prior: float) -> Iterator[Fix]:
    """Where a batch came out as (N, W, C, H) for (N, C, H, W): the arrays taken as they are."""
    if len(got) != 4 or len(want) != 4 or got == want or (got[0], *got[2:], got[1]) != want:
        return
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            argument = _converted(node)
            if argument is not None and isinstance(node, ast.Call):
                text = f"torch.from_numpy({source.span(argument).text})"
                yield fix(
                    "take the array as it is", Edit(source.span(node), text), prior + _speaks(source, argument),
                    stage=Stage.DATA_LOADING,
                    why="ToTensor takes the last axis for the channels and moves it, the array has them first",
                )  # fmt: skip


def _converted(node: ast.AST) -> ast.expr | None:
    """What ``ToTensor()(x)`` or ``to_tensor(x)`` is given."""
    if not isinstance(node, ast.Call) or len(node.args) != 1:
        return None
    direct = isinstance(node.func, ast.Call) and callee(node.func) in ("ToTensor", "ToImage")
    return node.args[0] if direct or callee(node) in ("to_tensor", "to_image") else None


def _speaks(source: Source, node: ast.expr) -> float:
    """A little more for what is called a mask: pictures have their channels last."""
    text = source.span(node).text.lower()
    return 0.02 if any(word in text for word in ("mask", "label", "target", "seg", "gt")) else 0.0
