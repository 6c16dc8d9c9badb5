"""Tensors of one sample are cut alike, and one that is handed out beside them is left whole: cut it as well."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_after
from shapefault.faults.rewrite.images.twin_statements import cut_name
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk

_MOST = 4


def cut_with_the_others(trace: Trace, prior: float) -> Iterator[Fix]:
    """Below ``image = image[:, top : top + n]`` the same for ``mask``, where a function returns both."""
    made = 0
    for source in bench_of(trace).project.sources:
        for function in source.nodes:
            if not isinstance(function, ast.FunctionDef):
                continue
            cuts = [(n, name) for n in walk(function) if isinstance(n, ast.Assign) and (name := cut_name(n))]
            given = _returned_names(function)
            if not cuts or not given & {name for _, name in cuts}:
                continue
            last, twin = max(cuts, key=lambda cut: cut[0].lineno)
            for name in sorted(given - {name for _, name in cuts}):
                if made >= _MOST or not _known_before(function, name, last):
                    continue
                made += 1
                yield fix(
                    f"cut {name} where {twin} is cut",
                    insert_after(source, last, f"{name} = {name}{_index(source, last)}"),
                    prior,
                    stage=Stage.AUGMENTATION,
                    why=f"{twin} is cut here, {name} is left whole",
                )


def _index(source: Source, statement: ast.Assign) -> str:
    """``[:, a:b]`` as it is written."""
    value = statement.value
    assert isinstance(value, ast.Subscript)
    return source.span(value).text[len(source.span(value.value).text) :]


def _returned_names(function: ast.FunctionDef) -> set[str]:
    """The names that a function hands out, alone or in a tuple, list or dict."""
    found: set[str] = set()
    for node in walk(function):
        if isinstance(node, ast.Return) and enclosing(node, ast.FunctionDef, ast.Lambda) is function:
            value = node.value
            parts = value.elts if isinstance(value, ast.Tuple | ast.List) else [value]
            parts = value.values if isinstance(value, ast.Dict) else parts
            found.update(part.id for part in parts if isinstance(part, ast.Name))
    return found


def _known_before(function: ast.FunctionDef, name: str, statement: ast.stmt) -> bool:
    """Whether a name has a value when ``statement`` runs."""
    return any(
        isinstance(node, ast.Name)
        and node.id == name
        and isinstance(node.ctx, ast.Store)
        and node.lineno < statement.lineno
        for node in walk(function)
    )
