"""A draw with replacement, ``random.choices(ids, k=4)``, where the program counts on as many that differ."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace

_WHY = "one that is drawn twice counts twice"


def drawn_twice(trace: Trace, prior: float) -> Iterator[Fix]:
    """The same draw without replacement; see random.sample and numpy.random.Generator.choice."""
    project = bench_of(trace).project
    for call in project.calls.get("choices", []):
        function, plain = call.node.func, len(call.node.args) == len(call.node.keywords) == 1
        if plain and call.node.keywords[0].arg == "k" and isinstance(function, ast.Attribute):
            owner, drawn, k = (
                call.source.span(n).text for n in (function.value, call.node.args[0], call.node.keywords[0].value)
            )
            text = f"{owner}.sample({drawn}, {k})"
            yield fix("draw none twice", Edit(call.span, text), prior, stage=Stage.DATA_LOADING, why=_WHY)
    for call in project.calls.get("choice", []):
        several = len(call.node.args) > 1 or any(k.arg == "size" for k in call.node.keywords)
        if several and all(k.arg not in ("replace", "p") for k in call.node.keywords):
            edit = set_keyword(call, "replace", "False")
            yield fix("draw none twice", edit, prior - 0.02, stage=Stage.DATA_LOADING, why=_WHY)
