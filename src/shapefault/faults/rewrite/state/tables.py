"""Learned tables over a square of places (attention biases, relative positions), resampled to the model's square."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, insert_before, names_bound
from shapefault.faults.rewrite.state.loading import Loading
from shapefault.model import Fix, Stage
from shapefault.source.files import statement_of

_WORDS = ("bias", "pos", "rel", "table")


def resampled_tables(loading: Loading, prior: float) -> Iterator[Fix]:
    """(heads, n) or (n, heads) in every differing entry, where n is a square on both sides: interpolated in 2-D."""
    call = loading.call
    if call is None or not call.node.args or not isinstance(call.node.args[0], ast.Name):
        return
    statement = statement_of(call.node)
    suffixes = {item.key.rpartition(".")[2] for item in loading.keys}
    name = next(iter(suffixes))
    if statement is None or len(suffixes) != 1 or not any(w in name.lower() for w in _WORDS):
        return
    changes = {_change(item.checkpoint, item.model) for item in loading.keys}
    change = next(iter(changes))
    if len(changes) != 1 or change is None:
        return
    axis, old, new = change
    state = call.source.span(call.node.args[0]).text
    function = f"{names_bound(call.source, 'torch.nn.functional', 'torch.nn.functional')}.interpolate"
    before, after = ("v", "") if axis == 1 else ("v.t()", ".t()")
    grid = f'{function}({before}.reshape(1, -1, {old}, {old}), size=({new}, {new}), mode="bicubic")'
    line = f'{state}.update({{k: {grid}.flatten(2)[0]{after} for k, v in {state}.items() if k.endswith("{name}")}})'
    yield fix(
        f"resample {name} from {old}×{old} to {new}×{new} places",
        insert_before(call.source, statement, line),
        prior,
        stage=Stage.STATE_DICT,
        why=f"the checkpoint has {name} for {old}×{old} places, the model for {new}×{new}",
    )


def _change(checkpoint: tuple[int, ...], model: tuple[int, ...]) -> tuple[int, int, int] | None:
    """The axis of the places, and the sides of the two squares."""
    if len(checkpoint) != 2 or len(model) != 2:
        return None
    for axis in (1, 0):
        old, new = math.isqrt(checkpoint[axis]), math.isqrt(model[axis])
        same = checkpoint[1 - axis] == model[1 - axis]
        if same and old > 2 and old * old == checkpoint[axis] and new * new == model[axis]:
            return axis, old, new
    return None
