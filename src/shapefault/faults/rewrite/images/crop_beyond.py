"""A crop that is larger than the pictures: slices do not raise, they give what there is, 375 rows of 384.

A network that halves and doubles then gives back another size than it was given.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import whole_number
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import parent

_STEPS = (32, 16, 8)
_MOST_LOST = 0.2


def crop_beyond(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The next smaller size that can be halved, for the side of the crop that is larger than the picture."""
    sides = {o.shape[-2:] for o in mismatch.operands.values() if len(o.shape) >= 3}
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Tuple | ast.List) or len(node.elts) != 2 or "crop" not in _label(node).lower():
                continue
            pair = [whole_number(entry) or 0 for entry in node.elts]
            for axis, asked in enumerate(pair):
                had = [s[axis] for s in sides if s[axis] < asked and s[1 - axis] == pair[1 - axis]]
                step = next((s for s in _STEPS for h in had if h // s * s >= (1 - _MOST_LOST) * h), None)
                if had and step is not None:
                    new = had[0] // step * step
                    edit = Edit(source.span(node.elts[axis]), str(new))
                    why = f"a crop of {asked} is larger than the picture, which has {had[0]}"
                    yield fix(f"crop to {new}, not {asked}", edit, prior, stage=Stage.AUGMENTATION, why=why)


def _label(node: ast.Tuple | ast.List) -> str:
    """What the pair is called: a key, an argument, a name."""
    above = parent(node)
    if isinstance(above, ast.Dict):
        return ast.unparse(next((k for k, v in zip(above.keys, above.values, strict=True) if v is node and k), node))
    if isinstance(above, ast.keyword):
        return above.arg or ""
    if isinstance(above, ast.Assign):
        return ast.unparse(above.targets[0])
    return ast.unparse(above.func) if isinstance(above, ast.Call) else ""
