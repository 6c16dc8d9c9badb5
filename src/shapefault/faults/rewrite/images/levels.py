"""Maps of several levels in one list, each half as high and wide as the one before, joined along their channels."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.axes.joins import join_call
from shapefault.faults.rewrite.bench import fix, names_bound
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of

_MAPS = 4


def levels_as_large(trace: Trace, prior: float) -> Iterator[Fix]:
    """Each of them interpolated to the size of the largest, where they are joined."""
    found, user = join_call(trace), trace.crash.user
    if found is None or user is None or not found[1].args:
        return
    source, listed = found[0], found[1].args[0]
    held = user.held(listed)
    shapes = [shape_of(value) or () for value in held] if isinstance(held, list | tuple) else []
    if len(shapes) < 2 or any(len(shape) != _MAPS for shape in shapes) or len({s[2:] for s in shapes}) < 2:
        return
    text = source.span(listed).text
    largest = max(range(len(shapes)), key=lambda i: shapes[i][2:])
    index = largest - len(shapes) if largest and largest == len(shapes) - 1 else largest
    call = f"{names_bound(source, 'torch.nn.functional', 'torch.nn.functional')}.interpolate"
    how = f'size={text}[{index}].shape[-2:], mode="bilinear", align_corners=False'
    yield fix(
        "scale the maps of all levels to the largest",
        Edit(source.span(listed), f"[{call}(level, {how}) for level in {text}]"),
        prior,
        stage=Stage.LAYER_CONFIG,
        why="the levels have " + ", ".join("×".join(map(str, shape[2:])) for shape in shapes),
    )
