"""A resize whose size is worked out from each image: the sizes of a batch differ there, and can be made one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.samples.samples import wanted_sizes
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace

_WHY = "the size is worked out from each image"


def computed_sizes(trace: Trace, facts: LoaderFacts, prior: float) -> Iterator[Fix]:
    """One size for all in place of ``(int(w * scale), int(h * scale))``; one off, rounding in place of cutting off."""
    for call, pair in _resizes(trace):
        stage = _stage(call)
        rounds = [edit for part in pair.elts for edit in _rounded(call.source, part)]
        if rounds and _one_off(facts):
            yield fix("round the size, int() cuts it off", rounds, prior + 0.2, stage=stage, why=_WHY)
        for text, size, weight in wanted_sizes(trace, facts):
            if size is not None:
                yield fix(
                    f"resize all to {text.strip('()').replace(', ', '×')} where the size is worked out",
                    _written(trace, call, pair, size),
                    prior * weight + 0.15,
                    stage=stage,
                    why=_WHY,
                )


def _resizes(trace: Trace) -> Iterator[tuple[CallPlace, ast.Tuple]]:
    """``image.resize((w, h))`` and ``cv2.resize(image, (w, h))``, the sides being no numbers of the program."""
    bench = bench_of(trace)
    for call in bench.project.calls.get("resize", []):
        pair = next((a for a in call.node.args[:2] if isinstance(a, ast.Tuple) and len(a.elts) == 2), None)
        if pair is None or enclosing(call.node, ast.FunctionDef) is None:
            continue
        values = [value for side in pair.elts for value in bench.resolver.values(call.source, side)]
        if all(value is None for value in values):
            yield call, pair


def _written(trace: Trace, call: CallPlace, pair: ast.Tuple, size: tuple[int, ...]) -> list[Edit]:
    """The size, where its names are given their values if the function reads them once more, else in the call."""
    width_height = (size[1], size[0])
    function = enclosing(call.node, ast.FunctionDef)
    if function is not None and _read_elsewhere(function, pair):
        places = [bench_of(trace).resolver.definitions(call.source, side) for side in pair.elts]
        if all(len(found) == 1 and enclosing(found[0].node, ast.FunctionDef) is function for found in places):
            values = zip(places, width_height, strict=True)
            return [Edit(found[0].source.span(found[0].node), str(number)) for found, number in values]
    return [Edit(call.source.span(pair), "({}, {})".format(*width_height))]


def _read_elsewhere(function: ast.AST, pair: ast.Tuple) -> bool:
    """Whether the function needs the numbers once more, as an empty mask of the same size does."""
    names = {side.id for side in pair.elts if isinstance(side, ast.Name)}
    inside = set(map(id, pair.elts))
    return len(names) == len(pair.elts) and any(
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names and id(node) not in inside
        for node in walk(function)
    )


def _rounded(source: Source, node: ast.expr) -> Iterator[Edit]:
    """``round`` for the ``int`` around a product or a quotient."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "int":
        return
    if isinstance(next(iter(node.args), None), ast.BinOp):
        yield Edit(source.span(node.func), "round")


def _one_off(facts: LoaderFacts) -> bool:
    """Whether the first two samples differ by one row or column."""
    if len(facts.shapes) < 2:
        return False
    first, second = facts.shapes[0][0], facts.shapes[1][0]
    return len(first) == len(second) and sum(abs(a - b) for a, b in zip(first, second, strict=True)) == 1


def _stage(call: CallPlace) -> Stage:
    """A step with a ``__call__`` of its own is an augmentation, the rest is how the data are read."""
    function = enclosing(call.node, ast.FunctionDef)
    named = function.name if isinstance(function, ast.FunctionDef) else ""
    return Stage.AUGMENTATION if named in ("__call__", "forward") else Stage.DATA_LOADING
