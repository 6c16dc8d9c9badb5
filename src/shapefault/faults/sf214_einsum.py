"""SF214: the equation of an einsum does not fit its operands.

What it is
    Each operand has one axis for each letter of its term; a letter has one size everywhere.

Why it happens
    A letter is missing for the batch or the heads, the letters are in another order than the axes, or an operand has
    an axis too many.

Not this fault
    ``einops`` patterns have their own errors.

See also
    torch.einsum
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import last_dim_owner, operand_sizes
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.constructor import set_argument
from shapefault.faults.rewrite.layers.turned_weight import turned_operand
from shapefault.faults.rewrite.layers.weights import resized
from shapefault.faults.rewrite.shapes import Template, permutations, squeezes, structural, unsqueezes
from shapefault.model import Edit, Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


class EinsumEquation(Fault):
    """A term has another number of letters than its operand has axes, or a letter has two sizes."""

    code = "SF214"
    name = "einsum-equation"
    title = "the equation of an einsum does not fit its operands"
    ops = ("einsum",)
    rule = "one letter an axis, one size a letter"
    example = """
        queries, keys = torch.rand(2, 8, 5, 16), torch.rand(2, 8, 7, 16)
        torch.einsum("bqd,bkd->bqk", queries, keys)
    """
    fixed = """
        queries, keys = torch.rand(2, 8, 5, 16), torch.rand(2, 8, 7, 16)
        torch.einsum("b...qd,b...kd->b...qk", queries, keys)
    """
    expected = """
        error[SF214]: the term 'bqd' names 3 axes, operands[0] has 4
    """
    near_misses = ('torch.einsum("bqd,bkd->bqk", torch.rand(2, 5, 16), torch.rand(2, 7, 16))',)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The rule is broken for an operand."""
        broken, equation = mismatch.broken, mismatch.params.get("equation")
        if broken is None or not isinstance(equation, str) or broken.kind not in ("rank", "features"):
            return None
        terms = equation.replace(" ", "").partition("->")[0].split(",")
        roles = [r for r in mismatch.operands if r.startswith("operands[")]
        if len(terms) != len(roles):
            return None
        term = terms[roles.index(broken.operand)]
        if broken.kind == "rank":
            message = f"the term '{term}' names {broken.want} axes, {broken.operand} has {broken.got}"
        else:
            message = f"{broken.formula}: it is {broken.got} in {broken.operand}, {broken.want} in {broken.other}"
        return Cause(
            message,
            Stage.RESHAPE,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=0.8,
            primary_label=operand_sizes(mismatch, broken.operand),
            data={"terms": terms, "roles": roles, "role": broken.operand},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Letters in the order of the axes; an ellipsis for the axes that are not named; else the operand's form."""
        roles, role, broken = cause.data["roles"], cause.data["role"], mismatch.broken
        shapes = [mismatch.operands[r].shape for r in roles]
        yield from turned_operand(trace, mismatch, 0.9)
        call = call_at(mismatch.record.site) if mismatch.record is not None else None
        literal = call.node.args[0] if call is not None and call.node.args else None
        if call is not None and isinstance(literal, ast.Constant) and isinstance(literal.value, str):
            for number, text in enumerate(_equations(literal.value, shapes)):
                edit = Edit(call.source.span(literal), f'"{text}"')
                yield fix(f"write the equation as {text}", edit, 0.72 - 0.04 * number, stage=Stage.RESHAPE,
                          why="the letters do not stand for the axes that there are")  # fmt: skip
        shape = mismatch.operands[role].shape
        named = len(cause.data["terms"][roles.index(role)])
        if len(shape) > named > 1:
            text, why = f"flatten({named - 1})", "the term has one letter for all the places of a map"
            joined = [Template(f"{{}}.{text}", 0.8, f"join the axes from {named - 1} on", why)]
            yield from structural(trace, mismatch, role, joined, stage=Stage.RESHAPE)
        templates = [*squeezes(shape, 0.66), *unsqueezes(len(shape), 0.6), *permutations(len(shape), 0.6)]
        for other in dict.fromkeys([role, *roles]):
            yield from structural(trace, mismatch, other, templates, stage=Stage.RESHAPE, limit=4)
        if broken is not None and broken.kind == "features" and broken.got_value and broken.want_value:
            sides = ((role, broken.axis, broken.got_value, broken.want_value),
                     (broken.other, broken.other_axis, broken.want_value, broken.got_value))  # fmt: skip
            for side, axis, old, new in sides:
                if side not in mismatch.operands or axis is None:
                    continue
                owner = last_dim_owner(trace, mismatch, side, axis)
                if owner is not None:
                    yield from set_argument(trace, owner[0], owner[1], old, new, 0.62)
                yield from resized(trace, mismatch.tensor(side), mismatch.operands[side].shape, axis, new, 0.66)


def _equations(text: str, shapes: list[Shape]) -> Iterator[str]:
    """Equations close to ``text`` that fit the shapes."""
    left, arrow, right = text.replace(" ", "").partition("->")
    terms = left.split(",")
    if "..." in text or len(terms) != len(shapes):
        return
    extra = {len(s) - len(t) for s, t in zip(shapes, terms, strict=True)}
    if extra != {0} and min(extra) >= 0 and arrow:
        for at in (1, 0):
            spread = [_spread(t, s, at) for t, s in zip(terms, shapes, strict=True)]
            if all(_fits(t, s) for t, s in zip(spread, shapes, strict=True)):
                yield f"{','.join(spread)}->{right[:at]}...{right[at:]}"
    if extra == {0}:
        for index, term in enumerate(terms):
            for letters in itertools.permutations(term):
                other = [*terms[:index], "".join(letters), *terms[index + 1 :]]
                if "".join(letters) != term and _consistent(other, shapes):
                    yield f"{','.join(other)}{arrow}{right}"
                    break


def _spread(term: str, shape: Shape, at: int) -> str:
    return term if len(shape) == len(term) else f"{term[:at]}...{term[at:]}"


def _fits(term: str, shape: Shape) -> bool:
    return len(term.replace("...", "")) <= len(shape)


def _consistent(terms: list[str], shapes: list[Shape]) -> bool:
    sizes: dict[str, int] = {}
    return all(
        sizes.setdefault(letter, size) == size
        for term, shape in zip(terms, shapes, strict=True)
        for letter, size in zip(term, shape, strict=True)
    )
