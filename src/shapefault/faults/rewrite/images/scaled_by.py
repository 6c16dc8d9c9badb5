"""Pictures scaled by a factor, ``interpolate(x, scale_factor=0.5)``, for a model that takes one size alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.images.sizes import fitting_sizes
from shapefault.faults.rewrite.operands import root_places
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def scaled_to(trace: Trace, prior: float) -> Iterator[Fix]:
    """The size at which the model runs in place of the factor."""
    for place in root_places(trace):
        for part in walk(place.node):
            if not isinstance(part, ast.Call) or callee(part) != "interpolate":
                continue
            factor = next((k for k in part.keywords if k.arg == "scale_factor"), None)
            for rank, (height, width) in enumerate(fitting_sizes(trace) if factor is not None else ()):
                yield fix(
                    f"scale the pictures to {height}×{width}",
                    Edit(place.source.span(factor), f"size=({height}, {width})"),  # type: ignore[arg-type]
                    prior - 0.05 * rank,
                    stage=Stage.LAYER_CONFIG,
                    why=f"a factor gives what the model takes for one size of pictures only, {height}×{width}",
                )
            if factor is not None:
                return
