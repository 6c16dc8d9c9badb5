"""SF512: a tensor of many elements is taken for one number.

What it is
    ``item()``, ``float(x)``, ``int(x)``, ``if x:`` and ``torch.tensor([x, y])`` take tensors of one element.

Why it happens
    A loss with ``reduction="none"``, or one loss from each GPU under DataParallel, was never averaged; a list of
    tensors is made into one with ``torch.tensor``, which is for numbers; a comparison of tensors is a condition.

Not this fault
    ``backward`` of a loss of many numbers: see SF511. A tensor without axes that is indexed: see SF503.

See also
    torch.Tensor.item, torch.stack, torch.Tensor.tolist, torch.equal
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.losses.averaged import averaged, is_loss
from shapefault.model import Edit, Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text
from shapefault.source.files import Source
from shapefault.source.project import callee


class OneNumber(Fault):
    """A number, or a condition, is made of a tensor with several elements."""

    code = "SF512"
    name = "one-number"
    title = "a tensor of many elements is taken for one number"
    rule = "numel = 1"
    example = """
        loss = F.cross_entropy(torch.rand(4, 3), torch.tensor([0, 2, 1, 0]), reduction="none")
        print(loss.item())
    """
    fixed = """
        loss = F.cross_entropy(torch.rand(4, 3), torch.tensor([0, 2, 1, 0]), reduction="none").mean()
        print(loss.item())
    """
    expected = """
        error[SF512]: item takes one number, the tensor is (4)
    """
    near_misses = ("torch.rand(1, 1).item()", "torch.tensor([torch.tensor(1.0), torch.tensor(2.0)])")

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """Torch says so; which call it is decides what is meant."""
        parsed = trace.parsed
        if parsed is None or parsed.kind != "scalar" or parsed.op not in ("item", "bool") or trace.loader is not None:
            return None
        shape = next((o.shape for o in mismatch.operands.values() if _many(o.shape)), None)
        # what a call gave is not at hand: torch says how many numbers it has
        count = _numel(shape) if shape is not None else parsed.numbers.get("numel")
        if count is None:
            return None
        given = shape_text(shape) if shape is not None else f"one of {count} numbers"
        what = _taker(mismatch, trace)
        parts = mismatch.op == "tensor"
        if parts:
            message = f"tensor is made of numbers, the parts are tensors {given}"
        else:
            message = f"{what} takes one number, the tensor is {given}"
        return Cause(
            message,
            None,
            None,
            (MathLine("numel = 1", str(count), "1"),),
            confidence=0.75,
            primary_label=given,
            data={"op": "tensor" if parts else parsed.op},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Stack the parts; ask all or any; average the loss, or keep all of its numbers."""
        source, node = trace.source(), trace.crash.expression
        if source is None or node is None:
            return
        if cause.data["op"] == "tensor":
            yield from _stacked(source, node)
        elif cause.data["op"] == "bool":
            why = "a comparison of tensors has an answer for each element"
            for word, prior in (("all", 0.6), ("any", 0.58)):
                edit = wrapped(source, node, "{}." + word + "()")
                yield fix(f"ask whether {word} of them hold", edit, prior, stage=Stage.RESHAPE, why=why)
        else:
            number = _of_number(node)
            if number is not None:
                yield from averaged(trace, number, 0.8 if is_loss(trace, number) else 0.5)
                yield from _listed(source, node)


def _many(shape: Shape) -> bool:
    return _numel(shape) != 1


def _numel(shape: Shape) -> int:
    count = 1
    for size in shape:
        count *= size
    return count


def _taker(mismatch: Mismatch, trace: Trace) -> str:
    """What took the tensor, as it is written: ``item``, ``float``, ``if``."""
    if trace.parsed is not None and trace.parsed.op == "bool":
        return "a condition"
    return mismatch.op.strip("_")


def _stacked(source: Source, node: ast.expr) -> Iterator[Fix]:
    """``torch.tensor(parts, dtype=t)`` as ``torch.stack(parts).to(t)``."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
        return
    parts = source.span(node.args[0]).text
    given = ", ".join(source.span(k).text for k in node.keywords if k.arg in ("dtype", "device"))
    text = f"{source.span(node.func.value).text}.stack({parts})" + (f".to({given})" if given else "")
    why = "torch.tensor takes numbers, stack takes tensors"
    yield fix("stack the parts", Edit(source.span(node), text), 0.85, stage=Stage.RESHAPE, why=why)


def _of_number(node: ast.expr) -> ast.expr | None:
    """``loss`` of ``loss.item()`` and of ``float(loss)``."""
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Attribute) and callee(node) == "item" and not node.args:
        return node.func.value
    if isinstance(node.func, ast.Name) and node.func.id in ("float", "int") and len(node.args) == 1:
        return node.args[0]
    return None


def _listed(source: Source, node: ast.expr) -> Iterator[Fix]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        base = source.span(node.func.value).text
        edit = Edit(source.span(node), f"{base}.tolist()")
        yield fix("take all of its numbers", edit, 0.55, stage=Stage.RESHAPE, why="tolist gives a list of them")
