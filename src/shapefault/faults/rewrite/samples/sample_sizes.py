"""Numbers that decide the size of the samples, where the network gives back another size than its targets have."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.losses.outputs import model_run
from shapefault.faults.rewrite.numbers.naming import labelled
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.nodes import walk
from shapefault.source.project import Place

_MAKING = ("crop", "augment", "transform", "resize", "patch", "tile")
_SIZES = ("size", "crop", "patch", "height", "width", "res", "side", "length", "len", "frames", "tile")


def whole_multiples(trace: Trace, mismatch: Mismatch, first: Shape, second: Shape, prior: float) -> Iterator[Fix]:
    """The targets made as large as the next size that the network's scale divides.

    A network that enlarges its input by a whole factor gives multiples of it only; a target of ``128`` for a factor
    of 3 was cut off somewhere to ``42`` for the input, and comes back as ``126``.
    """
    if len(first) != len(second) or len(first) < 3 or first[:2] != second[:2]:
        return
    run = model_run(trace, mismatch, "input")
    shapes = [shape_of(v) for v in (run.args if run is not None else ())]
    given = next((s for s in shapes if s is not None and len(s) == len(first)), None)
    if given is None:
        return
    changes: dict[int, int] = {}
    for small, out, target in zip(given[2:], first[2:], second[2:], strict=True):
        if small == target != out:  # in and out alike, but for what a stride rounds
            step = next((m for m in (2, 4, 8, 16, 32) if target % m and out % m == 0 and abs(out - target) < m), 0)
            if not step:
                return
            changes[target] = out
            continue
        factor = out // small if small else 0
        if factor < 2 or out % small or not 0 <= target - out < factor:
            return
        if out != target:
            changes[target] = out
    for old, new in changes.items():
        for place in bench_of(trace).project.integers:
            label, weight = labelled(place)
            if place.node.value == old and any(word in label.lower() for word in _SIZES):  # type: ignore[attr-defined]
                why = f"{old} is not a multiple of the network's scale, {new} is"
                yield fix(f"change {label} from {old} to {new}", Edit(place.span, str(new)), prior * weight,
                          stage=_stage(trace, place, label), why=why)  # fmt: skip


def _stage(trace: Trace, place: Place, label: str) -> Stage:
    """Augmentation where a function that cuts or resizes samples takes a parameter of that name."""
    name = label.strip("'\"").split(".")[-1]
    for functions in bench_of(trace).project.functions.values():
        for _, function in functions:
            named = any(word in function.name.lower() for word in _MAKING)
            if named and any(a.arg == name for a in (*function.args.args, *function.args.kwonlyargs)):
                return Stage.AUGMENTATION
    return Stage.AUGMENTATION if any(word in name.lower() for word in _MAKING) else Stage.DATA_LOADING


def like_its_neighbour(trace: Trace, moves: tuple[int, ...], prior: float) -> Iterator[Fix]:
    """A mask whose axes stay where the image's are moved, one statement apart: moved as the image is."""
    texts = {f"({', '.join(map(str, moves))})", str(moves)}
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            move = f"({', '.join(ast.unparse(a) for a in node.args)})"
            if node.func.attr not in ("transpose", "permute") or move not in texts:
                continue
            statement = _assignment(node)
            if statement is None:
                continue
            for other in _neighbours(statement):
                plain = _same_without(statement, other, node)
                if plain is not None:
                    text = source.span(plain).text
                    edit = Edit(source.span(plain), f"{text}.{node.func.attr}{move}")
                    yield fix("move the channel axis here as it is done for its neighbour", edit, prior,
                              stage=_of_function(statement), why="its channels stay on the last axis")  # fmt: skip


def _assignment(node: ast.AST) -> ast.Assign | None:
    around = getattr(node, "_shapefault_parent", None)
    while around is not None and not isinstance(around, ast.stmt):
        around = getattr(around, "_shapefault_parent", None)
    return around if isinstance(around, ast.Assign) and isinstance(around.targets[0], ast.Name) else None


def _neighbours(statement: ast.Assign) -> Iterator[ast.Assign]:
    body = getattr(getattr(statement, "_shapefault_parent", None), "body", [])
    if statement in body:
        index = body.index(statement)
        for other in [*body[max(index - 2, 0) : index], *body[index + 1 : index + 3]]:
            if isinstance(other, ast.Assign) and isinstance(other.targets[0], ast.Name):
                yield other


def _same_without(statement: ast.Assign, other: ast.Assign, move: ast.Call) -> ast.expr | None:
    """The name in ``other`` that stands where ``move`` stands in ``statement``, if else they are alike."""
    assert isinstance(move.func, ast.Attribute)
    own, theirs = statement.targets[0], other.targets[0]
    base = move.func.value
    if not (isinstance(own, ast.Name) and isinstance(theirs, ast.Name) and isinstance(base, ast.Name)):
        return None
    bare = ast.unparse(statement.value).replace(ast.unparse(move), base.id)
    name = theirs.id if base.id == own.id else None
    if name is None or bare.replace(base.id, name) != ast.unparse(other.value):
        return None
    return next((n for n in walk(other.value) if isinstance(n, ast.Name) and n.id == name), None)


def _of_function(node: ast.AST) -> Stage:
    around = getattr(node, "_shapefault_parent", None)
    while around is not None:
        if isinstance(around, ast.FunctionDef) and around.name == "__getitem__":
            return Stage.DATA_LOADING
        if isinstance(around, ast.ClassDef) and "dataset" in ast.unparse(around).split("\n")[0].lower():
            return Stage.DATA_LOADING
        around = getattr(around, "_shapefault_parent", None)
    return Stage.AUGMENTATION
