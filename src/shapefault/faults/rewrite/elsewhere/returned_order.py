"""Unpacked in another order than it is returned: ``age, sex = model(x)`` of ``return self.sex(h), self.age(h)``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, exchange, fix
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import of_self
from shapefault.source.nodes import walk
from shapefault.source.project import Project, callee


def returned_order(trace: Trace, prior: float) -> Iterator[Fix]:
    """Two of the names exchanged, where each says what the function gives in the other's place."""
    project = bench_of(trace).project
    for source in project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
                continue
            target = node.targets[0]
            if not isinstance(target, ast.Tuple) or any(isinstance(t, ast.Starred) for t in target.elts):
                continue
            for returned in _returned(project, node.value, len(target.elts)):
                pair = _crossed([_words(t) for t in target.elts], [_words(r) for r in returned])
                if pair is not None:
                    one, other = (target.elts[i] for i in pair)
                    first, second = (ast.unparse(returned[i]) for i in pair)
                    yield fix(
                        f"take {ast.unparse(other)} before {ast.unparse(one)}", exchange(source, one, other), prior,
                        stage=Stage.LAYER_CONFIG, why=f"{first} is returned before {second}",
                    )  # fmt: skip
                    break


def _returned(project: Project, call: ast.Call, count: int) -> Iterator[list[ast.expr]]:
    """The tuples of so many that the called function, or the model that is called, returns."""
    name = callee(call)
    for _, function in [*project.functions.get(name, []), *project.functions.get("forward", [])]:
        for part in walk(function):
            if isinstance(part, ast.Return) and isinstance(part.value, ast.Tuple) and len(part.value.elts) == count:
                yield part.value.elts


def _words(node: ast.expr) -> set[str]:
    """The words of its names that say what it is, not what it is made of."""
    names = {n.id for n in walk(node) if isinstance(n, ast.Name)} if isinstance(node, ast.Name) else set()
    names |= {n.attr for n in walk(node) if of_self(n)}
    return {word for name in names for word in re.split(r"_|\d+", name.lower()) if len(word) > 1}


def _crossed(targets: list[set[str]], returned: list[set[str]]) -> tuple[int, int] | None:
    """Two places whose names have a word in common with what is returned in the other's, and none with their own."""
    for i in range(len(targets)):
        for j in range(i + 1, len(targets)):
            own = targets[i] & returned[i] or targets[j] & returned[j]
            cross = (targets[i] & returned[j]) - (targets[j] & returned[i])
            back = (targets[j] & returned[i]) - (targets[i] & returned[j])
            if not own and cross and back:
                return i, j
    return None
