"""A recurrent layer behind which twice its width is expected: it was to run in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.constructor import attribute_text
from shapefault.faults.rewrite.layers.parameters import given
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace


def both_ways(trace: Trace, layer: Any, prior: float) -> Iterator[Fix]:
    """``bidirectional=True``, where it is not."""
    edit = given(layer, "bidirectional", "True") if getattr(layer, "bidirectional", None) is False else None
    if edit is not None:
        label = attribute_text(trace, layer)
        yield fix(
            f"let {label} run in both directions",
            edit,
            prior,
            stage=Stage.LAYER_CONFIG,
            why=f"twice the width of {label} is expected behind it",
        )
