"""The program builds the same model elsewhere, with other arguments: take them over."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.layers.constructor import counted
from shapefault.faults.rewrite.state.loading import Built, Loading, construction
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace
from shapefault.source.scalars import evaluate

_FREE = ("len", "int", "str", "float", "max", "min", "True", "False", "None")


def copied_arguments(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """Arguments as another call of the same builder gives them, one by one and all together."""
    levels = construction(trace, loading.model)
    for level, built in enumerate(levels):
        # what a factory hands on by **kwargs is decided where the factory is called
        inner = levels[level - 1] if level and built.forwards() else None
        outer = levels[level + 1] if level + 1 < len(levels) and _hands_on(built.call) else None
        handed = {k.arg for k in outer.call.node.keywords} if outer is not None and outer.forwards() else set()
        for other in [*_others(trace, built), *(_others(trace, inner) if inner is not None else ())]:
            edits, denied = [d for d in _differences(trace, built, other) if d[0] not in handed], 0
            for name, text, edit in edits:
                ours = built.given(name)
                named = isinstance(ours, ast.Name | ast.Attribute | ast.Call | ast.BinOp) and _is_literal(text)
                denied += _denies_count(trace, built, ours, text)
                yield fix(
                    f"build {built.name} with {name}={text}, as elsewhere in the program",
                    edit,
                    prior
                    - 0.02 * level
                    - (0.04 if len(edits) > 1 else 0.0)
                    - (0.14 if named else 0.0)
                    - (0.2 if _denies_count(trace, built, ours, text) else 0.0),
                    stage=Stage.STATE_DICT,
                    why=f"{built.name} is built with other arguments than where the checkpoint was saved",
                )
            if len(edits) > 1 and len({e.span for _, _, e in edits}) == len(edits):
                yield fix(
                    f"build {built.name} with the arguments it has elsewhere in the program",
                    [e for _, _, e in edits],
                    prior
                    - 0.02 * level
                    - (0.1 if all(_is_literal(t) for _, t, _ in edits) else 0.0)
                    - (0.3 if denied else 0.0),
                    stage=Stage.STATE_DICT,
                    why=f"{built.name} is built with other arguments than where the checkpoint was saved",
                )


def _hands_on(call: CallPlace) -> bool:
    return any(keyword.arg is None for keyword in call.node.keywords)


def _denies_count(trace: Trace, built: Built, ours: ast.expr | None, text: str) -> bool:
    """Whether a plain number would stand where the program counts what it has: ``len(words)``."""
    return ours is not None and _is_literal(text) and counted(bench_of(trace).resolver, built.call.source, ours)


def _is_literal(text: str) -> bool:
    """Whether a text is a plain value, which had better be changed where it gets its name."""
    try:
        return isinstance(ast.parse(text, mode="eval").body, ast.Constant)
    except SyntaxError:
        return False


def _others(trace: Trace, built: Built) -> list[Built]:
    found = []
    for call in bench_of(trace).project.calls.get(built.name, []):
        if call.node is not built.call.node:
            found.append(Built(call, built.name, built.signature, built.definition))
    return found[:4]


def _differences(trace: Trace, built: Built, other: Built) -> Iterator[tuple[str, str, Edit]]:
    names = built.names()
    keywords = [k.arg for k in other.call.node.keywords if k.arg] if built.forwards() else []
    for name in dict.fromkeys([*names, *keywords]):
        theirs, ours = other.given(name), built.given(name)
        if theirs is None:
            continue
        text = other.call.source.span(theirs).text
        if ours is not None and built.call.source.span(ours).text == text:
            yield from _same_text(built, other, name, ours, theirs)
            continue
        if ours is not None and _says_the_same(trace, built.call, ours, theirs):
            continue
        if not known_here(built.call, other.call, theirs):
            if ours is not None and (more := _one_more(built, ours, theirs)) is not None:
                yield name, more, Edit(built.call.source.span(ours), more)
            continue
        if ours is None and name in names and _is_default(built, name, theirs):
            continue
        if ours is None:
            yield name, text, set_keyword(built.call, name, text)
            continue
        yield name, text, _where_counted(built, ours, other, theirs) or Edit(built.call.source.span(ours), text)


def _where_counted(built: Built, ours: ast.expr, other: Built, theirs: ast.expr) -> Edit | None:
    """``symbols = ...`` above ``len(symbols)``, where another list is counted there: what is counted is changed."""
    here, there = _counted(ours), _counted(theirs)
    bound = local_value(built.call, here.id) if isinstance(here, ast.Name) else None
    if there is None or not isinstance(bound, ast.Name | ast.Call | ast.Attribute):
        return None
    return Edit(built.call.source.span(bound), other.call.source.span(there).text)


def _counted(node: ast.expr) -> ast.expr | None:
    """``x`` of ``len(x)``."""
    return node.args[0] if isinstance(node, ast.Call) and ast.unparse(node.func) == "len" and node.args else None


def _one_more(built: Built, ours: ast.expr, theirs: ast.expr) -> str | None:
    """``len(classes)`` here and ``args.classes + 1`` there: the same step, taken from what stands here."""
    if not (isinstance(theirs, ast.BinOp) and isinstance(theirs.right, ast.Constant)) or isinstance(ours, ast.BinOp):
        return None
    sign = {ast.Add: "+", ast.Sub: "-"}.get(type(theirs.op))
    return f"{built.call.source.span(ours).text} {sign} {theirs.right.value!r}" if sign else None


def _says_the_same(trace: Trace, call: CallPlace, ours: ast.expr, theirs: ast.expr) -> bool:
    """Whether a number that has a name here is the very number written there."""
    if not isinstance(theirs, ast.Constant) or type(theirs.value) is not int:
        return False
    terms = bench_of(trace).resolver.resolve(call.source, ours)
    return bool(terms) and evaluate(terms[0]) == theirs.value


def _same_text(
    built: Built, other: Built, name: str, ours: ast.expr, theirs: ast.expr
) -> Iterator[tuple[str, str, Edit]]:
    """``len(classes)`` in both places, where ``classes`` is a local name for something else in each."""
    for part in walk(theirs):
        if not isinstance(part, ast.Name):
            continue
        there, here = local_value(other.call, part.id), local_value(built.call, part.id)
        if isinstance(there, ast.Name) and isinstance(here, ast.Name) and there.id != here.id:
            span = built.call.source.span(ours)
            text = span.text.replace(part.id, there.id)
            yield name, text, Edit(span, text)


def local_value(call: CallPlace, name: str) -> ast.expr | None:
    """What a name of the function around a call is assigned, where that happens once."""
    function = enclosing(call.node, ast.FunctionDef)
    if function is None:
        return None
    values = [
        node.value
        for node in walk(function)
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets)
    ]
    return values[0] if len(values) == 1 else None


def _is_default(built: Built, name: str, theirs: ast.expr) -> bool:
    try:
        return bool(ast.literal_eval(theirs) == built.default(name))
    except (ValueError, TypeError, SyntaxError):
        return False


def known_here(ours: CallPlace, theirs: CallPlace, node: ast.expr) -> bool:
    """Whether an expression of the other call means the same where our call stands."""
    names = {n.id for n in walk(node) if isinstance(n, ast.Name)} - set(_FREE)
    if not names:
        return True
    if ours.source.path != theirs.source.path:
        return False
    function = enclosing(ours.node, ast.FunctionDef)
    if function is enclosing(theirs.node, ast.FunctionDef):
        return True
    return names <= _global_names(ours.source)


def _global_names(source: Source) -> set[str]:
    found: set[str] = set()
    for node in source.tree.body:
        if isinstance(node, ast.Assign):
            found.update(n.id for t in node.targets for n in walk(t) if isinstance(n, ast.Name))
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found.update((a.asname or a.name).split(".")[0] for a in node.names)
    return found
