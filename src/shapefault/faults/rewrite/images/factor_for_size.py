"""``interpolate(x, scale_factor=wanted / have)``: the factor is rounded, and one row or column is lost on the way.

``torch.nn.functional.interpolate`` takes ``floor(size * scale_factor)``: 199 * (800 / 199) is 799.99…, which gives 799.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source

_CALLS = ("interpolate", "Upsample", "upsample")


def factor_for_size(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The size that was divided by, given as what it is."""
    if abs(got - want) != 1:
        return
    bench = bench_of(trace)
    for call in [call for name in _CALLS for call in bench.project.calls.get(name, [])]:
        factor = next((k for k in call.node.keywords if k.arg == "scale_factor"), None)
        sizes = _sizes(trace, call.source, factor.value) if factor is not None else None
        if factor is None or sizes is None:
            continue
        yield fix(
            "say the size, not the factor", Edit(call.source.span(factor), f"size={sizes}"), prior,
            stage=Stage.LAYER_CONFIG, why="the factor times the size is rounded down",
        )  # fmt: skip


def _sizes(trace: Trace, source: Source, factor: ast.expr) -> str | None:
    if isinstance(factor, ast.Tuple | ast.List):
        found = [_divided(trace, source, part) for part in factor.elts]
        return f"({', '.join(part for part in found if part is not None)})" if None not in found else None
    return _divided(trace, source, factor)


def _divided(trace: Trace, source: Source, node: ast.expr) -> str | None:
    """What is divided in ``1.0 * wanted / have``, behind a name as well."""
    for place in [node, *(p.node for p in bench_of(trace).resolver.definitions(source, node) if p.source is source)]:
        if isinstance(place, ast.BinOp) and isinstance(place.op, ast.Div):
            above = place.left
            if isinstance(above, ast.BinOp) and isinstance(above.op, ast.Mult) and isinstance(above.left, ast.Constant):
                above = above.right
            return source.span(above).text
    return None
