"""``hidden // heads`` with a rest: a width cut into pieces of that size leaves a smaller one over."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.retarget import retarget


def whole_heads(trace: Trace, shapes: list[Shape], prior: float) -> Iterator[Fix]:
    """As many heads as divide the width, the width of a multiple; for joined pieces of which the last is smaller."""
    if len(shapes) < 3 or len({len(s) for s in shapes}) != 1:
        return
    axis = next((i for i in range(len(shapes[0])) if shapes[-1][i] < shapes[0][i]), None)
    if axis is None or len({s[axis] for s in shapes[:-1]}) != 1:
        return
    size, width = shapes[0][axis], sum(s[axis] for s in shapes)
    bench = bench_of(trace)
    for source in bench.project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.FloorDiv):
                continue
            heads = next((h for h in bench.resolver.values(source, node.right) if h and width // h == size), None)
            if heads is None or not width % heads or width not in bench.resolver.values(source, node.left):
                continue
            why = f"{width} is no multiple of {heads}"
            divisors = sorted((d for d in range(2, width) if width % d == 0), key=lambda d: (abs(d - heads), d))
            changes = [(node.right, heads, d, prior - 0.02 * i) for i, d in enumerate(divisors[:2])]
            changes += [(node.left, width, width - width % heads, prior - 0.03)]
            changes += [(node.left, width, width + heads - width % heads, prior - 0.05)]
            for part, now, new, worth in changes:
                for target in retarget(bench.resolver, source, part, now, new)[:1]:
                    yield fix(f"make {ast.unparse(part)} {new}", target.edits, worth,
                              stage=Stage.LAYER_CONFIG, why=why)  # fmt: skip
