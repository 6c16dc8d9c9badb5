"""The workbench of one trace: its project, the resolver of its numbers, and small builders of fixes."""

from __future__ import annotations

import ast
import weakref
from collections.abc import Iterable
from functools import cached_property

from shapefault.model import Applicability, Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, parent, source_of
from shapefault.source.project import Project
from shapefault.source.scalars import Resolver


class Bench:
    """What the strategies share for one trace."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace

    @cached_property
    def project(self) -> Project:
        """The program's files that are loaded."""
        return Project.loaded()

    @cached_property
    def resolver(self) -> Resolver:
        """Follows numbers through the project."""
        return Resolver(self.project)


_benches: weakref.WeakKeyDictionary[Trace, Bench] = weakref.WeakKeyDictionary()


def bench_of(trace: Trace) -> Bench:
    """The workbench of ``trace``, made once."""
    found = _benches.get(trace)
    if found is None:
        found = _benches[trace] = Bench(trace)
    return found


_ATOMS = (
    ast.Name,
    ast.Attribute,
    ast.Call,
    ast.Subscript,
    ast.List,
    ast.Dict,
    ast.ListComp,
    ast.Tuple,
    ast.JoinedStr,
)


def wrapped(source: Source, node: ast.expr, template: str) -> Edit:
    """Replace an expression by ``template`` with ``{}`` for it: ``{}.flatten(1)``, ``torch.flatten({}, 1)``."""
    text = source.span(node).text
    if template.startswith("{}") and not isinstance(node, _ATOMS):
        text = f"({text})"
    return Edit(source.span(node), template.replace("{}", text))


def atom(source: Source, node: ast.expr) -> str:
    """The text of an expression that an operator can follow: in brackets where it is no single thing."""
    text = source.span(node).text
    single = isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.Constant)
    return text if single else f"({text})"


def insert_before(source: Source, statement: ast.stmt, line: str) -> Edit:
    """A new statement above ``statement``, indented like it."""
    at = (statement.lineno, source.column(statement.lineno, statement.col_offset))
    indent = source.lines[statement.lineno - 1][: at[1] - 1]
    if indent.strip():  # ``if a: b`` on one line: no room for a statement
        return Edit(Span(source.path, at, at), f"{line}; ")
    return Edit(Span(source.path, at, at), f"{line}\n{indent}")


def insert_after(source: Source, statement: ast.stmt, line: str) -> Edit:
    """A new statement below ``statement``, indented like it."""
    last = statement.end_lineno or statement.lineno
    at = (last, len(source.lines[last - 1]) + 1)
    first = source.lines[statement.lineno - 1]
    indent = first[: len(first) - len(first.lstrip())]
    return Edit(Span(source.path, at, at), f"\n{indent}{line}")


def before_bracket(source: Source, call: ast.Call, text: str) -> Edit:
    """``text`` as the last of what stands between the brackets of a call; a comma before it is the text's own."""
    line, column = source.span(call).end
    return Edit(Span(source.path, (line, column - 1), (line, column - 1)), text)


def listed_before(source: Source, element: ast.expr, text: str) -> Edit:
    """A new element of a list before ``element``: on a line of its own where that stands on one."""
    start = source.span(element).start
    indent = source.lines[start[0] - 1][: start[1] - 1]
    above = source.lines[start[0] - 2] if start[0] > 1 else ""
    if indent.strip() or not above.rstrip().endswith((",", "[", "(")):
        return Edit(Span(source.path, start, start), f"{text}, ")
    return Edit(Span(source.path, start, start), f"{text},\n{indent}")


def removed(source: Source, statement: ast.stmt) -> Edit:
    """The lines of a statement, taken out."""
    last = statement.end_lineno or statement.lineno
    start, end = (statement.lineno, 1), (last, len(source.lines[last - 1]) + 1)
    return Edit(Span(source.path, start, (last + 1, 1), source.between(start, end) + "\n"), "")


def fills_block(statement: ast.stmt) -> bool:
    """Whether a block has no statement besides this one, so that without it the block would be empty."""
    above = parent(statement)
    return any(getattr(above, name, None) == [statement] for name in ("body", "orelse", "finalbody"))


def fix(
    title: str,
    edits: Edit | Iterable[Edit],
    prior: float,
    *,
    stage: Stage | None = None,
    why: str = "",
    applicability: Applicability = "unsafe",
    note: str = "",
) -> Fix:
    """A candidate fix."""
    listed = (edits,) if isinstance(edits, Edit) else tuple(edits)
    return Fix(title, listed, applicability, max(0.0, min(prior, 1.0)), stage, why, note=note)


def names_bound(source: Source, module: str, default: str) -> str:
    """How the file calls a module: ``F`` where it says ``import torch.nn.functional as F``."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == module:
                    return alias.asname or alias.name
        elif isinstance(node, ast.ImportFrom):
            package, _, last = module.rpartition(".")
            if node.module == package:
                for alias in node.names:
                    if alias.name == last:
                        return alias.asname or alias.name
    return default


def exchange(source: Source, first: ast.expr | ast.stmt, second: ast.expr | ast.stmt) -> tuple[Edit, Edit]:
    """Let two parts of a file change places."""
    one, other = source.span(first), source.span(second)
    return Edit(one, other.text), Edit(other, one.text)


def in_forward(found: Fix) -> bool:
    """Whether a fix begins in a model's ``forward``."""
    edit = next(iter(found.edits), None)
    source = source_of(edit.span.file) if edit is not None else None
    if edit is None or source is None:
        return False
    return any(
        isinstance(node, ast.FunctionDef)
        and node.name == "forward"
        and node.lineno <= edit.span.line <= (node.end_lineno or node.lineno)
        for node in source.nodes
    )
