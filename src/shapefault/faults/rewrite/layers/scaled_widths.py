"""A row of widths that is written for larger maps: ``Up(2048, 1024)``, ``Up(1024, 512)``, where 512 channels arrive."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.handed import user_sites
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk


def scaled_widths(trace: Trace, mismatch: Mismatch, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Each number of the row divided by what the first of them is too large by."""
    layer = mismatch.layer
    factor = want // got if got > 1 and want % got == 0 else 0
    if layer is None or factor < 2:
        return
    for site in user_sites(layer):
        source, node = site.source(), site.node()
        function = enclosing(node, ast.FunctionDef) if node is not None else None
        if source is None or function is None:
            continue
        row = {want}
        calls = [c for c in walk(function) if isinstance(c, ast.Call) and len(c.args) > 1]
        for call in sorted(calls, key=lambda c: (c.lineno, c.col_offset)):
            first, second = (_width(a) for a in call.args[:2])
            if first in row and second is not None and second % factor == 0 and second // factor > 1:
                row.add(second)
        found = [n for n in walk(function) if isinstance(n, ast.Constant) and _width(n) in row]
        if len(row) > 1 and len(found) > 2:
            edits = [Edit(source.span(n), str(n.value // factor)) for n in found]  # type: ignore[operator]
            yield fix(f"make all the widths behind it {factor} times smaller", edits, prior,
                      stage=Stage.LAYER_CONFIG, why=f"they start at {want}, {got} channels arrive")  # fmt: skip
            return


def _width(node: ast.expr) -> int | None:
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else None
