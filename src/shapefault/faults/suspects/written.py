"""What is written on a line, as short words: calls, their arguments' kinds, names, numbers, the statement."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from shapefault.faults.rewrite.stages import stage_of_class
from shapefault.source.files import Source, enclosing, parent
from shapefault.source.project import Function, Project, callee, has_forward

_FEW = range(-4, 5)
"""Numbers that are told apart."""
_ARGUMENTS = 5
_FUNCTIONS = (
    *("__init__", "forward", "__getitem__", "__call__", "__iter__", "__len__", "collate"),
    *("main", "train", "evaluate", "loss", "load", "make", "build", "step", "fit"),
)
"""What a function's name may have in it that says what it is for, the first that fits."""
_NO_CODE = (ast.Import, ast.ImportFrom, ast.alias)


def lines_of(sources: Iterable[Source]) -> Iterator[tuple[Source, int, list[ast.AST]]]:
    """Every line on which something begins, with the nodes that begin there; no imports, no docstrings."""
    for source in sources:
        texts = {id(n) for n in source.nodes if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}
        by_line: dict[int, list[ast.AST]] = defaultdict(list)
        for node in source.nodes:
            line = getattr(node, "lineno", None)
            if line is not None and not isinstance(node, _NO_CODE) and not texts & {id(node), id(parent(node))}:
                by_line[line].append(node)
        for line, nodes in sorted(by_line.items()):
            yield source, line, nodes


def scope_of(node: ast.AST) -> str:
    """What kind of class and function a node stands in: ``data-loading.__getitem__``, ``fn.train``."""
    function = node if isinstance(node, Function) else enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef)
    cls = enclosing(function if function is not None else node, ast.ClassDef)
    kind = _kind_of(cls) if isinstance(cls, ast.ClassDef) else "fn"
    if not isinstance(function, Function):
        return "module" if cls is None else f"{kind}.class"
    name = function.name.lower()
    return f"{kind}.{next((known for known in _FUNCTIONS if known in name), 'other')}"


def _kind_of(cls: ast.ClassDef) -> str:
    if has_forward(cls):
        return "loss" if cls.name.endswith("Loss") else "module"
    return str(stage_of_class(cls) or "class")


def words_of(project: Project, nodes: list[ast.AST]) -> set[str]:
    """The words of a line."""
    return {word for node in nodes for word in _words(project, node)}


def _words(project: Project, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        yield from _of_call(project, node)
    elif isinstance(node, ast.Constant):
        value = node.value
        if type(value) is int:
            yield f"n:{value if value in _FEW else 'int'}"
        else:
            yield f"b:{value}" if isinstance(value, bool) else f"n:{type(value).__name__}"
    elif isinstance(node, ast.Attribute):
        called = parent(node)
        if not (isinstance(called, ast.Call) and called.func is node):
            yield f"a:{node.attr}"
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            yield "self"
    elif isinstance(node, ast.BinOp):
        yield f"o:{type(node.op).__name__}"
    elif isinstance(node, ast.Compare):
        yield f"o:{type(node.ops[0]).__name__}"
    elif isinstance(node, ast.Subscript):
        yield f"sub:{type(node.slice).__name__}"
        if isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
            yield "sub:shape"
    elif isinstance(node, ast.stmt):
        yield from _of_statement(node)
    elif isinstance(node, ast.keyword):
        yield f"k:{node.arg}"
    elif isinstance(node, ast.Name):
        yield f"v:{node.id}"
    elif isinstance(node, ast.expr | ast.arg):
        yield f"e:{type(node).__name__}"
    yield from _names_in(_name_of(node))


def _of_call(project: Project, node: ast.Call) -> Iterator[str]:
    name = callee(node)
    yield f"c:{name}"
    if name in project.classes:
        yield "c:of a class here"
    elif name in project.functions:
        yield "c:of a function here"
    for place, given in enumerate(node.args[:_ARGUMENTS]):
        yield f"p:{name}.{place}={_kind_of_argument(given)}"
    for keyword in node.keywords:
        yield f"p:{name}.{keyword.arg}={_kind_of_argument(keyword.value)}"
    yield f"p:{name}#{len(node.args) + len(node.keywords)}"
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
        yield f"p:{callee(node.func.value)}>{name}"


def _kind_of_argument(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value) if type(node.value) is int and node.value in _FEW else type(node.value).__name__
    if isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant):
        return f"-{node.operand.value!r}"
    return f"c:{callee(node)}" if isinstance(node, ast.Call) else type(node).__name__


def _of_statement(node: ast.stmt) -> Iterator[str]:
    yield f"s:{type(node).__name__}"
    if isinstance(node, ast.Assign):
        target = node.targets[0]
        yield f"t:{type(target).__name__}"
        if isinstance(target, ast.Attribute):
            yield f"t.{target.attr}"
        elif isinstance(target, ast.Name):
            yield f"t={target.id}"
    elif isinstance(node, Function):
        yield f"d:{node.name}"
        if node.args.defaults or node.args.kw_defaults:
            yield "d:defaults"


def _name_of(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    return (node.arg or "") if isinstance(node, ast.keyword | ast.arg) else ""


def _names_in(name: str) -> Iterator[str]:
    """The words that a name is made of: w:num, w:channels."""
    for part in re.split(r"[_\W]+", re.sub(r"([a-z])([A-Z])", r"\1_\2", name)):
        word = part.lower().rstrip("0123456789")
        if len(word) > 1:
            yield f"w:{word}"
