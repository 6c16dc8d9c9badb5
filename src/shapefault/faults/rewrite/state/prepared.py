"""What a model is built from is prepared further where the checkpoint was made: do the same before building it here.

``tokenizer.add_tokens([...])`` stands between the tokenizer and ``Model(len(tokenizer))`` in the training, and is
missing where the model is built again.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_before
from shapefault.faults.rewrite.state.loading import Loading, construction
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, statement_of
from shapefault.source.project import CallPlace


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


def _names(call: CallPlace) -> set[str]:
    """The local names that the arguments of a call are made of."""
    parts = [*call.node.args, *(k.value for k in call.node.keywords)]
    return {n.id for p in parts for n in ast.walk(p) if isinstance(n, ast.Name) and n.id not in ("len", "self")}


def _above(call: CallPlace, names: set[str]) -> list[ast.Expr]:
    """Statements above a call, in its function, that call a method of one of the names."""
    scope = enclosing(call.node, ast.FunctionDef) or call.source.tree
    return [
        part
        for part in getattr(scope, "body", [])
        if isinstance(part, ast.Expr) and part.lineno < call.node.lineno and _owner(part) in names
    ]


def _owner(statement: ast.Expr) -> str:
    value = statement.value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and isinstance(value.func.value, ast.Name):
        return value.func.value.id
    return ""


def _closed(statement: ast.Expr, names: set[str]) -> bool:
    """Whether a statement is made of these names and plain values only."""
    assert isinstance(statement.value, ast.Call)
    parts = [*statement.value.args, *(k.value for k in statement.value.keywords)]
    used = {n.id for p in parts for n in ast.walk(p) if isinstance(n, ast.Name)}
    return used <= names and statement.value.func.attr not in ("to", "train", "eval", "cuda", "append")  # type: ignore[attr-defined]


def _text(statement: ast.stmt) -> str:
    return ast.unparse(statement)


def _source_text(source: Source, statement: ast.stmt) -> str:
    return source.span(statement).text
