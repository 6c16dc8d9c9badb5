"""Where in the program an operand of the failing call can be taken hold of, and how it may be reshaped there."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shapefault import ops
from shapefault.faults.rewrite.bench import bench_of, insert_after, insert_before, wrapped
from shapefault.faults.rewrite.entries import entry_of, key_of
from shapefault.model import Edit, Span
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor
from shapefault.source.files import Source, assigned_to, enclosing
from shapefault.source.frames import Frame, caller, function_node
from shapefault.source.nodes import walk
from shapefault.source.project import Function, method_of


@dataclass(frozen=True)
class OperandPlace:
    """An expression that yields the operand, ``level`` user frames above the crash.

    ``kind``: "use" (where it is handed on), "definition" (right side of its assignment), "return" (a function's
    result), "loop" (the name is bound by a ``for``, or together with others: a statement is put at the loop's start,
    or behind the assignment).
    """

    source: Source
    node: ast.expr
    level: int
    kind: str
    name: str = ""
    statement: ast.stmt | None = None
    frame: Frame | None = None

    def edit(self, template: str) -> Edit:
        """The edit that puts ``template`` around the operand here."""
        if self.kind == "loop" and self.statement is not None:
            rebound = f"{self.name} = {template.replace('{}', self.name)}"
            behind = isinstance(self.statement, ast.Assign) and self.node in walk(self.statement)
            return (insert_after if behind else insert_before)(self.source, self.statement, rebound)
        return wrapped(self.source, self.node, template)

    @property
    def span(self) -> Span:
        """Where the operand stands."""
        return self.source.span(self.node)


def crash_argument(trace: Trace, mismatch: Mismatch, role: str) -> tuple[Source, ast.expr] | None:
    """The expression in the deepest user frame that was given for ``role``."""
    user, node = trace.crash.user, mismatch.at or trace.crash.expression
    if user is None or node is None:
        return None
    source = user.site.source()
    if source is None:
        return None
    roles = list(mismatch.operands)
    index = roles.index(role) if role in roles else 0
    found = _argument(node, index, role, mismatch)
    return (source, found) if found is not None else None


def _argument(node: ast.expr, index: int, role: str, mismatch: Mismatch) -> ast.expr | None:
    if isinstance(node, ast.BinOp):
        return node.left if index == 0 else node.right
    if isinstance(node, ast.Compare):
        return node.left if index == 0 else node.comparators[0]
    if isinstance(node, ast.Subscript):
        if role == "value" and (value := assigned_to(node)) is not None:
            return value
        if role.startswith("index[") and isinstance(node.slice, ast.Tuple):
            number = int(role[6:-1])
            return node.slice.elts[number] if number < len(node.slice.elts) else None
        return node.value if index == 0 else node.slice
    if not isinstance(node, ast.Call):
        return None
    for keyword in node.keywords:
        if keyword.arg == role:
            return keyword.value
    if role.partition("[")[2]:
        number = int(role.partition("[")[2].rstrip("]"))
        if node.args and isinstance(node.args[0], ast.List | ast.Tuple) and number < len(node.args[0].elts):
            return node.args[0].elts[number]
        if node.args and isinstance(node.args[0], ast.Constant) and number + 1 < len(node.args):
            return node.args[number + 1]  # einsum("ij,jk", a, b)
        return node.args[0] if node.args else None
    args = list(node.args)
    record = mismatch.record
    method = (
        isinstance(node.func, ast.Attribute)
        and record is not None
        and mismatch.layer is None
        and node.func.attr == record.name
        and not _is_module_alias(node.func.value)
    )
    if method and isinstance(node.func, ast.Attribute):
        args = [node.func.value, *args]
    if role == "weight" and mismatch.layer is not None:
        return None
    spec = ops.spec(mismatch.op) if mismatch.layer is None else None
    if spec is not None and role in spec.signature:
        index = spec.signature.index(role)  # ``gather(input, dim, index)``: parameters count as well
    if index < len(args) and not isinstance(args[index], ast.Starred):
        return args[index]
    return args[0] if args and not isinstance(args[0], ast.Starred) else None


def _is_module_alias(node: ast.expr) -> bool:
    text = ast.unparse(node)
    return text in ("torch", "F", "nn.functional", "torch.nn.functional", "np", "numpy", "functional", "TF")


def places(trace: Trace, mismatch: Mismatch, role: str, limit: int = 10) -> list[OperandPlace]:
    """Everywhere the operand can be taken hold of, from the crash outwards."""
    at = crash_argument(trace, mismatch, role)
    frames = [f for f in trace.crash.frames if f.is_user]
    return [*outwards(frames, at[0], at[1], 0, limit), *given_to_own(trace, *at)][:limit] if at is not None else []


def given_to_own(trace: Trace, source: Source, node: ast.expr) -> list[OperandPlace]:
    """What the program builds the running object with for ``self.weight``, a tensor that it keeps as it came."""
    frame = trace.crash.user
    cls = enclosing(node, ast.ClassDef)
    if frame is None or not isinstance(cls, ast.ClassDef) or not isinstance(node, ast.Attribute):
        return []
    own, value, built = ast.unparse(node), frame.held(node), method_of(cls, "__init__")
    if not is_tensor(value) or type(value).__name__ == "Parameter" or built is None:
        return []
    kept = [part.value for part in walk(built) if isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == own]
    names = [value.id for value in kept if isinstance(value, ast.Name)]
    given = [place for name in names for place in bench_of(trace).resolver.arguments(source, built, name)]
    return [
        OperandPlace(place.source, place.node, 0, "definition", own)
        for place in given
        if not isinstance(place.node, ast.Constant)
    ]


def sides(mismatch: Mismatch, roles: Sequence[str]) -> list[tuple[str, str]]:
    """The two operands of these roles, each with the other; none where they are not both known."""
    known = [role for role in roles if role in mismatch.operands][:2]
    return [(known[0], known[1]), (known[1], known[0])] if len(known) == 2 else []


def places_of(trace: Trace, source: Source, node: ast.expr, limit: int = 8) -> list[OperandPlace]:
    """Everywhere an expression of the deepest user frame can be taken hold of, from the crash outwards."""
    return outwards([f for f in trace.crash.frames if f.is_user], source, node, 0, limit)


def root_call(trace: Trace) -> tuple[list[Frame], Source, ast.Call] | None:
    """The user's frames above the outermost module call, and that call as the last of them makes it."""
    root = trace.root
    above = [f for f in trace.crash.frames[: root.depth] if f.is_user] if root is not None else []
    source, call = (above[-1].site.source(), above[-1].site.node()) if above else (None, None)
    return (above, source, call) if source is not None and isinstance(call, ast.Call) else None


def root_places(trace: Trace, index: int = 0, limit: int = 8) -> list[OperandPlace]:
    """Everywhere the argument ``index`` of the outermost module call can be taken hold of, outside that module."""
    found = root_call(trace)
    if found is None or trace.root is None or index >= len(found[2].args):
        return []
    above, source, call = found
    below = sum(1 for f in trace.crash.frames[trace.root.depth :] if f.is_user)
    if any(isinstance(a, ast.Starred) for a in call.args[: index + 1]):
        return []
    return outwards(above, source, call.args[index], below, limit)


def comes_in_batches(trace: Trace, index: int = 0) -> bool:
    """Whether that argument is bound by a loop of the program, as the batches of a loader are."""
    return any(place.kind == "loop" for place in root_places(trace, index))


def outwards(frames: list[Frame], source: Source, node: ast.expr, start: int, limit: int) -> list[OperandPlace]:
    """From an expression in the last of ``frames`` to its definitions and to the arguments of the frames above.

    ``start`` is the number of user frames below the last of ``frames``.
    """
    found: list[OperandPlace] = []
    key: str | None = None
    number = 0
    while True:
        frame, level = frames[-1 - number], start + number
        if key is not None and (entry := entry_of(node, key)) is not None:
            node, key = entry, None
        if key is None:
            found.append(OperandPlace(source, node, level, "use", frame=frame))
        parameter, handed_key = None, None
        for name in _name_roots(node):
            of = key or key_of(node, name)
            defined = list(_definitions(source, frame, name, node, level))
            found.extend(_entry_place(place, of) for place in defined)
            function = function_node(source, frame.site.code)
            given = name if not defined else next((alias for place in defined for alias in _alias(place)), "")
            if parameter is None and isinstance(function, ast.FunctionDef):
                parameters = [a.arg for a in function.args.args]
                if given in parameters:
                    parameter, handed_key = (given, parameters.index(given), parameters), of
        above, call = caller(frames, len(frames) - 1 - number)
        if parameter is None or above is None or call is None or len(found) >= limit:
            break
        next_node, next_source = _passed(call, parameter), frames[above].site.source()
        if next_node is None or next_source is None:
            break
        number = len(frames) - 1 - above
        source, node, key = next_source, next_node, handed_key
    return found[:limit]


def _alias(place: OperandPlace) -> list[str]:
    """The name that a definition gives another name: ``view = image``."""
    return [place.node.id] if place.kind == "definition" and isinstance(place.node, ast.Name) else []


def _entry_place(place: OperandPlace, key: str | None) -> OperandPlace:
    """The place itself; where a dict is written out there, its entry, which is the operand."""
    entry = entry_of(place.node, key) if key is not None else None
    return replace(place, node=entry, name="") if entry is not None else place


def _passed(call: ast.Call, parameter: tuple[str, int, list[str]]) -> ast.expr | None:
    """The argument that a call gives for a parameter of the function that it runs."""
    name, index, names = parameter
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if names and names[0] in ("self", "cls"):
        index -= 1
    if 0 <= index < len(call.args) and not any(isinstance(a, ast.Starred) for a in call.args[: index + 1]):
        return call.args[index]
    return None


def _name_roots(node: ast.expr) -> list[str]:
    """The names that an operand expression is made of: ``x`` of ``x``, ``x + noise``, ``x.relu()``, ``b["X"]``."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.BinOp):
        return [*_name_roots(node.left), *_name_roots(node.right)]
    if isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        return _name_roots(node.value)
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and not _is_module_alias(node.func.value):
            inner = _name_roots(node.func.value)
            if inner and inner[0] not in ("self",):
                return inner
        return [name for a in node.args for name in _name_roots(a)]
    return []


def _definitions(source: Source, frame: Frame, name: str, use: ast.expr, level: int) -> Iterator[OperandPlace]:
    """The assignments and loops that bind ``name`` in the frame's function, the nearest above the use first."""
    function = function_node(source, frame.site.code)
    if function is None:
        return
    bound: list[tuple[int, OperandPlace]] = []
    for part in walk(function):
        if isinstance(part, ast.Assign):
            if any(n is use for n in walk(part.value)):
                continue  # ``x, state = rnn(x, state)``: what is used here was bound before
            for target in part.targets:
                if isinstance(target, ast.Name) and target.id == name:
                    bound.append(
                        (part.lineno, OperandPlace(source, part.value, level, "definition", name, part, frame))
                    )
                elif isinstance(target, ast.Tuple) and any(
                    isinstance(e, ast.Name) and e.id == name for e in target.elts
                ):
                    place = _of_tuple(source, part, target, name, level, frame)
                    if place is not None:
                        bound.append((part.lineno, place))
        elif isinstance(part, ast.For) and any(isinstance(t, ast.Name) and t.id == name for t in walk(part.target)):
            bound.append((part.lineno, OperandPlace(source, part.target, level, "loop", name, part.body[0], frame)))
    above = sorted((item for item in bound if item[0] <= use.lineno), key=lambda item: -item[0])[:2]
    for _, place in above[:1] if above and _goes_around(above[0][1], use) else above:
        inside = {id(n) for n in walk(place.node)}
        if id(use) not in inside:
            yield place


def _goes_around(place: OperandPlace, use: ast.expr) -> bool:
    """Whether a loop binds the name anew before each use: what it was before the loop is gone."""
    loop = enclosing(place.node, ast.For) if place.kind == "loop" else None
    return isinstance(loop, ast.For) and any(node is use for part in loop.body for node in walk(part))


def _of_tuple(
    source: Source, part: ast.Assign, target: ast.Tuple, name: str, level: int, frame: Frame
) -> OperandPlace | None:
    if isinstance(part.value, ast.Tuple) and len(part.value.elts) == len(target.elts):
        for item, value in zip(target.elts, part.value.elts, strict=True):
            if isinstance(item, ast.Name) and item.id == name:
                return OperandPlace(source, value, level, "definition", name, part, frame)
    return _after(source, part, name, level, frame)


def _after(source: Source, part: ast.stmt, name: str, level: int, frame: Frame) -> OperandPlace | None:
    """Behind ``part``, where ``name`` can be rebound; None where no statement of its block follows."""
    from shapefault.source.files import parent

    block = parent(part)
    for attribute in ("body", "orelse", "finalbody"):
        statements = getattr(block, attribute, None)
        if isinstance(statements, list) and part in statements[:-1]:
            if statements[statements.index(part) + 1].lineno == part.lineno:
                return None
            target = next((n for n in walk(part) if isinstance(n, ast.Name) and n.id == name), None)
            if target is not None:
                return OperandPlace(source, target, level, "loop", name, part, frame)
    return None


def returned(trace: Trace, place: OperandPlace) -> list[OperandPlace]:
    """The ``return`` expressions of the user's function, or of the part's ``forward``, that the definition calls."""
    node = place.node
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        node = node.func.value
    if not isinstance(node, ast.Call):
        return []
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    found = []
    for source, function in (*bench_of(trace).project.functions.get(name, []), *_forward(trace, place, node.func)):
        for part in walk(function):
            if (
                isinstance(part, ast.Return)
                and part.value is not None
                and enclosing(part, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda) is function
                and not isinstance(part.value, ast.Tuple)
            ):
                found.append(OperandPlace(source, part.value, place.level + 1, "return", statement=part))
                if isinstance(part.value, ast.Name):
                    found.extend(_assigned(source, function, part.value.id, place.level + 1))
    return found


def _forward(trace: Trace, place: OperandPlace, called: ast.expr) -> Iterator[tuple[Source, Function]]:
    """The ``forward`` of the program's own module that is called; none for the program's functions."""
    value: Any = None
    if isinstance(called, ast.Name) and place.frame is not None:
        value = place.frame.names.get(called.id)
    elif isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and place.frame is not None:
        owner = place.frame.names.get(called.value.id)
        value = getattr(owner, "__dict__", {}).get(called.attr) or getattr(owner, "_modules", {}).get(called.attr)
    known = bench_of(trace).project.classes.get(type(value).__name__)
    if known is not None and hasattr(type(value), "forward"):
        source, body = known
        yield from ((source, part) for part in body.body if isinstance(part, Function) and part.name == "forward")


def _assigned(source: Source, function: ast.AST, name: str, level: int) -> Iterator[OperandPlace]:
    """The expressions that a function which is not running any more assigns to a name."""
    for part in walk(function):
        if isinstance(part, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in part.targets):
            yield OperandPlace(source, part.value, level, "definition", name, part)
