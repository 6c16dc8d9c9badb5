"""Which literals an integer expression goes back to.

The resolution is static and does not follow control flow: names lead to their assignments, parameters to the
calls and defaults, attributes and keys to whatever is assigned to them anywhere in the program. What it finds is
therefore a proposal; running the edited program decides.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from shapefault.source.files import Source, enclosing, source_of
from shapefault.source.nodes import walk
from shapefault.source.project import (
    Function,
    Place,
    Project,
    bound_argument,
    called_as,
    callee,
    default_of,
    has_parameter,
)

_LIMIT, _MOST = 6, 40
"""Ways that are followed to what an expression may be, and what it may be at the most."""
_STEPS = 2000
"""Expressions looked at for one: names that a large program uses everywhere lead everywhere."""
_DEPTH = 10
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True)
class Literal:
    """A leaf: an integer literal in the source."""

    place: Place
    value: int
    hops: int

    @property
    def of_switch(self) -> bool:
        """Whether it is written ``True`` or ``False``."""
        return isinstance(self.place.node, ast.Constant) and isinstance(self.place.node.value, bool)


@dataclass(frozen=True)
class Computed:
    """A function of other terms."""

    function: Callable[..., Any]
    terms: tuple[Any, ...]


Term = Literal | Computed

_BINARY: dict[type[ast.operator], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
    ast.Pow: lambda a, b: a**b if abs(b) < 16 else None,
    ast.LShift: lambda a, b: a << b if b < 32 else None,
}
_CALLS: dict[str, Callable[..., Any]] = {
    "int": int,
    "round": round,
    "min": min,
    "max": max,
    "abs": abs,
    "ceil": math.ceil,
    "floor": math.floor,
    "sqrt": math.sqrt,
}


def evaluate(term: Any, changed: dict[int, int] | None = None) -> int | None:
    """The value of a term, with some literals (by id of their node) changed."""
    try:
        value = _value(term, changed or {})
    except Exception:
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _value(term: Any, changed: dict[int, int]) -> Any:
    if isinstance(term, Literal):
        return changed.get(id(term.place.node), term.value)
    if isinstance(term, Computed):
        return term.function(*(_value(t, changed) for t in term.terms))
    return term


def literals(term: Any) -> list[Literal]:
    """The literals that a term goes back to."""
    if isinstance(term, Literal):
        return [term]
    if isinstance(term, Computed):
        return [leaf for t in term.terms for leaf in literals(t)]
    return []


class Resolver:
    """Follows integer expressions through the program's files."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._followed: set[int] = set()
        self._steps = 0
        self._of_int = False
        self._known: dict[int, tuple[ast.expr, list[Place]]] = {}

    def resolve(self, source: Source, node: ast.expr) -> list[Term]:
        """What ``node`` may be, nearest first; empty when it cannot be told."""
        self._steps = _STEPS
        return self._resolve(source, node, 0)

    def values(self, source: Source, node: ast.expr) -> list[int | None]:
        """The numbers that ``node`` may be, nearest first; None for one that is no integer."""
        return [evaluate(term) for term in self.resolve(source, node)]

    def _resolve(self, source: Source, node: ast.expr, depth: int) -> list[Term]:
        self._steps -= 1
        if depth > _DEPTH or self._steps < 0 or id(node) in self._followed:
            return []  # a definition that leads back to itself tells nothing, and takes long to do so
        if isinstance(node, ast.Constant):
            if type(node.value) is float:
                share = node.value
                return [Computed(lambda: share, ())]
            if type(node.value) is int or (type(node.value) is bool and self._of_int):
                return [Literal(Place(source, node), int(node.value), depth)]
            return []
        if isinstance(node, ast.BinOp):
            function = _BINARY.get(type(node.op))
            if function is None:
                return []
            return self._combine(function, source, (node.left, node.right), depth)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return self._combine(operator.neg, source, (node.operand,), depth)
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in _CALLS and not node.keywords and 1 <= len(node.args) <= 2:
                with self._switches(name == "int"):
                    return self._combine(_CALLS[name], source, tuple(node.args), depth)
            if name == "get" and node.args and isinstance(node.args[0], ast.Constant):
                return self._places(self.project.keys.get(str(node.args[0].value), []), depth)
            with self._following(node):
                return self._places(self.project.returned(name), depth)
        if isinstance(node, ast.IfExp):
            return [*self._resolve(source, node.body, depth + 1), *self._resolve(source, node.orelse, depth + 1)][
                :_LIMIT
            ]
        with self._following(node):
            return self._places(self._definitions(source, node), depth)

    @contextmanager
    def _switches(self, counted: bool) -> Iterator[None]:
        """While something is resolved that is made a number by ``int``: there a switch is one as well."""
        before, self._of_int = self._of_int, self._of_int or counted
        try:
            yield
        finally:
            self._of_int = before

    @contextmanager
    def _following(self, node: ast.expr) -> Iterator[None]:
        """While a node is followed: a definition that leads back to it is not."""
        self._followed.add(id(node))
        try:
            yield
        finally:
            self._followed.discard(id(node))

    def _places(self, places: Iterable[Place], depth: int) -> list[Term]:
        found: list[Term] = []
        followed = 0
        for place in places:
            terms = self._resolve(place.source, place.node, depth + 1)
            found.extend(terms)
            # numbers as such cost nothing: a file of settings may have the same key for each of many layers
            followed += 0 if isinstance(place.node, ast.Constant) else len(terms)
            if followed >= _LIMIT or len(found) >= _MOST:
                break
        return found[:_MOST]

    def _combine(
        self, function: Callable[..., Any], source: Source, nodes: tuple[ast.expr, ...], depth: int
    ) -> list[Term]:
        choices = [self._resolve(source, node, depth) for node in nodes]
        if not all(choices):
            return []
        found: list[Term] = []
        for index in range(max(len(c) for c in choices)):
            terms = tuple(c[min(index, len(c) - 1)] for c in choices)
            found.append(Computed(function, terms))
        return found

    def _definitions(self, source: Source, node: ast.expr) -> list[Place]:
        """As ``definitions``, looked up once for each node."""
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = (node, self.definitions(source, node))
        return known[1]

    def definitions(self, source: Source, node: ast.expr) -> list[Place]:
        """The expressions that ``node`` (a name, attribute or subscript) may stand for, nearest first."""
        if isinstance(node, ast.Name):
            return self._name(source, node)
        if isinstance(node, ast.Attribute):
            own = self._own_attribute(source, node) or self._of_module(source, node)
            if own:
                return own
            named = [*self.project.attributes.get(node.attr, []), *self.project.keys.get(node.attr, [])]
            return named or self.project.told_by(node.attr)
        if isinstance(node, ast.Subscript):
            return self._subscript(source, node)
        return []

    def _own_attribute(self, source: Source, node: ast.Attribute) -> list[Place]:
        if not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")):
            return []
        owner = enclosing(node, ast.ClassDef)
        queue = [(source, owner)] if isinstance(owner, ast.ClassDef) else []
        while queue:
            where, cls = queue.pop(0)
            inside = {id(n) for n in walk(cls)}
            found = [
                p
                for p in self.project.attributes.get(node.attr, [])
                if p.source.path == where.path and id(p.node) in inside
            ]
            if found:
                return found
            queue.extend(self.project.bases(cls))
        return []

    def _of_module(self, source: Source, node: ast.Attribute) -> list[Place]:
        """``settings.size``: what the program's own module ``settings`` assigns to the name."""
        if not isinstance(node.value, ast.Name):
            return []
        base, stems = node.value.id, set()
        for part in source.nodes:
            if isinstance(part, ast.Import | ast.ImportFrom):
                stems |= {a.name.split(".")[-1] for a in part.names if (a.asname or a.name.split(".")[-1]) == base}
        for other in self.project.sources:
            if other.path.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".py") in stems:
                return self._assigned(other, other.tree, node.attr)
        return []

    def _subscript(self, source: Source, node: ast.Subscript) -> list[Place]:
        key = node.slice
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            return self.project.keys.get(key.value, [])
        if isinstance(key, ast.Name | ast.Attribute):
            return self._looked_up(source, node.value, key)
        index = key
        sign = 1
        if isinstance(index, ast.UnaryOp) and isinstance(index.op, ast.USub):
            index, sign = index.operand, -1
        if isinstance(index, ast.Constant) and type(index.value) is int:
            position = sign * index.value
            found = []
            for place in self.definitions(source, node.value):
                if isinstance(place.node, ast.Tuple | ast.List):
                    items = place.node.elts
                    if -len(items) <= position < len(items):
                        found.append(Place(place.source, items[position]))
            return found
        return []

    def _looked_up(self, source: Source, table: ast.expr, key: ast.expr) -> list[Place]:
        """``WIDTHS[arch]``: the entries of a table that is written in the program, for the keys that are known."""
        tables = [(p.source, p.node) for p in self._definitions(source, table) if isinstance(p.node, ast.Dict)]
        keys = self._constants(source, key) if tables else set()
        return [
            Place(where, entry)
            for where, written in tables
            for name, entry in zip(written.keys, written.values, strict=True)
            if isinstance(name, ast.Constant) and (name.value in keys or not keys)
        ]

    def _constants(self, source: Source, node: ast.expr) -> set[Any]:
        """The constants, text or number, that a name may stand for."""
        found, waiting, seen = set(), [Place(source, node)], set[int]()
        while waiting and len(seen) < _MOST:
            place = waiting.pop()
            if isinstance(place.node, ast.Constant):
                found.add(place.node.value)
            elif id(place.node) not in seen and isinstance(place.node, ast.Name | ast.Attribute):
                seen.add(id(place.node))
                waiting += self._definitions(place.source, place.node)
        return found

    def _name(self, source: Source, node: ast.Name) -> list[Place]:
        around = enclosing(node, *_COMPREHENSIONS)
        while around is not None:
            found: list[Place] = []
            for part in around.generators:  # type: ignore[attr-defined]
                self._gone_through(part.target, part.iter, node.id, source, found)
            if found:
                return found
            around = enclosing(around, *_COMPREHENSIONS)
        scope = enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        while scope is not None:
            found = self._assigned(source, scope, node.id)
            if found:
                return found
            if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef) and has_parameter(scope, node.id):
                return self.arguments(source, scope, node.id)
            scope = enclosing(scope, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        owner = enclosing(node, ast.ClassDef)
        if owner is not None and (found := self._assigned(source, owner, node.id)):
            return found
        found = self._assigned(source, source.tree, node.id)
        return found or self._imported(source, node.id)

    def _assigned(self, source: Source, scope: ast.AST, name: str) -> list[Place]:
        found: list[Place] = []
        for part in _own_statements(scope):
            if isinstance(part, ast.Assign):
                for target in part.targets:
                    _match(target, part.value, name, source, found)
            elif isinstance(part, ast.AnnAssign) and part.value is not None:
                _match(part.target, part.value, name, source, found)
            elif isinstance(part, ast.For | ast.AsyncFor):
                self._gone_through(part.target, part.iter, name, source, found)
        return found

    def _gone_through(self, target: ast.expr, each: ast.expr, name: str, source: Source, found: list[Place]) -> None:
        """What ``name`` is in the turns of a loop: ``for name in widths``, ``for a, name in zip(ins, outs)``."""
        if isinstance(each, ast.Call) and isinstance(target, ast.Tuple) and callee(each) in ("zip", "enumerate"):
            parts = [ast.Constant(0), *each.args[:1]] if callee(each) == "enumerate" else each.args
            for part, own in zip(target.elts, parts, strict=False):
                self._gone_through(part, own, name, source, found)
        elif any(isinstance(part, ast.Name) and part.id == name for part in walk(target)):
            for place in self._items(source, each):
                _match(target, place.node, name, place.source, found)

    def _items(self, source: Source, node: ast.expr) -> list[Place]:
        """The entries of a list that is written in the program, as far as they can be told."""
        if isinstance(node, ast.Tuple | ast.List):
            return [Place(source, entry) for entry in node.elts]
        if isinstance(node, ast.Call) and callee(node) in ("list", "tuple", "reversed", "sorted") and node.args:
            return self._items(source, node.args[0])
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            return self._items(source, node.value)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return [*self._items(source, node.left), *self._items(source, node.right)]
        if isinstance(node, ast.Name | ast.Attribute) and id(node) not in self._followed:
            with self._following(node):
                places = self._definitions(source, node)
                return [item for place in places for item in self._items(place.source, place.node)]
        return []

    def arguments(self, source: Source, function: Function, name: str) -> list[Place]:
        """What the parameter ``name`` is given: by the calls, then by its default."""
        called, owner = called_as(function), enclosing(function, ast.ClassDef)
        if function.name in ("forward", "__call__"):
            return []
        found: list[Place] = []
        for call in self.project.calls.get(called, []):
            argument = bound_argument(call.node, function, name)
            if argument is not None:
                found.append(Place(call.source, argument))
        if function.name == "__init__":
            for call in self.project.calls.get("__init__", []):
                argument = bound_argument(call.node, function, name)
                if argument is not None and enclosing(call.node, ast.ClassDef) is not owner:
                    found.append(Place(call.source, argument))
        default = default_of(function, name)
        if default is not None:
            found.append(Place(source, default))
        if len(found) <= 1:
            # **kwargs: whatever is stored anywhere under the parameter's name
            found.extend(p for p in self.project.keys.get(name, []) if all(p.node is not f.node for f in found))
        return found

    def _imported(self, source: Source, name: str) -> list[Place]:
        for part in source.nodes:
            if isinstance(part, ast.ImportFrom):
                for alias in part.names:
                    if (alias.asname or alias.name) == name:
                        for other in self.project.sources:
                            stem = (part.module or "").split(".")[-1]
                            if other.path.replace("\\", "/").rsplit("/", 1)[-1] in (f"{stem}.py",) or (
                                stem and f"/{stem}/__init__.py" in other.path.replace("\\", "/")
                            ):
                                return self._assigned(other, other.tree, alias.name)
        return []


def _own_statements(scope: ast.AST) -> list[ast.AST]:
    """The statements of a scope without those of functions and classes inside it."""
    found: list[ast.AST] = []
    stack = list(ast.iter_child_nodes(scope))
    while stack:
        node = stack.pop(0)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        found.append(node)
        stack.extend(ast.iter_child_nodes(node))
    return found


def _match(target: ast.expr, value: ast.expr, name: str, source: Source, found: list[Place]) -> None:
    if isinstance(target, ast.Name) and target.id == name:
        found.append(Place(source, value))
    elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
        for part, item in zip(target.elts, value.elts, strict=False):
            _match(part, item, name, source, found)


def factors_of(node: ast.expr) -> list[ast.expr]:
    """The expressions that are multiplied, one by one; the expression itself where it is no product."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*factors_of(node.left), *factors_of(node.right)]
    return [node]


def terms_of(node: ast.expr) -> list[ast.expr]:
    """The expressions that are added, one by one; the expression itself where it is no sum."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*terms_of(node.left), *terms_of(node.right)]
    return [node]


def factors_written(node: ast.expr) -> tuple[int, ...]:
    """The constant factors of a product as the author wrote them; empty when it is no such product."""
    parts = factors_of(node)
    values = tuple(p.value for p in parts if isinstance(p, ast.Constant) and type(p.value) is int)
    return values if len(values) == len(parts) else ()


def resolver_for(path: str) -> Resolver:
    """A resolver for one file alone; for tests and single sources."""
    source = source_of(path)
    return Resolver(Project([path] if source is not None else []))
