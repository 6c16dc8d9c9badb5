"""Another entry of the dict that a part of the program gives: ``out["pooled"]`` where ``out["steps"]`` is read on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing

_MOST = 4


def other_keys(trace: Trace, prior: float) -> Iterator[Fix]:
    """Each other key of a dict that a function returns, where one of its keys is read in a ``forward``."""
    made = 0
    for source in bench_of(trace).project.sources:
        given = [_keys(node.value) for node in source.nodes if isinstance(node, ast.Return)]
        given = [keys for keys in given if len(keys) > 1]
        for node in source.nodes if given else ():
            key = _read(source, node)
            for keys in given if key is not None else ():
                for other in keys if key in keys else ():
                    if other != key and made < _MOST and isinstance(node, ast.Subscript):
                        made += 1
                        edit = Edit(source.span(node.slice), f'"{other}"')
                        yield fix(f"take {other!r}, not {key!r}", edit, prior, stage=Stage.LAYER_CONFIG,
                                  why=f"{key!r} has another form than what is read on here")  # fmt: skip


def _keys(node: ast.expr | None) -> list[str]:
    keys = node.keys if isinstance(node, ast.Dict) else []
    return [k.value for k in keys if isinstance(k, ast.Constant) and isinstance(k.value, str)]


def _read(source: Source, node: ast.AST) -> str | None:
    """The key that is read within a ``forward``."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Constant):
        return None
    function = enclosing(node, ast.FunctionDef)
    inside = isinstance(function, ast.FunctionDef) and function.name == "forward"
    return node.slice.value if inside and isinstance(node.slice.value, str) else None
