"""As another call of the same function has it: ``encode(test, sorted({...}))`` beside ``encode(train, districts)``.

What the data of two splits are made with has to agree; where one call gives an argument otherwise, or leaves it out,
the other call, whose result the model took, tells what was meant.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import loaded, stored
from shapefault.faults.rewrite.keywords import paired, set_keyword
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, statement_of
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, Project, callee, has_forward

_DEPTH = 6
_OF_TRAINING = ("optim", "sched")
_LOOP = ("DataLoader", "enumerate", "iter", "next", "zip", "tqdm")


def as_other_calls(trace: Trace, prior: float, limit: int = 6) -> Iterator[Fix]:
    """The arguments of the calls that made the failing batch, as other calls of the same functions have them."""
    project, made = bench_of(trace).project, 0
    for call in calls_behind(trace):
        name = callee(call.node)
        for other in project.calls.get(name, []):
            if other.node is call.node or not _same_scope(call, other):
                continue
            for title, edit, stage, worth in (*_unwrapped(project, call, other), *_differences(project, call, other)):
                yield fix(title, edit, prior - worth, stage=stage,
                          why=f"another call of {name} is given something else here")  # fmt: skip
                made += 1
                if made >= limit:
                    return


def calls_behind(trace: Trace) -> Iterator[CallPlace]:
    """Calls of the program's own functions and classes from which the values at the crash were made."""
    inner = trace.root.depth if trace.root is not None else len(trace.crash.frames)
    seen: set[int] = set()
    entered: set[tuple[object, int]] = set()
    for frame in reversed([f for f in trace.crash.frames[:inner] if f.is_user]):
        place = (frame.site.code, frame.site.lasti)
        if place in entered:
            continue  # a function that calls itself says the same at each level
        entered.add(place)
        source, node = frame.site.source(), frame.site.node()
        function = frame.function()
        if source is None or function is None or node is None:
            continue
        yield from _behind(bench_of(trace).project, source, function, node, seen, 0)


def _behind(
    project: Project, source: Source, function: ast.AST, node: ast.AST, seen: set[int], depth: int
) -> Iterator[CallPlace]:
    if depth > _DEPTH:
        return
    for part in walk(node):
        if isinstance(part, ast.Call) and id(part) not in seen:
            seen.add(id(part))
            name = callee(part)
            if (name in project.functions or name in project.classes) and not _is_module(project, name):
                yield CallPlace(source, part)
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            for scope in dict.fromkeys((function, source.tree)):
                for value in _bound(scope, part.id, part.lineno):
                    if -id(value) not in seen:
                        seen.add(-id(value))  # an expression that was entered; a call that was met counts apart
                        yield from _behind(project, source, function, value, seen, depth + 1)


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope without those of the functions and classes in it."""
    waiting = [scope]
    while waiting:
        node = waiting.pop()
        yield node
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                waiting.append(child)


def _bound(scope: ast.AST, name: str, line: int) -> Iterator[ast.expr]:
    for part in _own(scope):
        value: ast.expr | None = None
        targets: list[ast.expr] = []
        if isinstance(part, ast.Assign):
            value, targets = part.value, part.targets
        elif isinstance(part, ast.For | ast.comprehension):
            value, targets = part.iter, [part.target]
        if value is None or getattr(value, "lineno", 0) > line:
            continue
        if name in stored(*targets):
            yield value


def _is_module(project: Project, name: str) -> bool:
    found = project.classes.get(name)
    return found is not None and has_forward(found[1])


def _same_scope(call: CallPlace, other: CallPlace) -> bool:
    if call.source.path != other.source.path:
        return False
    mine, theirs = (enclosing(c.node, ast.FunctionDef, ast.Lambda) for c in (call, other))
    return theirs is None or mine is theirs


def _differences(project: Project, call: CallPlace, other: CallPlace) -> Iterator[tuple[str, Edit, Stage, float]]:
    name = callee(call.node)
    mine = {k.arg: k.value for k in call.node.keywords if k.arg}
    for keyword in other.node.keywords:
        if keyword.arg is None or keyword.arg in mine or not _plain(keyword.value):
            continue
        if isinstance(keyword.value, ast.Constant):
            continue
        if len(call.node.args) > len(other.node.args):
            continue  # it may be the one that is given by position
        text = other.source.span(keyword.value).text
        stage = Stage.AUGMENTATION if "transform" in keyword.arg else Stage.DATA_LOADING
        for own in _own_name(call, keyword.value):
            yield f"give {name} {keyword.arg}={own}", set_keyword(call, keyword.arg, own), stage, -0.06
        yield f"give {name} {keyword.arg}={text} as elsewhere", set_keyword(call, keyword.arg, text), stage, 0.04
    if not call.node.keywords and not any(isinstance(a, ast.Starred) for a in call.node.args):
        more = other.node.args[len(call.node.args) :]
        if call.node.args and len(more) == 1 and _plain(more[0]) and not isinstance(more[0], ast.Constant):
            end, text = call.source.span(call.node.args[-1]).end, other.source.span(more[0]).text
            edit = Edit(Span(call.source.path, end, end), f", {text}")
            yield f"give {name} {text} as elsewhere", edit, Stage.DATA_LOADING, 0.04
    yield from _other_base(call, other)
    for ours, theirs in paired(call.node, other.node):
        text = other.source.span(theirs).text
        if ast.dump(ours) == ast.dump(theirs) or not _plain(theirs) or _is_data(ours, theirs):
            continue
        if _bound_later(call, theirs) or isinstance(theirs, ast.Constant):
            continue  # numbers and switches that are written out differ on purpose
        worth = 0.0 if not isinstance(ours, ast.Constant) else 0.08
        yield f"give {name} {text} as elsewhere", Edit(call.source.span(ours), text), Stage.DATA_LOADING, worth


def _own_name(call: CallPlace, theirs: ast.expr) -> list[str]:
    """``val_transforms`` beside ``train_transforms``, bound and never read, for what is bound as ``val_set``."""
    statement = statement_of(call.node)
    targets = stored(*statement.targets) if isinstance(statement, ast.Assign) else set()
    kind = theirs.id.partition("_")[2] if isinstance(theirs, ast.Name) else ""
    names = {n.id for n in call.source.nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    unread = names - loaded(call.source) if kind else set()
    firsts = {target.partition("_")[0] for target in targets}
    return sorted(n for n in unread if n.partition("_")[2] == kind and n.partition("_")[0] in firsts)


def _other_base(call: CallPlace, other: CallPlace) -> Iterator[tuple[str, Edit, Stage, float]]:
    """``Table(data[150:], y[150:])`` beside ``Table(X[:150], y[:150])``: parts of one name here, of another there."""
    pairs = [
        (ours.value, theirs.value)
        for ours, theirs in paired(call.node, other.node)
        if isinstance(ours, ast.Subscript) and isinstance(theirs, ast.Subscript)
        and isinstance(ours.value, ast.Name) and isinstance(theirs.value, ast.Name)
    ]  # fmt: skip
    apart = [(ours, theirs) for ours, theirs in pairs if ours.id != theirs.id]
    if len(apart) == 1 and len(pairs) > 1 and not _bound_later(call, apart[0][1]):
        text = other.source.span(apart[0][1]).text
        edit = Edit(call.source.span(apart[0][0]), text)
        yield f"take the part of {text}, as elsewhere", edit, Stage.DATA_LOADING, 0.0


def _unwrapped(project: Project, call: CallPlace, other: CallPlace) -> Iterator[tuple[str, Edit, Stage, float]]:
    """``FrameStack(Cart())`` here and ``Cart()`` elsewhere: take the wrapper off here, or put it on there."""
    for one, two, worth in ((call, other, 0.04), (other, call, 0.08)):
        outer = getattr(one.node, "_shapefault_parent", None)
        bare = getattr(two.node, "_shapefault_parent", None)
        if not isinstance(outer, ast.Call) or one.node not in outer.args or callee(outer) not in project.classes:
            continue
        if isinstance(bare, ast.Call) and callee(bare) == callee(outer):
            continue
        if callee(one.node) not in project.classes:
            continue
        edit = Edit(one.source.span(outer), one.span.text)
        yield f"use {callee(one.node)} without {callee(outer)}, as elsewhere", edit, Stage.DATA_LOADING, worth


def _plain(node: ast.expr) -> bool:
    """Whether an argument can be handed on; what trains a model is not given where it is only evaluated."""
    if isinstance(node, ast.Name | ast.Attribute):
        return not any(word in ast.unparse(node).lower() for word in _OF_TRAINING)
    return isinstance(node, ast.Constant)


def _is_data(ours: ast.expr, theirs: ast.expr) -> bool:
    """Whether both are the data themselves: plain names on either side, ``train_rows`` and ``test_rows``."""
    kinds = (ast.Name, ast.Attribute, ast.Subscript)
    if isinstance(ours, kinds) and isinstance(theirs, kinds):
        return True
    return isinstance(ours, ast.Constant) and isinstance(ours.value, str)


def _bound_later(call: CallPlace, node: ast.expr) -> bool:
    names = {n.id for n in walk(node) if isinstance(n, ast.Name)}
    scope = enclosing(call.node, ast.FunctionDef) or call.source.tree
    lines = [s.lineno for s in walk(scope) if isinstance(s, ast.Assign)
             and any(isinstance(t, ast.Name) and t.id in names for t in s.targets)]  # fmt: skip
    return bool(lines) and min(lines) > call.node.lineno
