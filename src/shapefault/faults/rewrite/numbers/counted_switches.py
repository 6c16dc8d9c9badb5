"""A switch that a layer's number counts: ``3 + int(cfg.use_intensity)``, ``3 + 3 * with_normals``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.related import stage_of
from shapefault.model import Edit, Fix
from shapefault.observe.trace import Trace
from shapefault.source.project import Place, Project, callee, default_of


def counted_switches(trace: Trace, now: int, want: int, prior: float) -> Iterator[Fix]:
    """Turn such a switch where it is said, if the number would then be ``want`` in place of ``now``."""
    project, more = bench_of(trace).project, want - now
    for source in project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add | ast.Sub):
                continue
            for part, sign in ((node.right, -1 if isinstance(node.op, ast.Sub) else 1), (node.left, 1)):
                counted = _counted(part)
                if counted is None or abs(more) != counted[1]:
                    continue
                value = more * sign > 0
                for place in _said(project, counted[0]):
                    if place.node.value is value:  # type: ignore[attr-defined]
                        continue
                    text = source.span(node).text
                    yield fix(
                        f"let {counted[0]} be {value}", Edit(place.span, str(value)), prior,
                        stage=stage_of(counted[0]), why=f"{text} is {now} without it" if value else f"{text} counts it",
                    )  # fmt: skip


def _counted(node: ast.expr) -> tuple[str, int] | None:
    """The switch's name and how much it adds: ``int(flag)``, ``3 * int(flag)``."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for one, other in ((node.left, node.right), (node.right, node.left)):
            inner = _switch(other) or (ast.unparse(other).rpartition(".")[2] if _is_name(other) else None)
            if isinstance(one, ast.Constant) and type(one.value) is int and inner is not None:
                return inner, one.value
        return None
    name = _switch(node)
    return (name, 1) if name is not None else None


def _switch(node: ast.expr) -> str | None:
    if isinstance(node, ast.Call) and callee(node) in ("int", "bool") and len(node.args) == 1:
        inner = node.args[0]
        if _is_name(inner):
            return ast.unparse(inner).rpartition(".")[2]
        if isinstance(inner, ast.Subscript) and isinstance(inner.slice, ast.Constant):
            return str(inner.slice.value)
    return None


def _is_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Attribute)


def _said(project: Project, name: str) -> Iterator[Place]:
    """Where the switch is said: an entry, an attribute, a constant, a parameter's default."""
    places = [*project.keys.get(name, []), *project.attributes.get(name, [])]
    for source in project.sources:
        for statement in source.tree.body:
            if isinstance(statement, ast.Assign) and any(
                isinstance(t, ast.Name) and t.id == name for t in statement.targets
            ):
                places.append(Place(source, statement.value))
    for found in project.functions.values():
        for source, function in found:
            default = default_of(function, name)
            if default is not None:
                places.append(Place(source, default))
    seen: set[int] = set()
    for place in places:
        if isinstance(place.node, ast.Constant) and isinstance(place.node.value, bool) and id(place.node) not in seen:
            seen.add(id(place.node))
            yield place
