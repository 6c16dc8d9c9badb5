"""What a model is built from is prepared further where the checkpoint was made: do the same before building it here.

``tokenizer.add_tokens([...])`` stands between the tokenizer and ``Model(len(tokenizer))`` in the training, and is
missing where the model is built again; or a setting of it is set there, ``cfg.double = True``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_after, insert_before
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.faults.rewrite.state.loading import Loading, construction
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, statement_of
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, default_of


def prepared_alike(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """The statements about the same names that another call of the same builder has above it, put above ours."""
    for built in construction(trace, loading.model):
        statement = statement_of(built.call.node)
        names = _names(built.call)
        if statement is None or not names:
            continue
        own = {_text(s) for s in _above(built.call, names)}
        for other in bench_of(trace).project.calls.get(built.name, []):
            if other.node is built.call.node:
                continue
            missing = [s for s in _above(other, names & _names(other)) if _text(s) not in own and _closed(s, names)]
            if not missing:
                continue
            lines = [_source_text(other.source, s) for s in missing]
            column = built.call.source.lines[statement.lineno - 1]
            indent = column[: len(column) - len(column.lstrip())]
            yield fix(
                f"prepare it as where the checkpoint was saved: {lines[0]}"[:90],
                insert_before(built.call.source, statement, f"\n{indent}".join(lines)),
                prior,
                stage=Stage.STATE_DICT,
                why=f"where the checkpoint was saved, {lines[0]} comes first",
            )


def set_alike(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """The settings that are set above another call of the same builder, set above ours, behind where they come from."""
    for built in construction(trace, loading.model):
        for given in built.call.node.args:
            here = [s for s, value in _bound(built.call, given) if isinstance(value, ast.Call)]
            for other in bench_of(trace).project.calls.get(built.name, []) if here else ():
                index = built.call.node.args.index(given)
                if other.node is built.call.node or index >= len(other.node.args):
                    continue
                own = {_target(s) for s in _set(built.call, given)}
                there = [s for s in _set(other, other.node.args[index]) if _target(s) not in own]
                lines = [f"{ast.unparse(given)}{_target(s)} = {text}" for s in there if (text := _plain(s)) is not None]
                if lines and len(lines) == len(there):
                    column = built.call.source.lines[here[-1].lineno - 1]
                    indent = column[: len(column) - len(column.lstrip())]
                    yield fix(
                        f"set it as where the checkpoint was saved: {lines[0]}"[:90],
                        insert_after(built.call.source, here[-1], f"\n{indent}".join(lines)),
                        prior, stage=Stage.STATE_DICT,
                        why=f"where the checkpoint was saved, {', '.join(lines)} is set before the model is built",
                    )  # fmt: skip


def _bound(call: CallPlace, given: ast.expr) -> list[tuple[ast.stmt, ast.expr]]:
    """The statements above a call, in its function, that bind the name that it is given, with the value."""
    name = given.id if isinstance(given, ast.Name) else None
    return [(part, value) for part in _before(call) for n, value in bindings(part) if n == name]


def _set(call: CallPlace, given: ast.expr) -> list[ast.Assign]:
    """The statements above a call, in its function, that set an attribute or an entry of what it is given."""
    name = given.id if isinstance(given, ast.Name) else None
    targets = [(s, s.targets[0]) for s in _before(call) if isinstance(s, ast.Assign) and len(s.targets) == 1]
    return [
        s
        for s, t in targets
        if isinstance(t, ast.Attribute | ast.Subscript) and isinstance(t.value, ast.Name) and t.value.id == name
    ]


def _before(call: CallPlace) -> list[ast.stmt]:
    scope = enclosing(call.node, ast.FunctionDef) or call.source.tree
    return [part for part in getattr(scope, "body", []) if part.lineno < call.node.lineno]


def _target(statement: ast.Assign) -> str:
    """``.double`` of ``cfg.double = ...``."""
    target = statement.targets[0]
    assert isinstance(target, ast.Attribute | ast.Subscript)
    return ast.unparse(target).removeprefix(ast.unparse(target.value))


def _plain(statement: ast.Assign) -> str | None:
    """The value as it is written, that of a parameter by its default; None where it is made of other names."""
    value, function = statement.value, enclosing(statement, ast.FunctionDef)
    if isinstance(value, ast.Name) and isinstance(function, ast.FunctionDef):
        value = default_of(function, value.id) or value
    names = any(isinstance(part, ast.Name) for part in walk(value))
    return None if names else ast.unparse(value)


def _names(call: CallPlace) -> set[str]:
    """The local names that the arguments of a call are made of."""
    parts = [*call.node.args, *(k.value for k in call.node.keywords)]
    return {n.id for p in parts for n in walk(p) if isinstance(n, ast.Name) and n.id not in ("len", "self")}


def _above(call: CallPlace, names: set[str]) -> list[ast.Expr]:
    """Statements above a call, in its function, that call a method of one of the names."""
    return [part for part in _before(call) if isinstance(part, ast.Expr) and _owner(part) in names]


def _owner(statement: ast.Expr) -> str:
    value = statement.value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and isinstance(value.func.value, ast.Name):
        return value.func.value.id
    return ""


def _closed(statement: ast.Expr, names: set[str]) -> bool:
    """Whether a statement is made of these names and plain values only."""
    assert isinstance(statement.value, ast.Call)
    parts = [*statement.value.args, *(k.value for k in statement.value.keywords)]
    used = {n.id for p in parts for n in walk(p) if isinstance(n, ast.Name)}
    return used <= names and statement.value.func.attr not in ("to", "train", "eval", "cuda", "append")  # type: ignore[attr-defined]


def _text(statement: ast.stmt) -> str:
    return ast.unparse(statement)


def _source_text(source: Source, statement: ast.stmt) -> str:
    return source.span(statement).text
