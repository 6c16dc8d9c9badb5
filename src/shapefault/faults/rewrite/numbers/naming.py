"""The names that numbers are written with, and what the same name is given elsewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.source.files import parent
from shapefault.source.project import Place, Project, callee


def said_elsewhere(project: Project, place: Place, value: int) -> bool:
    """Whether the program writes ``value`` in another place under the name that the number at ``place`` has."""
    name = own_name(place)
    return len(name) > 2 and any(
        other.node is not place.node and other.node.value == value and own_name(other) == name  # type: ignore[attr-defined]
        for other in project.integers
    )


_STEPS = ("window", "seq", "step", "time", "length", "horizon", "lookback", "look_back", "frames", "history")
_LARGEST_STEP = 16


def one_word_apart(one: str, other: str) -> bool:
    """Whether two names differ in one letter or one word: ``h`` and ``w``, ``train_aug`` and ``test_aug``."""
    first, second = one.split("_"), other.split("_")
    return len(first) == len(second) and sum(a != b for a, b in zip(first, second, strict=True)) == 1


def counts_steps(project: Project, value: int) -> bool:
    """Whether the program writes ``value`` under a name that speaks of time: ``window = 12``."""
    return any(
        place.node.value == value and any(word in own_name(place) for word in _STEPS)  # type: ignore[attr-defined]
        for place in project.integers
    )


def integers_named(project: Project, pattern: re.Pattern[str]) -> Iterator[tuple[str, int, Place]]:
    """The integers that are written with a name in which the pattern is found: name, value, place."""
    for place in project.integers:
        name = own_name(place)
        if pattern.search(name):
            yield name, place.node.value, place  # type: ignore[attr-defined]


def no_step(label: str, value: int) -> bool:
    """Whether a padding, stride or dilation, by its name, would be as large as only a map or a width is."""
    return label in ("padding", "stride", "dilation") and value > _LARGEST_STEP


_SHAPELESS = frozenset([
    "shuffle", "pin", "persistent", "verbose", "debug", "quiet", "progress", "log", "download", "save", "inplace",
    "amp", "fused", "foreach", "nesterov", "amsgrad", "seed", "seeded", "deterministic", "benchmark", "grad", "workers",
])  # fmt: skip


def shapeless(label: str) -> bool:
    """Whether a switch, by its name, has nothing to do with any shape: ``shuffle``, ``pin_memory``."""
    return not _SHAPELESS.isdisjoint(re.split(r"[^a-z]+", label.lower()))


def own_name(place: Place) -> str:
    """The name that a number is written with, in lower case: of a constant, key, flag, parameter."""
    node: ast.AST = place.node
    around = getattr(node, "_shapefault_parent", None)
    if isinstance(around, ast.keyword):
        call = getattr(around, "_shapefault_parent", None)
        if isinstance(call, ast.Call) and callee(call) == "add_argument":
            flags = [f.value for f in call.args if isinstance(f, ast.Constant) and isinstance(f.value, str)]
            return (
                max(flags, key=len).lstrip("-").replace("-", "_").lower() if flags and around.arg == "default" else ""
            )
        return (around.arg or "").lower()
    if isinstance(around, ast.Tuple) and isinstance(listed := parent(around), ast.Assign):
        names = listed.targets[0]
        paired = isinstance(names, ast.Tuple) and len(names.elts) == len(around.elts)
        same = names.elts[around.elts.index(node)] if paired else None  # type: ignore[attr-defined,arg-type]
        return str(getattr(same, "id", getattr(same, "attr", ""))).lower()
    if isinstance(around, ast.Assign):
        target = around.targets[0]
        named = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
        return str(named).lower()
    if isinstance(around, ast.AnnAssign):
        return str(getattr(around.target, "id", getattr(around.target, "attr", ""))).lower()
    if isinstance(around, ast.Dict):
        key = next((k for k, v in zip(around.keys, around.values, strict=True) if v is node), None)
        return key.value.lower() if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
    if isinstance(around, ast.arguments):
        named_with = [*around.posonlyargs, *around.args]
        pairs = [
            *zip(named_with[len(named_with) - len(around.defaults) :], around.defaults, strict=True),
            *zip(around.kwonlyargs, around.kw_defaults, strict=True),
        ]
        return next((p.arg.lower() for p, v in pairs if v is node), "")
    return ""


def spoken_name(place: Place) -> str:
    """The name that a number is written with, as the program writes it; "" where it has none."""
    label, name = labelled(place)[0].strip("'\""), own_name(place)
    return label if label.strip("-").lower() == name else name


def labelled(place: Place) -> tuple[str, float]:
    """What an integer literal is called where it stands, and how likely that is the place to change it."""
    node: ast.AST = place.node
    around = getattr(node, "_shapefault_parent", None)
    if isinstance(around, ast.Assign) and isinstance(around.targets[0], ast.Name | ast.Attribute):
        return ast.unparse(around.targets[0]), 1.0
    if isinstance(around, ast.AnnAssign):
        return ast.unparse(around.target), 1.0
    if isinstance(around, ast.keyword) and around.arg:
        flag = own_name(place) if around.arg == "default" else ""
        return (f"--{flag}" if flag not in ("", "default") else around.arg), 0.95
    if isinstance(around, ast.Dict):
        for key, value in zip(around.keys, around.values, strict=True):
            if value is node and key is not None:
                return ast.unparse(key), 0.95
    if isinstance(around, ast.arguments):
        name = own_name(place)
        return f"the default of {name}" if name else "the default", 0.85
    if isinstance(around, ast.Call):
        return f"an argument of {callee(around)}", 0.8
    if isinstance(around, ast.Tuple | ast.List | ast.BinOp):
        name = _unpacked(around, node)
        return (name, 1.0) if name else ("the number", 0.7)
    return "", 0.0


def _unpacked(around: ast.AST, node: ast.AST) -> str:
    """The name that one value of ``SLICES, SIDE = 18, 48`` is given."""
    statement = getattr(around, "_shapefault_parent", None)
    targets = statement.targets[0] if isinstance(statement, ast.Assign) and statement.value is around else None
    if not isinstance(around, ast.Tuple | ast.List) or not isinstance(targets, ast.Tuple | ast.List):
        return ""
    names = [t for t, value in zip(targets.elts, around.elts, strict=False) if value is node]
    return ast.unparse(names[0]) if names and isinstance(names[0], ast.Name | ast.Attribute) else ""
