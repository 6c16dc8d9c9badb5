"""As the program does elsewhere: the step that the other branch takes, or that another tensor of the function gets."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import replaced
from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_module
from shapefault.source.files import Source, enclosing
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee

_FORMS = frozenset([
    "squeeze", "unsqueeze", "view", "reshape", "flatten", "permute", "transpose", "mean", "sum", "argmax", "movedim",
    "gather", "repeat",
])  # fmt: skip


def as_elsewhere(trace: Trace, prior: float, *, stage: Stage | None = None) -> Iterator[Fix]:
    """Both kinds for each of the frames that were running, the deepest first."""
    made: set[tuple[Edit, ...]] = set()
    for level, frame in enumerate(list(trace.user_frames())[:3]):
        source = frame.site.source()
        function = frame.function()
        if source is None or function is None:
            continue
        worth = prior - 0.01 * level
        branches = _other_branch(source, function, frame, worth, stage)
        loops = _other_loop(source, function, frame, worth + 0.09, stage)
        for found in (*branches, *loops, *_other_tensor(source, frame, function, worth, stage)):
            if found.edits not in made:
                made.add(found.edits)
                yield found


def _other_branch(source: Source, function: ast.AST, frame: Frame, prior: float, stage: Stage | None) -> Iterator[Fix]:
    """``if a: x = f(y)`` beside ``else: x = f(y).squeeze(1)``: the step that one branch has and the other lacks."""
    for part in walk(function):
        if not isinstance(part, ast.If) or not part.orelse or part.lineno > frame.lineno:
            continue
        for one, other in ((part.body, part.orelse), (part.orelse, part.body)):
            for statement in one:
                twin = _twin(statement, other)
                if twin is None or not isinstance(statement, ast.Assign):
                    continue
                mine, theirs = _steps(statement.value), _steps(twin.value)
                if len(theirs) > len(mine) and _bare(statement.value) == _bare(twin.value):
                    yield fix(
                        f"as the other branch does: {source.span(twin.value).text}"[:90],
                        Edit(source.span(statement.value), source.span(twin.value).text),
                        prior,
                        stage=stage or Stage.RESHAPE,
                        why=f"the other branch has .{theirs[0]}(...) here, this one lacks it",
                    )


def _other_loop(source: Source, function: ast.AST, frame: Frame, prior: float, stage: Stage | None) -> Iterator[Fix]:
    """``x = x.view(-1, 784).to(d)`` in one loop, ``x = x.to(d)`` or nothing in another: the step that is lacking."""
    call = frame.site.node()
    if not isinstance(call, ast.Call):
        return
    loop = enclosing(call, ast.For) or function
    inside = {id(part) for part in walk(loop)}
    given = [p for p in source.nodes if isinstance(p, ast.Assign) and len(p.targets) == 1]
    for argument in [a for a in call.args if isinstance(a, ast.Name)]:
        name = argument.id
        same = [p for p in given if isinstance(p.targets[0], ast.Name) and p.targets[0].id == name]
        mine = [p for p in same if id(p) in inside and p.lineno < frame.lineno]
        around = enclosing(call, ast.FunctionDef)
        above = [p for p in same if enclosing(p, ast.FunctionDef) is around and p.lineno < frame.lineno]
        if len(mine) > 1 or (not mine and any(_steps(p.value) for p in above)):
            continue  # it was brought into a form in front of the loop
        for other in same:
            if id(other) in inside or not _steps(other.value) or not _chained_on(other.value, name):
                continue
            if not _also_called(call, name, enclosing(other, ast.For) or enclosing(other, ast.FunctionDef)):
                continue
            if mine and (_steps(mine[0].value) or _bare(mine[0].value) != _bare(other.value)):
                continue
            text = source.span(other.value).text
            edit = Edit(source.span(mine[0].value if mine else argument), text)
            yield fix(
                f"as the other loop does: {text}"[:90], edit, prior, stage=stage or Stage.RESHAPE,
                why=f"the other loop has .{_steps(other.value)[0]}(...) here, this one lacks it",
            )  # fmt: skip


def _also_called(call: ast.Call, name: str, around: ast.AST | None) -> bool:
    """Whether the same is called there with the same name."""
    function = ast.dump(call.func)
    return around is not None and any(
        isinstance(part, ast.Call)
        and part is not call
        and ast.dump(part.func) == function
        and any(isinstance(a, ast.Name) and a.id == name for a in part.args)
        for part in walk(around)
    )


def _chained_on(value: ast.expr, name: str) -> bool:
    """Whether the value is a chain of methods on the very name that it is bound to."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        value = value.func.value
    return isinstance(value, ast.Name) and value.id == name


def _twin(statement: ast.stmt, others: list[ast.stmt]) -> ast.Assign | None:
    if not isinstance(statement, ast.Assign):
        return None
    targets = [ast.unparse(t) for t in statement.targets]
    for other in others:
        if isinstance(other, ast.Assign) and [ast.unparse(t) for t in other.targets] == targets:
            return other
    return None


def _steps(node: ast.AST) -> list[str]:
    return [callee(p) for p in walk(node) if isinstance(p, ast.Call) and callee(p) in _FORMS]


class _Without(ast.NodeTransformer):
    """The expression with its reshaping steps left out."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """``x.squeeze(1)`` becomes ``x``."""
        self.generic_visit(node)
        if callee(node) in _FORMS and isinstance(node.func, ast.Attribute):
            return node.func.value
        return node


def _bare(node: ast.expr) -> str:
    again = ast.parse(ast.unparse(node), mode="eval")
    return ast.unparse(_Without().visit(again))


def _other_tensor(source: Source, frame: Frame, function: ast.AST, prior: float, stage: Stage | None) -> Iterator[Fix]:
    """``boxes = self.pick(boxes, labels)`` above, while the call at hand takes ``track_boxes`` as it came."""
    call = frame.site.node()
    if not isinstance(call, ast.Call):
        return
    names = [a for a in (*call.args, *(k.value for k in call.keywords)) if isinstance(a, ast.Name)]
    for part in walk(function):
        if not (isinstance(part, ast.Assign) and len(part.targets) == 1 and isinstance(part.targets[0], ast.Name)):
            continue
        target, value = part.targets[0].id, part.value
        if part.lineno >= frame.lineno or not isinstance(value, ast.Call) or not _reforms(value, target):
            continue
        for argument in names:
            similar = target in argument.id or argument.id in target or _shared(target, argument.id)
            known = frame.frame.f_locals.get(argument.id)
            if argument.id == target or not similar or is_module(known):
                continue
            if _reassigned(function, argument.id, frame.lineno):
                continue
            text = renamed(source, value, target, argument.id)
            yield fix(
                f"treat {argument.id} as {target} is treated",
                Edit(source.span(argument), text),
                prior,
                stage=stage or Stage.RESHAPE,
                why=f"{target} goes through {callee(value)}, {argument.id} does not",
            )


def _reforms(value: ast.Call, name: str) -> bool:
    """Whether the call takes the very name that its result is bound to."""
    parts = [*value.args, *(k.value for k in value.keywords)]
    if isinstance(value.func, ast.Attribute):
        parts.append(value.func.value)
    return any(isinstance(p, ast.Name) and p.id == name for p in parts)


def _shared(one: str, other: str) -> bool:
    words = {w for w in one.split("_") if len(w) > 2} & {w for w in other.split("_") if len(w) > 2}
    return bool(words)


def _reassigned(function: ast.AST, name: str, line: int) -> bool:
    """Whether the name goes through such a step of its own."""
    return any(
        isinstance(p, ast.Assign)
        and p.lineno < line
        and isinstance(p.value, ast.Call)
        and any(isinstance(t, ast.Name) and t.id == name for t in p.targets)
        and _reforms(p.value, name)
        for p in walk(function)
    )


def renamed(source: Source, value: ast.expr, old: str, new: str) -> str:
    """The text of an expression with one name exchanged."""
    span = source.span(value)
    call = CallPlace(source, value) if isinstance(value, ast.Call) else None
    text, start = span.text, span.start
    if call is None or start[0] != span.end[0]:
        again = ast.parse(ast.unparse(value), mode="eval").body
        for part in walk(again):
            if isinstance(part, ast.Name) and part.id == old:
                part.id = new
        return ast.unparse(again)
    places: list[Span] = [source.span(p) for p in walk(value) if isinstance(p, ast.Name) and p.id == old]
    for place in sorted(places, key=lambda p: -p.start[1]):
        first, last = place.start[1] - start[1], place.end[1] - start[1]
        text = text[:first] + new + text[last:]
    return replaced(call, text).content
