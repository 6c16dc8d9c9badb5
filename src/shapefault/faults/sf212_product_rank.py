"""SF212: a matrix product for another number of axes.

What it is
    ``bmm`` takes two batches of matrices, ``mm`` two matrices, ``mv`` a matrix and a vector; ``matmul`` takes any.

Why it happens
    Attention weights (N, L) without an axis for the one query, a batch where one matrix is expected, heads in front of
    the batch's matrices.

Not this fault
    The right number of axes, other sizes: see SF211 and SF213.

See also
    torch.matmul, torch.bmm
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.axes.made_columns import made_columns
from shapefault.faults.rewrite.axes.reshapes import call_at, replaced
from shapefault.faults.rewrite.axes.undo import undone
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.callees import called_as
from shapefault.faults.rewrite.shapes import Template, on_meta, squeezes, structural, unsqueezes
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee


class ProductRank(Fault):
    """An operand has more or fewer axes than the product takes."""

    code = "SF212"
    name = "product-rank"
    title = "a matrix product for another number of axes"
    ops = ("mm", "bmm", "mv", "dot", "addmm", "baddbmm", "addmv", "matmul", "t")
    rule = "bmm: 3 axes each, mm: 2 axes each"
    example = """
        weights, values = torch.rand(4, 11), torch.rand(4, 11, 32)
        torch.bmm(weights, values)
    """
    fixed = """
        weights, values = torch.rand(4, 11), torch.rand(4, 11, 32)
        torch.bmm(weights.unsqueeze(1), values)
    """
    expected = """
        error[SF212]: bmm got a tensor of 2 axes, it takes 3
    """
    near_misses = ("torch.bmm(torch.rand(4, 1, 11), torch.rand(4, 11, 32))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The requirement on the number of axes is broken."""
        broken = mismatch.broken
        if broken is None or broken.kind != "rank" or mismatch.layer is not None:
            return None
        return Cause(
            f"{mismatch.op} got a tensor of {broken.got} axes, it takes {broken.want}",
            Stage.RESHAPE,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=0.75,
            primary_label=operand_sizes(mismatch, broken.operand),
            data={"role": broken.operand},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """``matmul`` where that takes them as they are; else the axis added or taken away."""
        role = cause.data["role"]
        shape = mismatch.operands[role].shape
        want = mismatch.broken.want_value if mismatch.broken is not None else None
        record = mismatch.record
        call = call_at(record.site) if record is not None else None
        more = want is not None and len(shape) > want
        if mismatch.op == "t":
            if call is not None and not call.node.args and called_as(call, "transpose") is not None:
                edit = replaced(call, f"{_receiver(call)}.transpose(-2, -1)")
                yield fix("swap the last two axes", edit, 0.74,
                          stage=Stage.RESHAPE, why="t() takes one matrix")  # fmt: skip
        elif mismatch.op == "dot" and call is not None and len({o.shape for o in mismatch.operands.values()}) == 1:
            texts = [call.source.span(a).text for a in call.node.args]
            if len(texts) == 2:
                edit = replaced(call, f"({texts[0]} * {texts[1]}).sum(-1)")
                yield fix("multiply and sum the last axis", edit, 0.84, stage=Stage.RESHAPE,
                          why="dot takes two vectors, not batches of them")  # fmt: skip
        elif mismatch.op in ("mm", "bmm", "mv", "dot") and call is not None and more and _matmul_takes(mismatch):
            renamed = called_as(call, "matmul")
            alike = [changed for other in _alike(call) if (changed := called_as(other, "matmul")) is not None]
            for edits in ([renamed] if renamed is not None else [], alike):
                if edits and (edits is not alike or len(alike) > 1):
                    yield fix("use matmul, which takes batches", edits, 0.78, stage=Stage.RESHAPE,
                              why=f"{mismatch.op} takes {want} axes")  # fmt: skip
        if more:
            yield from undone(trace, mismatch, role, ("unsqueeze",), 0.76, stage=Stage.RESHAPE)
            yield from made_columns(trace, mismatch, role, 0.78)
            templates: list[Template] = list(squeezes(shape, 0.7))
        else:
            yield from undone(trace, mismatch, role, ("squeeze",), 0.74, stage=Stage.RESHAPE)
            if len(shape) == 2 and want == 3:
                yield from structural(trace, mismatch, role, _matrices(mismatch, role), stage=Stage.RESHAPE, limit=4)
            templates = [
                Template(t.text, 0.72 - 0.03 * n, t.title, t.why)
                for n, t in enumerate(sorted(unsqueezes(len(shape)), key=lambda t: "(1)" not in t.text))
            ]
            if len(shape) == 1 and want == 3:
                forms = ("1, 1, -1", "1, -1, 1", "-1, 1, 1")
                templates += [Template(f"{{}}.view({form})", 0.72, "give it two axes of size 1") for form in forms]
        yield from structural(trace, mismatch, role, templates, stage=Stage.RESHAPE, limit=8)


def _matrices(mismatch: Mismatch, role: str) -> list[Template]:
    """A row of ``k * k`` numbers for each sample, a matrix beside the other operand's ``k``."""
    width = mismatch.operands[role].shape[1]
    others = [o.shape for r, o in mismatch.operands.items() if r != role and len(o.shape) == 3]
    inner = (others[0][2] if role != "input" else others[0][1]) if others else 0
    if inner < 2 or width % inner or width == inner:
        return []
    form = (inner, width // inner) if role != "input" else (width // inner, inner)
    why = f"each sample has a row of {width}, a matrix of {form[0]}×{form[1]}"
    return [Template(f"{{}}.view(-1, {form[0]}, {form[1]})", 0.88, "make each row a matrix", why)]


def _alike(call: CallPlace) -> list[CallPlace]:
    """All calls of that name in the same function."""
    function = enclosing(call.node, ast.FunctionDef)
    calls = [node for node in walk(function) if isinstance(node, ast.Call)] if function is not None else []
    return [CallPlace(call.source, node) for node in calls if callee(node) == callee(call.node)]


def _receiver(call: object) -> str:
    node = call.node.func.value  # type: ignore[attr-defined]
    return str(call.source.span(node).text)  # type: ignore[attr-defined]


def _matmul_takes(mismatch: Mismatch) -> bool:
    import torch

    tensors = [on_meta(mismatch.tensor(r)) for r in mismatch.operands]
    if len(tensors) != 2 or any(t is None for t in tensors):
        return False
    try:
        torch.matmul(*tensors)
    except Exception:
        return False
    return True
