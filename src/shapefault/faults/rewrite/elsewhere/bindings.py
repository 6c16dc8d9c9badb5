"""What a statement binds, how a call's arguments are written, and the last word of a name."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.source.files import Source, of_self
from shapefault.source.nodes import walk


def bindings(statement: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The names and values of ``a = x`` and of ``a, b = x, y``."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return
    target, value = statement.targets[0], statement.value
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, item in zip(target.elts, value.elts, strict=False):
            if isinstance(one, ast.Name):
                yield one.id, item


def bound_once(scope: ast.AST, name: str) -> ast.expr | None:
    """What a name is bound to by the one assignment that binds it in a scope."""
    values = [value for part in walk(scope) for own, value in bindings(part) if own == name]
    return values[0] if len(values) == 1 else None


def stored(*targets: ast.expr) -> set[str]:
    """All names in the targets of an assignment or a loop, at any depth."""
    return {part.id for target in targets for part in walk(target) if isinstance(part, ast.Name)}


def loaded(source: Source) -> set[str]:
    """All names that a file reads."""
    return {node.id for node in source.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def never_read(owner: ast.ClassDef) -> Iterator[ast.Attribute]:
    """The attributes of its own that a class assigns and reads nowhere."""
    own = [node for node in walk(owner) if of_self(node)]
    read = {node.attr for node in own if isinstance(node.ctx, ast.Load)}
    yield from (node for node in own if isinstance(node.ctx, ast.Store) and node.attr not in read)


def arguments_text(call: ast.Call) -> str:
    """``1, keepdim=True``."""
    return ", ".join([*map(ast.unparse, call.args), *(ast.unparse(keyword) for keyword in call.keywords)])


def last_name(node: ast.expr | None) -> str:
    """``hidden`` of ``hidden`` and of ``args.hidden``; nothing for other expressions."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def whole_number(node: ast.expr) -> int | None:
    """The integer that is written out, with its sign; None of anything else."""
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    return value if type(value) is int else None
