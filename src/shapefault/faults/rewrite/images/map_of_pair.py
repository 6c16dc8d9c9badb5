"""``fmap_size=(14, 14)`` for a map of 25 × 33: the two sides of a map, of which 825 positions came."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.facts import out_shape
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.meeting import meeting
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import callee

_MAP, _PAIR = 4, 2


def map_of_pair(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The sides of the last map with so many positions, where a call is given a pair with the other number of them."""
    given = (shape for record in trace.records if (shape := out_shape(record)) is not None)
    shapes = [shape for shape in given if len(shape) == _MAP and min(shape[2:]) > 1]
    sides: dict[int, tuple[int, int]] = {shape[2] * shape[3]: (shape[2], shape[3]) for shape in shapes}
    pairs = meeting(trace)
    project = bench_of(trace).project
    for source in project.sources if sides else ():
        for node in source.nodes:
            own = isinstance(node, ast.Call) and callee(node) in project.classes  # a layer of torch is given windows
            values = [k.value for k in node.keywords] + node.args if isinstance(node, ast.Call) and own else []
            for pair in values:
                numbers = _numbers(pair)
                found = [s for n in (_positions(numbers, *met) for met in pairs) if (s := sides.get(n)) is not None]
                for new in dict.fromkeys(found):
                    yield fix(
                        f"make the map {new[0]}×{new[1]} where its sides are given",
                        Edit(source.span(pair), f"({new[0]}, {new[1]})"), prior, stage=Stage.LAYER_CONFIG,
                        why=f"the map that comes has {new[0]} × {new[1]} positions",
                    )  # fmt: skip


def _positions(numbers: tuple[int, int] | None, got: int, want: int) -> int:
    """How many positions came where the pair says ``want`` of something, and ``got`` came; 0 where that is no number.

    The sizes that met may hold each position several times: ``h * w * dim``.
    """
    said = numbers[0] * numbers[1] if numbers is not None else 0
    return got * said // want if said > 1 and want % said == 0 and got * said % want == 0 and got != want else 0


def _numbers(node: ast.expr) -> tuple[int, int] | None:
    """The two numbers of a pair that is written out."""
    if not isinstance(node, ast.Tuple) or len(node.elts) != _PAIR:
        return None
    first, second = (part.value if isinstance(part, ast.Constant) else None for part in node.elts)
    return (first, second) if type(first) is int and type(second) is int else None
