"""Rows of features for an attention that counts tokens: it takes the width for the length, and views too many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.operands import places
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace


def no_tokens(trace: Trace, mismatch: Mismatch, shape: Shape, sizes: Shape, prior: float) -> Iterator[Fix]:
    """An axis for the tokens, one a sample, where the rows come from: ``view(n, width, heads, width // heads)``."""
    if len(shape) != 2 or len(sizes) != 4 or sizes[:2] != shape or sizes[2] * sizes[3] != shape[1]:
        return
    outer = [place for place in places(trace, mismatch, "input") if place.level > 0]
    for rank, place in enumerate(sorted(outer, key=lambda place: (-place.level, place.kind != "definition"))):
        found = fix(
            "add an axis for the tokens, one a sample", place.edit("{}.unsqueeze(1)"), prior - 0.02 * min(rank, 5),
            stage=Stage.RESHAPE, why=f"the width {shape[1]} is taken for the number of tokens",
        )  # fmt: skip
        yield replace(found, applicability="unsafe")
