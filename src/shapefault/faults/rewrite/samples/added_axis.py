"""An axis that each sample has too many: ``image.unsqueeze(0)``, ``tensor([ids])``, ``ids.view(-1, 1)``."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.batches import batch_of
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, parent
from shapefault.source.nodes import walk
from shapefault.source.project import Project, callee

_MAKERS = ("tensor", "as_tensor", "array", "asarray", "LongTensor", "FloatTensor")


def without_added_axis(trace: Trace, prior: float) -> Iterator[Fix]:
    """The same sample without the axis, where it is returned and where it is assigned."""
    for edit in _without(trace, _under):
        yield fix("leave out the batch axis of each sample", edit, prior,
                  stage=Stage.DATA_LOADING, why="the loader adds an axis for the batch")  # fmt: skip


def without_added_column(trace: Trace, prior: float) -> Iterator[Fix]:
    """The same sample as a row: ``tensor(ids)`` for ``tensor(ids).view(-1, 1)``."""
    for edit in _without(trace, _of_column):
        yield fix("leave each sample as it is", edit, prior,
                  stage=Stage.DATA_LOADING, why="a column of one sample, where a row is meant")  # fmt: skip


def _without(trace: Trace, under: Callable[[ast.AST], ast.expr | None]) -> Iterator[Edit]:
    """In the samples that a loader makes batches of: what stands under an axis that is added, in its place."""
    if batch_of(trace.crash.frames) is None and trace.loader is None:
        return
    for source, node in _in_samples(bench_of(trace).project):
        base = under(node)
        if base is not None:
            yield Edit(source.span(node), source.span(base).text)


def _of_column(node: ast.AST) -> ast.expr | None:
    """``x`` of ``x.view(-1, 1)`` and of ``x.unsqueeze(1)``."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    told, name = [ast.unparse(a) for a in node.args], node.func.attr
    column = (name in ("view", "reshape") and told == ["-1", "1"]) or (name == "unsqueeze" and told in (["1"], ["-1"]))
    return node.func.value if column else None


def _in_samples(project: Project) -> Iterator[tuple[Source, ast.AST]]:
    """What ``__getitem__`` and the program's own transforms do, and the functions of the program that they call."""
    for source, function in (*project.functions.get("__getitem__", []), *project.functions.get("__call__", [])):
        yield from ((source, node) for node in walk(function))
        called = {callee(node) for node in walk(function) if isinstance(node, ast.Call)}
        for name in sorted(called):
            for other, inner in project.functions.get(name, []):
                yield from ((other, node) for node in walk(inner))


def _under(node: ast.AST) -> ast.expr | None:
    """``x`` of ``x.unsqueeze(0)`` and ``x[None]``, and of the list ``[x]`` that a tensor is made of."""
    around = parent(node)
    if isinstance(node, ast.List) and len(node.elts) == 1 and isinstance(around, ast.Call):
        whole = isinstance(node.elts[0], ast.Name | ast.Attribute | ast.Subscript)
        return node.elts[0] if whole and around.args == [node] and callee(around) in _MAKERS else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "unsqueeze":
        return node.func.value if [ast.unparse(a) for a in node.args] == ["0"] else None
    if isinstance(node, ast.Subscript) and ast.unparse(node.slice) in ("None", "np.newaxis", "None, ..."):
        return node.value
    return None
