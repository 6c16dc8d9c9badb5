"""A network that predicts a square matrix for each sample, 3×3 as ``view(-1, 3, 3)``, for points of four values."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.facts import out_shape
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import sides
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk

_LONGEST = 6
_FORMS = ("view", "reshape", "eye", "repeat", "expand", "unflatten")


def square_matrices(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Each number of the class that makes the matrices that is their side, or its square, for the other operand."""
    for role, other in sides(mismatch, list(mismatch.operands)[:2]):
        tensor, shape, partner = mismatch.tensor(role), mismatch.operands[role].shape, mismatch.operands[other].shape
        side = shape[-1] if len(shape) == 3 and shape[-1] == shape[-2] else 0
        wanted = partner[-1] if role == list(mismatch.operands)[1] else partner[-2] if len(partner) > 1 else 0
        if tensor is None or side < 2 or wanted in (0, side):
            continue
        for record in trace.journey(tensor)[:4]:
            call = call_at(record.site) if out_shape(record) == shape else None
            owner = enclosing(call.node, ast.ClassDef) if call is not None else None
            if call is None or owner is None:
                continue
            edits = list(_edits(call.source, owner, side, wanted))
            squares = any(edit.content in (str(wanted * wanted), f"{wanted} * {wanted}") for edit in edits)
            if squares:
                yield fix(
                    f"predict matrices of {wanted}×{wanted}", edits, prior, stage=Stage.LAYER_CONFIG,
                    why=f"the matrices are {side}×{side}, they meet rows of {wanted}",
                )  # fmt: skip
                return


def _edits(source: Source, owner: ast.AST, side: int, wanted: int) -> Iterator[Edit]:
    for node in walk(owner):
        if isinstance(node, ast.List) and _numbers(node) == _identity(side):
            text = (
                str(_identity(wanted))
                if wanted <= _LONGEST
                else f"[float(i == j) for i in range({wanted}) for j in range({wanted})]"
            )
            yield Edit(source.span(node), text)
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for part in (a for given in (*node.args, *(k.value for k in node.keywords)) for a in _parts(given)):
            if isinstance(part, ast.Constant) and part.value == side * side:
                yield Edit(source.span(part), str(wanted * wanted))
            elif isinstance(part, ast.Constant) and part.value == side and type(part.value) is int and name in _FORMS:
                yield Edit(source.span(part), str(wanted))
            elif isinstance(part, ast.BinOp) and ast.unparse(part) == f"{side} * {side}":
                yield Edit(source.span(part), f"{wanted} * {wanted}")


def _parts(node: ast.expr) -> list[ast.expr]:
    return list(node.elts) if isinstance(node, ast.Tuple) else [node]


def _numbers(node: ast.List) -> list[object]:
    return [e.value if isinstance(e, ast.Constant) else None for e in node.elts]


def _identity(side: int) -> list[int]:
    return [int(i == j) for i in range(side) for j in range(side)]
