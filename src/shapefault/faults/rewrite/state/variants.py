"""Other variants of a model that a checkpoint may belong to: switches, names of variants, other builders."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite import zoo
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.state.loading import Built, Loading, construction, pairs
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, Place

_DEPTH = 6


def switch_fixes(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """The boolean parameters of the calls that built the model, each the other way round."""
    for level, built in enumerate(construction(trace, loading.model)):
        for name in built.names():
            given, default = built.given(name), built.default(name)
            if name in ("pretrained", "progress", "inplace", "strict", "verbose"):
                continue
            unpacked = _unpacked(trace, built.call, name) if given is None else None
            if unpacked is not None:
                now, edit = unpacked.node.value, Edit(unpacked.span, str(not unpacked.node.value))  # type: ignore[attr-defined]
            elif isinstance(given, ast.Constant) and isinstance(given.value, bool):
                now, edit = given.value, Edit(built.call.source.span(given), str(not given.value))
            elif given is None and isinstance(default, bool):
                now, edit = default, set_keyword(built.call, name, str(not default))
            else:
                continue
            named = _named_after(name, (*loading.unexpected, *loading.missing))
            yield fix(
                f"build {built.name} with {name}={not now}, as the checkpoint was",
                edit,
                prior + (0.12 if named else 0.0) - 0.02 * level,
                stage=Stage.STATE_DICT,
                why=f"{name} is {now}, the checkpoint belongs to a model with {not now}",
            )


def _unpacked(trace: Trace, call: CallPlace, name: str) -> Place | None:
    """The switch in what a call is given as ``**OPTIONS``, a dict that is written out."""
    for starred in (k.value for k in call.node.keywords if k.arg is None):
        found = bench_of(trace).resolver.definitions(call.source, starred)
        for place in found if isinstance(starred, ast.Name | ast.Attribute) else ():
            pairs: list[tuple[str | None, ast.expr]] = []
            if isinstance(place.node, ast.Call):
                pairs = [(k.arg, k.value) for k in place.node.keywords]
            elif isinstance(place.node, ast.Dict):
                keys = (str(k.value) if isinstance(k, ast.Constant) else None for k in place.node.keys)
                pairs = list(zip(keys, place.node.values, strict=True))
            for key, value in pairs:
                if key == name and isinstance(value, ast.Constant) and isinstance(value.value, bool):
                    return Place(place.source, value)
    return None


def _named_after(parameter: str, keys: tuple[str, ...]) -> bool:
    """Whether an entry that only one side has is called like the parameter."""
    words = {w for w in parameter.lower().split("_") if len(w) > 2 and w not in ("use", "with", "has", "add")}
    return any(words & set(key.lower().replace(".", "_").split("_")) for key in keys)


def name_fixes(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """Names of variants that reach the model's construction, each replaced by the others that the program knows."""
    made: set[tuple[str, int, int, str]] = set()
    for level, built in enumerate(construction(trace, loading.model)):
        nodes: list[tuple[str, ast.expr]] = [(n, e) for n in built.names() if (e := built.given(n)) is not None]
        for parameter, node in nodes:
            others = _others(trace, built, parameter)
            for place in strings(trace, built.call.source, node):
                now = place.node.value  # type: ignore[attr-defined]
                for chosen, worth in _choices(trace, place, now, parameter, others):
                    folder = now.rpartition("/")[0] if "." in chosen and "/" not in chosen else ""
                    value = f"{folder}/{chosen}" if folder else chosen  # a file beside the one that is named
                    key = (place.source.path, place.node.lineno, place.node.col_offset, value)
                    if key in made:
                        continue
                    made.add(key)
                    yield fix(
                        f"build the model as {value!r} where it says {now!r}",
                        Edit(place.span, _quoted(place, value)),
                        prior + worth - 0.01 * level,
                        stage=Stage.STATE_DICT,
                        why=f"{now!r} is chosen here, the checkpoint is of {value!r}",
                    )


def _quoted(place: Place, value: str) -> str:
    quote = '"' if place.span.text[-1:] == '"' else "'"
    return f"{quote}{value}{quote}"


def strings(trace: Trace, source: Source, node: ast.expr, depth: int = 0) -> list[Place]:
    """The string literals that an expression may go back to, its subscripts' keys included."""
    if depth > _DEPTH:
        return []
    if isinstance(node, ast.Constant):
        return [Place(source, node)] if isinstance(node.value, str) else []
    if isinstance(node, ast.Subscript):
        found = strings(trace, source, node.slice, depth + 1) if not isinstance(node.slice, ast.Constant) else []
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
            found = [Place(source, node.slice)]
        following = bench_of(trace).resolver.definitions(source, node)
    elif isinstance(node, ast.Call):
        found = [p for a in node.args for p in strings(trace, source, a, depth + 1)]
        if isinstance(node.func, ast.Attribute):
            found.extend(strings(trace, source, node.func.value, depth + 1))
        following = []
    elif isinstance(node, ast.Starred):
        return strings(trace, source, node.value, depth + 1)
    else:
        found, following = [], bench_of(trace).resolver.definitions(source, node)
    for place in following[:4]:
        found.extend(strings(trace, place.source, place.node, depth + 1))
    unique: dict[int, Place] = {}
    for place in found:
        unique.setdefault(id(place.node), place)
    return list(unique.values())[:6]


def _choices(trace: Trace, place: Place, now: str, parameter: str, others: list[str]) -> Iterator[tuple[str, float]]:
    seen = {now}
    for value in others:
        if value not in seen:
            seen.add(value)
            yield value, 0.06
    known = alternatives(trace, now, parameter, place)
    told = _told_apart(trace, parameter)
    for value in sorted(known, key=lambda v: v not in told):
        if value not in seen:
            seen.add(value)
            yield value, 0.2 if value in told else 0.0


def _told_apart(trace: Trace, parameter: str) -> set[str]:
    """The strings with which functions compare a parameter of that name: values that it is known to take."""
    found: set[str] = set()
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name) and node.left.id == parameter:
                found.update(text for comparator in node.comparators for text in _texts(comparator))
    return found


def _others(trace: Trace, built: Built, parameter: str) -> list[str]:
    """The strings that other calls of the same function give for a parameter."""
    found: list[str] = []
    names = built.names()
    for call in bench_of(trace).project.calls.get(built.name, []):
        if call.node is built.call.node:
            continue
        other = Built(call, built.name, built.signature, built.definition)
        node = other.given(parameter) if parameter in names else None
        if node is not None:
            found.extend(p.node.value for p in strings(trace, call.source, node))  # type: ignore[attr-defined]
    return found


def alternatives(trace: Trace, now: str, parameter: str, place: Place) -> list[str]:
    """Other values that the program knows where it knows ``now``: dict keys, comparisons, choices."""
    found: dict[str, None] = {}
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if isinstance(node, ast.Dict):
                found.update(dict.fromkeys(_entries(node, now)))
            elif isinstance(node, ast.Compare):
                found.update(dict.fromkeys(_compared(node, now, parameter)))
            elif isinstance(node, ast.keyword) and node.arg == "choices":
                listed = _texts(node.value)
                if now in listed:
                    found.update(dict.fromkeys(listed))
            elif isinstance(node, ast.Subscript) and _texts(node.slice) and _table_has(trace, node, now):
                found.update(dict.fromkeys(_texts(node.slice)))
    return [v for v in found if v != now][:8]


def _entries(node: ast.Dict, now: str) -> list[str]:
    """The keys of a table with an entry ``now``: all its values are of one kind, and no plain numbers."""
    keys = [k.value for k in node.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)]
    kinds = {type(v) for v in node.values}
    if now not in keys or len(kinds) != 1:
        return []
    if kinds == {ast.Constant} and not all(isinstance(getattr(v, "value", None), str) for v in node.values):
        return []
    return keys


def _texts(node: ast.expr) -> list[str]:
    """The string of a literal, or those of a list of literals."""
    items = node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node]
    return [i.value for i in items if isinstance(i, ast.Constant) and isinstance(i.value, str)]


def _table_has(trace: Trace, node: ast.Subscript, now: str) -> bool:
    """Whether a subscripted name is a live dict with the key ``now``."""
    if not isinstance(node.value, ast.Name):
        return False
    for frame in trace.user_frames():
        value = frame.frame.f_globals.get(node.value.id)
        if isinstance(value, dict) and now in value:
            return True
    return False


def _compared(node: ast.Compare, now: str, parameter: str) -> list[str]:
    """The strings that a comparison of the parameter (or with ``now``) mentions, and its neighbours'."""
    import re

    text = ast.unparse(node.left)
    mentioned = any(now in _texts(comparator) for comparator in node.comparators)
    if not mentioned and not re.search(rf"\b{re.escape(parameter)}\b", text):
        return []
    values: list[str] = []
    for comparator in node.comparators:
        values.extend(_texts(comparator))
    if any(v == now for v in values):
        around = enclosing(node, ast.FunctionDef, ast.Module)
        for other in walk(around) if around is not None else ():
            if isinstance(other, ast.Compare) and other is not node and ast.unparse(other.left) == text:
                values.extend(text for c in other.comparators for text in _texts(c))
    return values


def table_fixes(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """A default such as ``VOCABS["french"]`` of a call that built the model: give another entry of that table."""
    sizes = pairs(loading.keys)
    for built in construction(trace, loading.model):
        if built.definition is None:
            continue
        source, function = built.definition
        for name in built.names():
            given = built.given(name)
            node = given if given is not None else _default(function, name)
            if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name):
                continue
            key = node.slice.value if isinstance(node.slice, ast.Constant) else None
            table = _table(trace, node.value.id)
            if table is None or key not in table:
                continue
            where = built.call.source if given is not None else source
            for other in table:
                worth = _fits(table[key], table[other], sizes) if other != key else None
                if worth is None:
                    continue
                text = f"{node.value.id}[{other!r}]".replace("'", '"')
                edit = Edit(where.span(node), text) if given is not None else set_keyword(built.call, name, text)
                yield fix(
                    f"build {built.name} with {name}={text}, as the checkpoint was",
                    edit,
                    prior + worth,
                    stage=Stage.STATE_DICT,
                    why=f"{name} is {node.value.id}[{key!r}] here, the checkpoint belongs to {other!r}",
                )


def _default(function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> ast.expr | None:
    from shapefault.source.project import default_of

    return default_of(function, name)


def _table(trace: Trace, name: str) -> dict[Any, Any] | None:
    for frame in trace.user_frames():
        value = frame.frame.f_globals.get(name)
        if isinstance(value, dict) and 1 < len(value) <= 40:
            return value
    return None


def _fits(now: Any, other: Any, sizes: dict[tuple[int, int], int]) -> float | None:
    """How well another entry explains the sizes, by its length or its own number; None where it cannot."""
    a, b = _measure(now), _measure(other)
    if a is not None and b is not None:
        if any(new - old == b - a or (old == a and new == b) for old, new in sizes):
            return 0.1
        if isinstance(now, str):
            return None
    return -0.1


def _measure(value: Any) -> int | None:
    if type(value) is int:
        return value
    return len(value) if hasattr(value, "__len__") else None


def builder_fixes(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """Another builder of the same family: ``resnet34`` where the checkpoint is of a ``resnet18``."""
    running = {frame.name for frame in trace.user_frames()}
    for built in construction(trace, loading.model):
        if built.name in running:
            continue  # what loads the checkpoint has more to do than to build the model
        for name in _siblings(trace, built):
            own = built.definition is not None
            if not own and not _shapes_fit(built, name, loading):
                continue
            function = built.call.node.func
            span = built.call.source.span(function)
            text = span.text[: -len(built.name)] + name
            yield fix(
                f"build the model with {name}, as the checkpoint was",
                Edit(span, text),
                prior - 0.05 if own else prior + 0.1,
                stage=Stage.STATE_DICT,
                why=f"the checkpoint was saved from {name}, not from {built.name}",
            )


def _siblings(trace: Trace, built: Built) -> list[str]:
    base = zoo.family(built.name)
    function = built.call.node.func
    names: list[str] = []
    if built.definition is not None:
        project = bench_of(trace).project
        names = [n for n in (*project.functions, *project.classes) if n != built.name and zoo.family(n) == base]
    elif zoo.is_ready(built.name):
        names = zoo.kin(built.name)
    names = [n for n in names if isinstance(function, ast.Attribute) or _importable(built.call.source, n)]
    return names[:12]


def _importable(source: Source, name: str) -> bool:
    """Whether a file defines or imports a name at its top level."""
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            return True
        if isinstance(node, ast.ImportFrom) and any((a.asname or a.name) == name for a in node.names):
            return True
    return False


def _shapes_fit(built: Built, name: str, loading: Loading) -> bool:
    """Whether torchvision's model of that name has the checkpoint's sizes."""
    model = zoo.on_meta(name)
    if model is None:
        return False
    own = model.state_dict()
    shared = [k for k in loading.state if k in own]
    same = sum(tuple(own[k].shape) == tuple(loading.state[k].shape) for k in shared)
    return len(shared) >= 0.9 * len(own) and same >= len(shared) - 2


def branch_fixes(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """A number that the program computes by a mode: the branch that was taken when the checkpoint was written."""
    made: set[tuple[str, int, int]] = set()
    for built in construction(trace, loading.model):
        for name in built.names():
            node = built.given(name)
            if node is None or isinstance(node, ast.Constant):
                continue
            for place in _conditionals(trace, built.call, node):
                choice = place.node
                assert isinstance(choice, ast.IfExp)
                at = (place.source.path, choice.lineno, choice.col_offset)
                if at in made:
                    continue
                made.add(at)
                for branch, worth in ((choice.body, 0.0), (choice.orelse, -0.12)):
                    text = place.source.span(branch).text
                    yield fix(
                        "compute it in every mode as when the checkpoint was written",
                        Edit(place.span, text),
                        prior + worth,
                        stage=Stage.STATE_DICT,
                        why=f"{ast.unparse(choice.test)} decides a size that the checkpoint fixes",
                    )


def _conditionals(trace: Trace, call: CallPlace, node: ast.expr) -> list[Place]:
    """Conditional expressions on the way to a computed number: in the function that assigns the attribute."""
    found: list[Place] = []
    project = bench_of(trace).project
    names = [n.attr for n in walk(node) if isinstance(n, ast.Attribute)]
    for attribute in names:
        for place in project.attributes.get(attribute, []):
            function = enclosing(place.node, ast.FunctionDef)
            if function is None:
                continue
            found.extend(Place(place.source, part) for part in walk(function) if isinstance(part, ast.IfExp))
    return found[:4]
