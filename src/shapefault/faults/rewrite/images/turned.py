"""Samples of one batch that are turned: some H×W, some W×H, because an augmentation turns oblong ones by a quarter."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import bound_once
from shapefault.faults.rewrite.numbers.naming import labelled
from shapefault.faults.rewrite.numbers.related import stage_of
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import CallPlace, Place

_WHY = "a quarter turn of an oblong sample exchanges its height and width"


def quarter_turns(trace: Trace, a: Shape, b: Shape, prior: float) -> Iterator[Fix]:
    """Half turns only; or samples that are square, where the program says their two sizes."""
    differing = [i for i, (m, n) in enumerate(zip(a, b, strict=True)) if m != n]
    if len(differing) != 2 or [a[i] for i in differing] != [b[i] for i in reversed(differing)]:
        return
    sizes = (a[differing[0]], a[differing[1]])
    turns = {id(n): (c, n) for c in bench_of(trace).project.calls.get("rot90", []) if (n := _turns(c)) is not None}
    for call, node in turns.values():
        yield fix("turn by half turns only", Edit(call.source.span(node), _even(call, node)), prior,
                  stage=Stage.AUGMENTATION, why=_WHY)  # fmt: skip
    for source in bench_of(trace).project.sources:
        for pair in source.nodes:
            if not isinstance(pair, ast.Tuple | ast.List) or len(pair.elts) != 2:
                continue
            values = tuple(e.value for e in pair.elts if isinstance(e, ast.Constant))
            label, weight = labelled(Place(source, pair))
            if values not in (sizes, sizes[::-1]) or not label:
                continue
            for side in sorted(set(sizes), reverse=True):
                edits = [Edit(source.span(e), str(side)) for e in pair.elts if e.value != side]  # type: ignore[attr-defined]
                stage = stage_of(label)
                yield fix(f"make {label} square", edits, (prior - 0.05) * weight,
                          stage=Stage.AUGMENTATION if stage is Stage.LAYER_CONFIG else stage, why=_WHY)  # fmt: skip


def _turns(call: CallPlace) -> ast.expr | None:
    given = next((k.value for k in call.node.keywords if k.arg == "k"), None)
    node = given if given is not None else call.node.args[1] if len(call.node.args) > 1 else None
    function = enclosing(call.node, ast.FunctionDef)
    if isinstance(node, ast.Name) and function is not None:  # several tensors are turned alike
        return bound_once(function, node.id) or node
    return node


def _even(call: CallPlace, node: ast.expr) -> str:
    """The number of quarter turns, doubled; where it is drawn from all four, drawn from two."""
    text = call.source.span(node).text
    if text in ("random.randint(0, 3)", "random.choice([0, 1, 2, 3])", "random.randrange(4)"):
        return "random.choice([0, 2])"
    return f"2 * {text}" if isinstance(node, ast.Name | ast.Call | ast.Attribute) else f"2 * ({text})"
