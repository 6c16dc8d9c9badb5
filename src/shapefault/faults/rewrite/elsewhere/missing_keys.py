"""A setting that is asked for under a name that nobody wrote: ``getattr(hps, "use_mel_posterior", False)``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import Project, callee

_ALIKE, _MOST = 0.5, 3


def missing_keys(trace: Trace, prior: float) -> Iterator[Fix]:
    """The name of most of the same words that a setting has, where the default is taken without a word."""
    project = bench_of(trace).project
    written = _written(project)
    for name in ("getattr", "get"):
        for call in project.calls.get(name, []):
            key = call.node.args[name == "getattr"] if len(call.node.args) == 2 + (name == "getattr") else None
            if not isinstance(key, ast.Constant) or not isinstance(key.value, str) or key.value in written:
                continue
            worth = {other: _shared(key.value, other) for other in written}
            near = sorted((other for other in worth if worth[other] >= _ALIKE), key=lambda other: -worth[other])
            for rank, other in enumerate(near[:_MOST]):
                span = call.source.span(key)
                yield fix(
                    f"ask for {other}", Edit(span, span.text.replace(key.value, other)), prior - 0.03 * rank,
                    stage=Stage.LAYER_CONFIG,
                    why=f"nothing is called {key.value}, so its default is taken; there is {other}",
                )  # fmt: skip


def _written(project: Project) -> set[str]:
    """The names of settings: keywords, keys of dicts, attributes that are set, fields, options of the command line."""
    found = set(project.keys)
    for source in project.sources:
        for node in source.nodes:
            if isinstance(node, ast.keyword) and node.arg:
                found.add(node.arg)
            elif (
                isinstance(node, ast.Attribute)
                and isinstance(node.ctx, ast.Store)
                and ast.unparse(node.value) != "self"
            ):
                found.add(node.attr)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(node.target.id)
            elif isinstance(node, ast.Call) and callee(node) == "add_argument" and node.args:
                found.add(ast.unparse(node.args[0]).strip("'\"-").replace("-", "_"))
    return found


def _shared(name: str, other: str) -> float:
    """The share of words that two names have in common."""
    first, second = (set(re.split(r"[_\W]+", text.lower())) - {""} for text in (name, other))
    return len(first & second) / max(len(first | second), 1) if len(first) > 1 else 0.0
