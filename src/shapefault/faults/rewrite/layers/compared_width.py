"""A shortcut that is built where the widths differ, and compares others than it is built with.

``if inplanes != planes: self.shortcut = nn.Conv2d(inplanes, planes * expansion, 1)``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import given
from shapefault.faults.rewrite.layers.fixed_shortcut import branches
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_LAYERS = {
    "Linear": "out_features",
    **{f"Conv{kind}{rank}d": "out_channels" for kind in ("", "Transpose") for rank in (1, 2, 3)},
}
_OTHER = 0.05
"""What is taken off where the width that is compared has no part in the one that the layer gives."""


def compared_width(trace: Trace, prior: float) -> Iterator[Fix]:
    """The width that the layer gives in the place of the one that is compared with what it takes."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if isinstance(node, ast.If | ast.IfExp):
                yield from _in_choice(source, node, prior)


def _in_choice(source: Source, node: ast.If | ast.IfExp, prior: float) -> Iterator[Fix]:
    built = next((widths for part in branches(node) if (widths := _widths(part)) is not None), None)
    if built is None:
        return
    taken, wide = built
    for compare in walk(node.test):
        if not isinstance(compare, ast.Compare) or not isinstance(compare.ops[0], ast.Eq | ast.NotEq):
            continue
        sides = (compare.left, compare.comparators[0])
        for one, other in (sides, sides[::-1]):
            if _name(one) == _name(taken) and _name(other) and _name(other) != _name(wide):
                text = source.span(wide).text
                worth = prior if _holds(wide, other) else prior - _OTHER
                yield fix(
                    f"compare {source.span(one).text} with {text}", Edit(source.span(other), text), worth,
                    stage=Stage.LAYER_CONFIG, why=f"the layer that makes the widths meet gives {text}",
                )  # fmt: skip


def _widths(branch: ast.AST) -> tuple[ast.expr, ast.expr] | None:
    """What the only layer with two widths in a branch takes and gives."""
    calls = [n for n in walk(branch) if isinstance(n, ast.Call) and callee(n) in _LAYERS]
    if len(calls) != 1 or len(calls[0].args) < 1:
        return None
    wide = given(calls[0], 1, _LAYERS[callee(calls[0])])
    return (calls[0].args[0], wide) if wide is not None else None


def _name(node: ast.expr) -> str:
    """An expression, with or without ``self.`` and the like."""
    return ast.unparse(node).replace("self.", "").lstrip("_").replace(" _", " ")


def _holds(whole: ast.expr, part: ast.expr) -> bool:
    """Whether the one is worked out from the other."""
    names = {_name(node) for node in walk(whole) if isinstance(node, ast.Name | ast.Attribute)}
    return _name(part) in names
