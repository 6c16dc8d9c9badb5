"""Two lists of names that differ by a few, of which the one makes what comes and the other what is expected."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, parent
from shapefault.source.project import texts_of

_SHARED, _APART = 3, 3


def lists_of_names(trace: Trace, prior: float) -> Iterator[Fix]:
    """Each of the two written as the other: by its name, where that can be read there."""
    found = [
        (source, node)
        for source in bench_of(trace).project.sources
        for node in source.nodes
        if isinstance(node, ast.List | ast.Tuple) and len(texts_of(node)) >= _SHARED
    ]
    for source, node in found:
        for other_source, other in found:
            mine, theirs = set(texts_of(node)), set(texts_of(other))
            if mine == theirs or len(mine & theirs) < _SHARED or len(mine ^ theirs) > _APART:
                continue
            apart = ", ".join(sorted(mine ^ theirs))
            module = _imported(source, other_source) if source is not other_source else None
            text = _reached(module, other_source, other) or other_source.span(other).text
            # what a program lists for itself follows the settings that it takes from elsewhere
            worth = prior + (0.04 if module is not None else 0.0)
            yield fix("list the names as elsewhere", Edit(source.span(node), text), worth,
                      stage=Stage.LAYER_CONFIG, why=f"{apart} stands in one of two lists alone")  # fmt: skip


def _imported(source: Source, other: Source) -> str | None:
    """The name by which a file imports the other as a module."""
    stem = other.path.replace("\\", "/").rpartition("/")[2].removesuffix(".py")
    for node in source.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.rpartition(".")[2] == stem:
                    return alias.asname or alias.name
    return None


def _reached(module: str | None, other: Source, node: ast.expr) -> str | None:
    """``settings.NAMES``, where the other file is imported as ``module`` and the list has a name there."""
    above = parent(node)
    if module is None or not isinstance(above, ast.Assign) or not isinstance(above.targets[0], ast.Name):
        return None
    return f"{module}.{above.targets[0].id}" if above in other.tree.body else None
