"""A parameter of the program's own that alone has another size than in the checkpoint: ``torch.randn(classes, dim)``.

Others that are built with the same number agree with the checkpoint, so the number is right and the formula is not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.parameter_sizes import making
from shapefault.faults.rewrite.state.loading import Loading
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of

_MOST = 2
"""How many rows a formula forgets: a token, a background, a padding row."""


def own_parameter(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """``classes + 1`` where ``classes`` stands among the sizes of the parameter, or the multiple that is wanted."""
    if len(loading.keys) != 1 or len(loading.keys[0].model) != len(loading.keys[0].checkpoint):
        return
    mismatch = loading.keys[0]
    attribute = mismatch.key.rpartition(".")[2]
    apart = [i for i, (a, b) in enumerate(zip(mismatch.model, mismatch.checkpoint, strict=True)) if a != b]
    if len(apart) != 1 or not _agreed(loading, mismatch.key, mismatch.model[apart[0]]):
        return
    now, then = mismatch.model[apart[0]], mismatch.checkpoint[apart[0]]
    for place in bench_of(trace).project.attributes.get(attribute, []):
        made = making(place)
        size = made.args[apart[0]] if made is not None and len(made.args) == len(mismatch.model) else None
        if size is None or isinstance(size, ast.Constant):
            continue
        text = place.source.span(size).text
        if 0 < abs(then - now) <= _MOST:
            text = f"{text} {'+' if then > now else '-'} {abs(then - now)}"
        elif now and then % now == 0:
            text = f"{then // now} * {text}"
        else:
            continue
        yield fix(f"make {attribute} of {text} rows", Edit(place.source.span(size), text), prior,
                  stage=Stage.STATE_DICT,
                  why=f"{attribute} has {then} in the checkpoint, others of {now} agree with it")  # fmt: skip


def _agreed(loading: Loading, key: str, size: int) -> bool:
    """Whether an entry that fits has the size, so that the number itself is right."""
    shapes = [shape_of(value) for name, value in loading.state.items() if name != key]
    return any(shape is not None and size in shape for shape in shapes)
