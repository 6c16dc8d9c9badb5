"""Planes of 256 classes, of which two are used: a mask of black and white whose values were taken for classes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.peek import real_operand
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace

_WHITE = 255


def black_and_white(trace: Trace, mismatch: Mismatch, role: str, classes: int, prior: float) -> Iterator[Fix]:
    """Divide what ``one_hot`` is given by 255, where its planes 0 and 255 are the only ones with a pixel."""
    shape = mismatch.operands[role].shape
    if classes != 2 or len(shape) < 3 or shape[1] != _WHITE + 1 or not _two_planes(trace, mismatch, role):
        return
    for call in bench_of(trace).project.calls.get("one_hot", []):
        if not call.node.args or len(call.node.args) > 1 or call.node.keywords:
            continue
        inner: ast.expr = call.node.args[0]
        while isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and not inner.args:
            inner = inner.func.value
        text = call.source.span(inner).text
        yield fix(
            "make class numbers of 0 and 255", Edit(call.source.span(inner), f"({text} // {_WHITE})"), prior,
            stage=Stage.LOSS_TARGET, why="the mask holds grey values, not class numbers",
        )  # fmt: skip


def _two_planes(trace: Trace, mismatch: Mismatch, role: str) -> bool:
    tensor = real_operand(trace, mismatch, role)
    if tensor is None or tensor.device.type == "meta":
        return False
    used = tensor.detach().transpose(0, 1).flatten(1).ne(0).any(1).nonzero().flatten().tolist()
    return _WHITE in used and set(used) <= {0, _WHITE}
