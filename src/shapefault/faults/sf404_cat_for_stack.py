"""SF404: parts were joined along an axis that they have, where each should be a channel of its own.

What it is
    ``cat`` makes an axis longer, ``stack`` makes a new one. A layer finds an axis too few and one that is n times as
    long as it should be.

Why it happens
    Modalities, frames or views without a channel axis of their own are joined with ``torch.cat(parts, dim=1)``.

Not this fault
    A channel axis that is missing altogether: see SF103. ``cat`` itself raising: see SF401.

See also
    torch.stack, torch.cat
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.callees import last_name
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import CallPlace

_CATS = ("cat", "concat", "concatenate")


class CatForStack(Fault):
    """An axis too few, and a ``cat`` on the way in."""

    code = "SF404"
    name = "cat-for-stack"
    title = "parts were joined along an axis that they have, where each should be a channel of its own"
    ops = ("conv1d", "conv2d", "conv3d", "max_pool2d", "max_pool3d", "batch_norm")
    rule = "input.dim() = 4 (N, C, H, W)"
    example = """
        parts = [torch.rand(2, 16, 16) for _ in range(4)]
        x = torch.cat(parts, dim=1)
        nn.Conv2d(4, 8, 3)(x)
    """
    fixed = """
        parts = [torch.rand(2, 16, 16) for _ in range(4)]
        x = torch.stack(parts, dim=1)
        nn.Conv2d(4, 8, 3)(x)
    """
    expected = """
        error[SF404]: conv2d got 3 axes, its parts were joined along one of them
    """
    near_misses = ("nn.Conv2d(4, 8, 3)(torch.stack([torch.rand(2, 16, 16) for _ in range(4)], dim=1))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The input has an axis too few and the program joins tensors outside its modules."""
        shape, weight = mismatch.shape("input"), mismatch.shape("weight")
        if shape is None or mismatch.broken is None or mismatch.broken.kind not in ("rank", "channels"):
            return None
        digit = next((int(c) for c in mismatch.op if c.isdigit()), None)
        wanted = len(weight) if weight is not None and len(weight) > 2 else (digit or 2) + 2
        calls = _joins(trace)
        if len(shape) != wanted - 1 or not calls:
            return None
        return Cause(
            f"{mismatch.op} got {len(shape)} axes, its parts were joined along one of them",
            Stage.DATA_LOADING,
            None,
            (MathLine("input.dim()", str(len(shape)), str(wanted)),),
            confidence=0.78,
            primary_label=operand_sizes(mismatch, "input"),
            data={"calls": calls},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """``stack`` in place of ``cat``."""
        for call in cause.data["calls"][:3]:
            yield fix(
                "stack the parts along a new axis",
                last_name(call, "stack"),
                0.8,
                stage=Stage.DATA_LOADING,
                why="cat makes an axis longer, each part should be a channel of its own",
            )


def _joins(trace: Trace) -> list[CallPlace]:
    """Calls of ``torch.cat`` outside the program's modules."""
    found = []
    for name in _CATS:
        for call in bench_of(trace).project.calls.get(name, []):
            function = enclosing(call.node, ast.FunctionDef)
            if getattr(function, "name", "") == "forward" or not isinstance(call.node.func, ast.Attribute):
                continue
            if ast.unparse(call.node.func.value) in ("torch", "np", "numpy") and name != "concatenate":
                found.append(call)
    return found
