"""``VOCABS["french"]`` where the checkpoint is of ``VOCABS["english"]``: lists of a table whose lengths tell it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.choices import quoted
from shapefault.faults.rewrite.state.loading import Loading, pairs
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.modules import own_modules

_SIZED = (str, list, tuple, dict, set, frozenset)
_MOST = 6


def other_lists(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """Each key of such a table, where another entry is as much shorter or longer as the checkpoint's sizes are."""
    apart = {have - want: (have, want) for have, want in pairs(loading.keys)}
    tables, made = _tables(), 0
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Constant):
                continue
            table = tables.get(node.value.id) if isinstance(node.value, ast.Name) else None
            now = node.slice.value
            if table is None or now not in table or not isinstance(node.ctx, ast.Load):
                continue
            for key, entry in table.items():
                sizes = apart.get(len(table[now]) - len(entry))
                if key == now or sizes is None or made >= _MOST or not isinstance(key, str):
                    continue
                made += 1
                span = source.span(node.slice)
                yield fix(
                    f"take {key!r} of {node.value.id}, as the checkpoint did",  # type: ignore[attr-defined]
                    Edit(span, quoted(span.text, key)),
                    prior,
                    stage=Stage.STATE_DICT,
                    why=f"with {now!r} there are {sizes[0]} where the checkpoint has {sizes[1]}, with {key!r} as many",
                )


def _tables() -> dict[str, dict[Any, Any]]:
    """The dicts of sized entries that the program's files have as names of their own."""
    found: dict[str, dict[Any, Any]] = {}
    for _, module in own_modules():
        for name, value in list(vars(module).items()):
            if type(value) is dict and len(value) > 1 and all(isinstance(v, _SIZED) for v in value.values()):
                found[name] = value
    return found
