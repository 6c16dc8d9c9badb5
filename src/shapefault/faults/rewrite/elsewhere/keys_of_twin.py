"""A key that was left as it was in a line that was copied: ``read(item["dis"], item["ref_fps"])``."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def keys_of_twin(trace: Trace, prior: float) -> Iterator[Fix]:
    """The key with the other line's word in it, where the program speaks of such a key elsewhere."""
    for source in bench_of(trace).project.sources:
        known = {node.value for node in source.nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        known |= {node.arg for node in source.nodes if isinstance(node, ast.keyword) and node.arg}
        for first, second in _twins(source.tree):
            words, nodes = _keys(first), _key_nodes(second)
            changed = [(a, node.value) for a, node in zip(words, nodes, strict=True) if a != node.value]
            for old, node in zip(words, nodes, strict=True):
                for a, b in changed if node.value == old else ():
                    new = old.replace(a, str(b))
                    if new != old and new in known:
                        yield fix(
                            f"take the key {new!r}, as for {b!r}", Edit(source.span(node), f'"{new}"'), prior,
                            stage=Stage.DATA_LOADING, why=f"{old!r} was left where the line for {a!r} was copied",
                        )  # fmt: skip


def _twins(tree: ast.AST) -> Iterator[tuple[ast.Call, ast.Call]]:
    """Calls of the same function in two statements, one below the other, with as many keys."""
    for node in walk(tree):
        body = getattr(node, "body", None)
        for one, two in itertools.pairwise(body) if isinstance(body, list) else ():
            calls = [part.value for part in (one, two) if isinstance(part, ast.Assign)]
            if len(calls) != 2:
                continue
            first, second = calls
            if not isinstance(first, ast.Call) or not isinstance(second, ast.Call) or callee(first) != callee(second):
                continue
            if len(_keys(first)) == len(_keys(second)) > 1:
                yield first, second


def _key_nodes(call: ast.Call) -> list[ast.Constant]:
    """The strings that something is indexed with, in the order in which they stand."""
    found = [n for n in walk(call) if isinstance(n, ast.Constant) and isinstance(n.value, str)
             and isinstance(parent(n), ast.Subscript)]  # fmt: skip
    return sorted(found, key=lambda n: (n.lineno, n.col_offset))


def _keys(call: ast.Call) -> list[str]:
    return [str(node.value) for node in _key_nodes(call)]
