"""An argument that is a multiple of a number: ``hidden * 7 * 7`` or ``hidden * 2`` for ``hidden``, or the reverse."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from shapefault.faults.rewrite.bench import atom, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, has_parameter
from shapefault.source.scalars import factors_of


def scaled(
    call: CallPlace,
    node: ast.expr,
    label: str,
    name: str,
    old: int | None,
    new: int,
    factors: tuple[int, ...],
    prior: float,
    stage: Stage,
) -> Iterator[Fix]:
    """``hidden`` becomes ``hidden * 7 * 7`` where the number that arrives is a multiple of it, in the author's name."""
    if isinstance(node, ast.Constant) or not old or old < 2 or new % old or new == old:
        return
    if any(isinstance(part, ast.Constant) for part in factors_of(node)) and len(factors_of(node)) > 1:
        return  # the author wrote a multiple, whose number is what is to be changed
    more = list(factors[1:]) if len(factors) > 1 and factors[0] == old else [new // old]
    if isinstance(node, ast.Name) and len(more) == 1 and _read_once(call.source, node):
        prior -= 0.3  # the number is for this argument alone, and can be what is wrong itself
    yield fix(
        f"give {label} {name}={new}",
        Edit(call.source.span(node), " * ".join([atom(call.source, node), *map(str, more)])),
        prior + 0.06 if len(more) > 1 else prior - (0.0 if more[0] == 2 else 0.2),
        stage=stage,
        why=f"{name} of {label} is {old}, {new} arrive",
    )


def _read_once(source: Source, node: ast.Name) -> bool:
    """Whether a name is read nowhere else in the function that it is a parameter of, or in the file."""
    function = enclosing(node, ast.FunctionDef)
    own = isinstance(function, ast.FunctionDef) and has_parameter(function, node.id)
    read = walk(function) if own and function is not None else source.nodes
    return sum(isinstance(n, ast.Name) and n.id == node.id and isinstance(n.ctx, ast.Load) for n in read) == 1


def unscaled(
    call: CallPlace, node: ast.expr, label: str, name: str, old: int | None, new: int, prior: float, stage: Stage
) -> Iterator[Fix]:
    """``hidden * 2`` becomes ``hidden`` where only one of the two arrives: the factor is left out."""
    parts = factors_of(node)
    if not old or len(parts) != 2:
        return
    for factor, kept in (parts, parts[::-1]):
        number = factor.value if isinstance(factor, ast.Constant) else None
        if type(number) is int and not isinstance(kept, ast.Constant) and number * new == old:
            yield fix(
                f"give {label} {name}={new}",
                Edit(call.source.span(node), call.source.span(kept).text),
                prior,
                stage=stage,
                why=f"{name} of {label} is {old}, {new} arrive",
            )


def one_more(
    call: CallPlace, node: ast.expr, label: str, name: str, old: int | None, new: int, prior: float, stage: Stage
) -> Iterator[Fix]:
    """``n_fft // 2`` becomes ``n_fft // 2 + 1``, the bins of a spectrum, in the author's form."""
    if old is not None and new == old + 1 and isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
        text = call.source.span(node).text
        yield fix(f"give {label} {name}={text} + 1", Edit(call.source.span(node), f"{text} + 1"), prior, stage=stage,
                  why=f"{name} of {label} is {old}, {new} arrive")  # fmt: skip


def quotients(places: Iterable[tuple[Source, ast.AST]]) -> Iterator[tuple[Source, ast.BinOp]]:
    """Each ``//`` in the expressions, once."""
    seen: set[int] = set()
    for source, node in places:
        for part in walk(node):
            if isinstance(part, ast.BinOp) and isinstance(part.op, ast.FloorDiv) and id(part) not in seen:
                seen.add(id(part))
                yield source, part
