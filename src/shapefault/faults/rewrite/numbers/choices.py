"""Choices that the program makes by something else than a number: branches, names of variants, switches, defaults.

Each is turned to what the program itself offers next to it: the other branch of a conditional expression, another key
of the same table, the default that another class has for the same parameter. Running the program decides.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.defaults import leaving, parameter_of
from shapefault.faults.rewrite.numbers.listed_twice import listed_twice
from shapefault.faults.rewrite.numbers.naming import labelled, own_name, shapeless
from shapefault.faults.rewrite.numbers.option_lists import options
from shapefault.faults.rewrite.numbers.related import given_names, initializer, stage_of
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import Place, Project, called_as, callee
from shapefault.source.scalars import Resolver

_MOST = 6
_OFTEN_APART = re.compile(r"change \S*(batch|epoch|worker|seed|every|freq|patience)")
"""Numbers of one name that differ from place to place for good reason."""
_FULL = 2.0


def choices(trace: Trace, a: int, b: int, prior: float) -> Iterator[Fix]:
    """Other choices under which the sizes ``a`` and ``b`` may agree; numbers that meet one of them tell the most."""
    bench = bench_of(trace)
    project = bench.project
    twice = list(_written_twice(project, a, b))
    for made in (
        _branches(bench.resolver, project, a, b),
        _variants(project, a, b),
        _namesakes(project, a, b),
        twice,
        listed_twice(project, a, b),
        _switches(project, a, b),
        _flags(project, a, b),
    ):
        for item in sorted(made, key=lambda f: -f.prior)[:_MOST]:
            yield fix(item.title, item.edits, prior * _eased(item), stage=item.stage, why=item.why)
    apart = [item for item in twice if item.prior >= 1.0 and not _OFTEN_APART.search(item.title)]
    for item in (*_matching_variants(project, a, b), *_turned_elsewhere(trace, project), *apart):
        most = 1.5 if not _DATA_NAME.search(item.title) else 1.0
        worth = prior * (most + 0.4 * min(1.0, _FULL * item.prior))
        yield fix(item.title, item.edits, worth, stage=item.stage, why=item.why)


def variants(trace: Trace, prior: float) -> Iterator[Fix]:
    """The names of variants alone, each exchanged for another of its table, where no two sizes are known to differ."""
    for item in list(_variants(bench_of(trace).project, 0, 0))[:_MOST]:
        yield fix(item.title, item.edits, prior * min(1.0, _FULL * item.prior), stage=item.stage, why=item.why)


def _choice(title: str, edits: Edit | Iterable[Edit], worth: float, *, stage: Stage | None, why: str) -> Fix:
    """A choice with what it is worth, from 0 to 2, as a part of the most."""
    return fix(title, edits, worth / _FULL, stage=stage, why=why)


def _eased(item: Fix) -> float:
    """What a choice is worth, 1 where it is telling, and a little more where it is very much so."""
    worth = _FULL * item.prior
    return min(1.0, worth) + 0.1 * max(0.0, worth - 1.0)


def _branches(resolver: Resolver, project: Project, a: int, b: int) -> Iterator[Fix]:
    for source in project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.IfExp):
                continue
            body, other = (_decided(resolver, source, part) for part in (node.body, node.orelse))
            span = source.span(node)
            left, right = source.span(node.body).text, source.span(node.orelse).text
            if isinstance(node.body, ast.BinOp) and _neutral(node.body.op, other):
                # ``a * 2 if flag else 1``: the condition was meant for the second factor alone
                first, last = source.span(node.body.left), source.span(node.body.right)
                sign = source.between(first.end, last.start)
                test = source.span(node.test).text
                yield _choice(
                    "put the condition around the last operand alone",
                    Edit(span, f"{first.text}{sign}({last.text} if {test} else {right})"),
                    1.6 if not isinstance(node.body.left, ast.Constant) else 0.8,
                    stage=stage_of(""),
                    why=f"the condition covers the whole of {left}, the result is {right} without it",
                )
            if body is None or other is None or body == other or enclosing(node, ast.JoinedStr) is not None:
                continue
            step = abs(body - other)
            telling = body in (a, b) or other in (a, b) or (a != b and abs(a - b) % step == 0)
            label = _label(Place(source, node))
            for text in (left, right):
                yield _choice(
                    f"use {text} in place of the condition",
                    Edit(span, text),
                    (1.6 if {body, other} == {a, b} else 1.2) if telling else 0.7,
                    stage=stage_of(label),
                    why=f"the condition chooses between {left} and {right}",
                )


def _neutral(op: ast.operator, value: int | None) -> bool:
    return (isinstance(op, ast.Mult) and value == 1) or (isinstance(op, ast.Add) and value == 0)


def _decided(resolver: Resolver, source: Source, node: ast.expr) -> int | None:
    """The number that an expression stands for, where the program decides it in one way."""
    if isinstance(node, ast.Constant):
        return _number(node)
    values = set(resolver.values(source, node)) if isinstance(node, _READ) else set()
    return values.pop() if len(values) == 1 else None


_READ = (ast.Name, ast.Attribute)


def _number(node: ast.expr) -> int | None:
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else None


def _variants(project: Project, a: int, b: int, *, both: bool = False) -> Iterator[Fix]:
    """A text that names a key of one of the program's tables, with another key of that table."""
    tables = _tables(project)
    for source in project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or len(node.value) > 80:
                continue
            label = _label(Place(source, node)).replace("the number", "the text")
            around = getattr(node, "_shapefault_parent", None)
            if not label or isinstance(around, ast.Expr) or getattr(around, "arg", "") in ("help", "description"):
                continue
            for table in tables:
                now = next((k for k in table if _names(node.value, k)), None)
                if now is None or any(node is key for key in table.values()):
                    continue
                for key in table:
                    if key == now:
                        continue
                    own, others = _numbers(project, table[now]), _numbers(project, table[key])
                    split = a != b and {len({a, b} & own), len({a, b} & others)} == {1} and own != others
                    if both and not split:
                        continue
                    new = re.sub(rf"(?<![A-Za-z0-9]){re.escape(now)}(?![A-Za-z0-9])", key, node.value)
                    values = own | others
                    worth = 1.6 if {a, b} <= values else 1.2 if values & {a, b} else 0.8
                    worth = 0.8 if own and own == others else worth  # both have the number that does not fit
                    worth *= _DATA if _DATA_NAME.search(label) else 1.0
                    worth *= _FILE if _FILE_NAME.search(node.value) else _LEFT if _is_default(node) else 1.0
                    yield _choice(
                        f"change {label} to {new!r}",
                        Edit(source.span(node), quoted(source.span(node).text, new)),
                        worth,
                        stage=stage_of(label),
                        why=f"{label} is {node.value!r}, the program also has {key!r}",
                    )


_LEFT, _FILE = 1.15, 0.5
"""What a text that was left at its default is worth more, and the name of a file less, than one that was chosen."""
_DATA, _DATA_NAME = 0.3, re.compile(r"(?<![a-z])data(_?set)?(?![a-z])", re.IGNORECASE)
"""What the name of the data is worth: the data are what they are, the rest has to suit them."""
_FILE_NAME = re.compile(r"\.[A-Za-z]\w{0,4}$")


def _is_default(node: ast.AST) -> bool:
    """Whether the text is the default of an option or of a parameter."""
    around = getattr(node, "_shapefault_parent", None)
    return isinstance(around, ast.arguments) or (isinstance(around, ast.keyword) and around.arg == "default")


def _tables(project: Project) -> list[dict[str, ast.expr]]:
    """Dict literals that look like tables of variants: several text keys, all values of one kind."""
    found = []
    for source in project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Dict) or not 2 <= len(node.keys) <= 8:
                continue
            names = [k.value for k in node.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)]
            around = getattr(node, "_shapefault_parent", None)
            kinds = {type(_number(v) if _number(v) is not None else v) for v in node.values}
            if len(names) == len(node.keys) and len(kinds) == 1 and isinstance(around, _HOLDING):
                found.append(dict(zip(names, node.values, strict=True)))
    return found


_HOLDING = (ast.Assign, ast.AnnAssign, ast.Subscript)
"""What a table stands in: it has a name, or is picked from where it stands."""


def _numbers(project: Project, node: ast.expr) -> set[int]:
    """The integers in a value of a table, or of the constant or the class that it names."""
    if isinstance(node, ast.Name) and node.id in project.classes:
        own = (s.value for s in project.classes[node.id][1].body if isinstance(s, ast.Assign))
        return {value.value for value in own if isinstance(value, ast.Constant) and type(value.value) is int}
    if isinstance(node, ast.Name):
        values = [
            s.value
            for source in project.sources
            for s in source.tree.body
            if isinstance(s, ast.Assign) and isinstance(s.targets[0], ast.Name) and s.targets[0].id == node.id
        ]
        return set().union(*(_numbers(project, v) for v in values if not isinstance(v, ast.Name)))
    return {p.value for p in walk(node) if isinstance(p, ast.Constant) and type(p.value) is int}


def _names(text: str, key: str) -> bool:
    return bool(key) and re.search(rf"(?<![A-Za-z0-9]){re.escape(key)}(?![A-Za-z0-9])", text) is not None


def quoted(old: str, new: str) -> str:
    """A text in the quotes of the one that it takes the place of."""
    return f"'{new}'" if old.startswith("'") else f'"{new}"'


def _label(place: Place) -> str:
    return labelled(place)[0]


def _namesakes(project: Project, a: int, b: int) -> Iterator[Fix]:
    """A parameter that two of the program's classes have under one name with different defaults."""
    defaults: dict[str, dict[str, int]] = {}
    for name in project.classes:
        for parameter, value in initializer(project, name).items():
            if value is not None:
                defaults.setdefault(parameter, {})[name] = value
    for parameter, owners in defaults.items():
        for name, now in owners.items():
            wanted = {v for other, v in owners.items() if other != name and v != now}
            for call in project.calls.get(name, []):
                if parameter in given_names(call, list(initializer(project, name))):
                    continue
                for new in wanted:
                    telling = 1.6 if new in (a, b) and now not in (a, b) else 1.2 if {new, now} & {a, b} else 0.7
                    yield _choice(
                        f"build {name} with {parameter}={new}",
                        set_keyword(call, parameter, str(new)),
                        telling,
                        stage=stage_of(parameter),
                        why=f"{parameter} is left at its default {now}, elsewhere it is {new}",
                    )


def _written_twice(project: Project, a: int, b: int) -> Iterator[Fix]:
    """A number that is written with one name in two places, and not with one value."""
    written: dict[str, list[tuple[Place, int]]] = {}
    for place in project.integers:
        name = own_name(place)
        if name and name not in _OFTEN:
            written.setdefault(name, []).append((place, place.node.value))  # type: ignore[attr-defined]
    for name, found in written.items():
        values = {value for _, value in found}
        if len(values) != 2 or len(found) > 4 or min(values) < 2:
            continue
        step = abs(max(values) - min(values))
        proportion = a != b and values != {a, b} and min(a, b) * max(values) == max(a, b) * min(values)
        near = bool(values & {a, b}) or (a != b and abs(a - b) % step == 0)
        telling = 2.0 if proportion else 1.5 if values == {a, b} else 1.2 if near else 0.8
        for place, value in found:
            new = next(v for v in values if v != value)
            yield _choice(
                f"change {name} from {value} to {new}, as elsewhere",
                Edit(place.span, str(new)),
                telling,
                stage=stage_of(name),
                why=f"{name} is {value} here and {new} elsewhere",
            )


_OFTEN = (
    "stride", "padding", "kernel_size", "dilation", "num_workers", "epochs", "seed", "dim", "k", "n", "i", "p", "axis",
    "num_layers", "default", "step", "start", "stop", "size", "num_samples", "out_channels", "in_channels", "groups",
    "out_features", "in_features", "scale_factor", "kernel", "s", "c", "h", "w", "x", "y",
)  # fmt: skip
"""Names that one program uses for several things."""


def _switches(project: Project, a: int, b: int) -> Iterator[Fix]:
    """Named booleans of the program's own classes, tables and constants, each the other way round."""
    for source in project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Constant) or not isinstance(node.value, bool):
                continue
            around = getattr(node, "_shapefault_parent", None)
            call = getattr(around, "_shapefault_parent", None) if isinstance(around, ast.keyword) else None
            if isinstance(call, ast.Call) and callee(call) not in project.classes:
                continue
            if enclosing(node, ast.FunctionDef) is not None and isinstance(around, ast.Assign):
                continue
            label = _label(Place(source, node))
            if isinstance(around, ast.arguments) and not shapeless(label):
                yield from _switched_in_calls(project, Place(source, node))
            if label and not label.startswith("an argument") and not shapeless(label):
                yield _choice(
                    f"change {label} to {not node.value}",
                    Edit(source.span(node), str(not node.value)),
                    0.7,
                    stage=stage_of(label),
                    why=f"{label} is {node.value}",
                )


def _switched_in_calls(project: Project, default: Place) -> Iterator[Fix]:
    """The switch given in the calls that leave it at its default: that serves the other callers, too."""
    found = parameter_of(default)
    if found is None:
        return
    function, name = found
    called, new = called_as(function), not default.node.value  # type: ignore[attr-defined]
    for call in leaving(project, function, name)[:3]:
        yield _choice(
            f"build {called} with {name}={new}",
            set_keyword(call, name, str(new)),
            0.76,
            stage=stage_of(name),
            why=f"{name} is left at its default {not new}",
        )


def _flags(project: Project, a: int, b: int) -> Iterator[Fix]:
    """Flags of the command line that are off unless given; first the one that doubles a recurrent layer's width."""
    doubled = {
        ast.unparse(keyword.value).rpartition(".")[2]
        for name in ("LSTM", "GRU", "RNN")
        for call in project.calls.get(name, [])
        for keyword in call.node.keywords
        if keyword.arg == "bidirectional" and not isinstance(keyword.value, ast.Constant)
    }
    for option in options(project):
        if not option.off or shapeless(option.names[-1]):
            continue
        flag, word = option.names[-1], option.words[-1]
        twice = flag in doubled and 2 * min(a, b) == max(a, b)
        made = _choice(
            f"switch {word} on",
            set_keyword(option.call, "default", "True"),
            0.7,
            stage=stage_of(flag),
            why=f"{word} is off unless it is given",
        )
        yield replace(made, prior=1.6 / _FULL) if twice else made


def _matching_variants(project: Project, a: int, b: int) -> Iterator[Fix]:
    """Of the variants, those that explain both sizes: one stands in the entry that is chosen, one in the other."""
    for item in _variants(project, a, b, both=True):
        yield replace(item, prior=item.prior / (1.6 * _LEFT))


_SPLITS = ("train", "training", "is_train", "is_training", "test", "val", "validation", "eval")


def _turned_elsewhere(trace: Trace, project: Project) -> Iterator[Fix]:
    """``perturb=False`` in one table and ``perturb=True`` in another: first the one that is in use at the crash."""
    live: set[tuple[str, bool]] = set()
    for frame in trace.user_frames():
        for value in list(frame.frame.f_locals.values()):
            if isinstance(value, dict) and len(value) < 200:
                live |= {(k, v) for k, v in value.items() if isinstance(k, str) and isinstance(v, bool)}
    for key, places in project.keys.items():
        switches = [p for p in places if isinstance(p.node, ast.Constant) and isinstance(p.node.value, bool)]
        if shapeless(key) or key in _SPLITS or len({p.node.value for p in switches}) != 2:  # type: ignore[attr-defined]
            continue
        for place in switches[:4]:
            value = bool(place.node.value)  # type: ignore[attr-defined]
            yield _choice(
                f"change {key} to {not value}, as elsewhere",
                Edit(place.span, str(not value)),
                0.6 if (key, value) in live else 0.2,
                stage=stage_of(key),
                why=f"{key} is {value} here and {not value} elsewhere",
            )
