"""Another sign: ``/`` where a whole number is meant, ``max`` for ``min``, a count that is one too small."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.slips.places import Scope, stage_of_call
from shapefault.model import Edit, Fix
from shapefault.observe.trace import Trace
from shapefault.source.brackets import otherwise_bracketed
from shapefault.source.files import Source, parent
from shapefault.source.project import callee

_NEAR = 0.08
"""What it adds that the sizes that met are one apart."""
_TURNED = {"max": "min", "min": "max", "ceil": "floor", "floor": "ceil", "maximum": "minimum", "minimum": "maximum"}
_SIZED = (
    "Parameter",
    "Linear",
    "Embedding",
    "zeros",
    "ones",
    "rand",
    "randn",
    "empty",
    "range",
    "arange",
    "full",
    "eye",
)
_WHOLE, _SHARE, _MOST, _SIGN, _ONE, _BOUND, _BRACKETS = 0.42, 0.28, 0.5, 0.24, 0.3, 0.26, 0.4


def operators(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """Each operator of the scope with its like, and counts with one more and one less."""
    source = scope.source
    one_apart = any(abs(a - b) == 1 for a, b in scope.pairs)
    near = _NEAR if one_apart else 0.0
    for part in scope.parts:
        if isinstance(part, ast.BinOp):
            yield from _sign(source, part)
            yield from _bracketed(source, part)
        elif isinstance(part, ast.Compare) and len(part.ops) == 1:
            yield from _compared(source, part)
        elif isinstance(part, ast.Slice):
            for bound in (part.lower, part.upper):
                yield from _one_off(scope, bound, _BOUND + near)
    for call in scope.calls:
        name = callee(call)
        if (other := _TURNED.get(name)) is not None and len(call.args) > (name not in ("ceil", "floor")):
            span = source.span(call.func)
            yield fix(
                f"take {other}, not {name}",
                Edit(span, span.text.removesuffix(name) + other),
                _MOST,
            )
        if name in _SIZED or (one_apart and bench_of(trace).project.entered(name)):
            for given in call.args:
                for one in _one_off(scope, given, _ONE + near):
                    yield fix(one.title, one.edits, one.prior, stage=stage_of_call(trace, call))


def _sign(source: Source, node: ast.BinOp) -> Iterator[Fix]:
    left, right = source.span(node.left), source.span(node.right)
    between = source.between(left.end, right.start)
    signs: dict[type[ast.operator], tuple[str, str, float]] = {
        ast.Div: ("/", "//", _WHOLE),
        ast.Add: ("+", "-", _SIGN),
        ast.Sub: ("-", "+", _SIGN),
        ast.Mult: ("*", "//", _SIGN),
        ast.FloorDiv: ("//", "*", _SIGN),
    }
    sign = signs.get(type(node.op))
    told = isinstance(node.left, ast.Call) and callee(node.left) in ("sum", "mean", "item", "float")
    if sign is None or between.strip() != sign[0] or told:
        return
    text = f"{left.text}{between.replace(sign[0], sign[1])}{right.text}"
    above = parent(node)
    share = isinstance(above, ast.Call) and callee(above) in _TURNED  # of sides, which is no whole number
    yield fix(
        f"write {sign[1]} in the place of {sign[0]}",
        Edit(source.span(node), text),
        _SHARE if share else sign[2],
    )


def _bracketed(source: Source, node: ast.BinOp) -> Iterator[Fix]:
    if isinstance(parent(node), ast.BinOp):
        return
    for text in dict.fromkeys(ast.unparse(tree) for tree in otherwise_bracketed(node)):
        yield fix(f"bracket it as {text}", Edit(source.span(node), text), _BRACKETS)


def _compared(source: Source, node: ast.Compare) -> Iterator[Fix]:
    left, right = source.span(node.left), source.span(node.comparators[0])
    between = source.between(left.end, right.start)
    for one, other in (("<=", "<"), (">=", ">"), ("<", "<="), (">", ">=")):
        if between.strip() == one:
            text = f"{left.text}{between.replace(one, other)}{right.text}"
            yield fix(f"write {other} in the place of {one}", Edit(source.span(node), text), _BOUND)
            return


def _one_off(scope: Scope, node: ast.expr | None, prior: float) -> Iterator[Fix]:
    """A count that is no plain number with one more, and one less."""
    source = scope.source
    if not isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.BinOp):
        return
    held = scope.held(node.id) if isinstance(node, ast.Name) else None
    if held is not None and held.kind != "int":
        return
    text = source.span(node).text
    if "\n" in text or (isinstance(node, ast.Call) and callee(node) != "len"):
        return
    if isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant) and node.right.value == 1:
        yield fix(f"take {source.span(node.left).text}", Edit(source.span(node), source.span(node.left).text), prior)
        return
    for sign, word in (("+", "more"), ("-", "less")):
        yield fix(f"take one {word} than {text}", Edit(source.span(node), f"{text} {sign} 1"), prior)
