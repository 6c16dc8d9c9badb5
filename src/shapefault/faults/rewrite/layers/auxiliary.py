"""All children of an Inception network in a row: the auxiliary classifier, a branch for training, runs among them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.layers.handed import user_sites
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def without_auxiliary(trace: Trace, prior: float) -> Iterator[Fix]:
    """``children()`` without the parts whose name begins with ``aux``, where such a row is running."""
    for running in trace.crash.calls:
        row = running.module
        parts = getattr(row, "_modules", {})
        if type(row).__name__ != "Sequential" or not any("Aux" in type(part).__name__ for part in parts.values()):
            continue
        for site in user_sites(row)[:1]:
            call = call_at(site)
            for part in walk(call.node) if call is not None else ():
                if call is None or not isinstance(part, ast.Call) or callee(part) != "children" or part.args:
                    continue
                net = call.source.span(part.func.value).text  # type: ignore[attr-defined]
                text = f'part for name, part in {net}.named_children() if not name.lower().startswith("aux")'
                around = parent(part)
                alone = isinstance(around, ast.Call) and around.args == [part]
                edit = Edit(call.source.span(part), text if alone else f"({text})")
                why = "it gives scores for training, the layers behind it take maps"
                yield fix("leave out the auxiliary classifier", edit, prior, stage=Stage.LAYER_CONFIG, why=why)
                return
