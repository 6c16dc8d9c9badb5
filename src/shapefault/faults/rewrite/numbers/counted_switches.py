"""A switch that a layer's number counts: ``3 + int(cfg.use_intensity)``, ``3 + 3 * with_normals``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.flag_terms import switched_on
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
                name, _, said_off = counted
                value = (more * sign > 0) is not said_off
                text = source.span(node).text
                why = f"{text} counts it" if more * sign < 0 else f"{text} is {now} without it"
                for place in _said(project, name):
                    if place.node.value is not value:  # type: ignore[attr-defined]
                        edit = Edit(place.span, str(value))
                        yield fix(f"let {name} be {value}", edit, prior, stage=stage_of(name), why=why)
                if value:
                    yield from switched_on(project, name, prior, why)


def _counted(node: ast.expr) -> tuple[str, int, bool] | None:
    """The switch's name, how much it adds, and whether that is while it is off: ``int(flag)``, ``3 * (not flag)``."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for one, other in ((node.left, node.right), (node.right, node.left)):
            found = _switch(other) or (_named(other) if _is_name(other) or _is_not(other) else None)
            if isinstance(one, ast.Constant) and type(one.value) is int and found is not None:
                return found[0], one.value, found[1]
        return None
    found = _switch(node)
    return (found[0], 1, found[1]) if found is not None else None


def _switch(node: ast.expr) -> tuple[str, bool] | None:
    if isinstance(node, ast.Call) and callee(node) in ("int", "bool") and len(node.args) == 1:
        return _named(node.args[0])
    return None


def _named(node: ast.expr) -> tuple[str, bool] | None:
    """The name of a switch, and whether it is negated."""
    negated = _is_not(node)
    inner = node.operand if isinstance(node, ast.UnaryOp) and negated else node
    if _is_name(inner):
        return ast.unparse(inner).rpartition(".")[2], negated
    if isinstance(inner, ast.Subscript) and isinstance(inner.slice, ast.Constant):
        return str(inner.slice.value), negated
    return None


def _is_not(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


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
