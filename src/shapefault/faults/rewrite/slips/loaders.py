"""A loader without batches: ``DataLoader(graphs, batch_size=None)`` for a model that takes one sample at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.keywords import given
from shapefault.faults.rewrite.slips.places import Scope
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import callee

_WORTH = 0.34


def loaders(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """Each loader's batch size, where it is said, left out for samples as they are."""
    for call in scope.calls:
        size = given(call, 1, "batch_size") if callee(call) == "DataLoader" and trace.loader is None else None
        if size is not None and not (isinstance(size, ast.Constant) and size.value is None):
            edit = Edit(scope.source.span(size), "None")
            yield fix("load samples without a batch axis", edit, _WORTH, stage=Stage.DATA_LOADING)
