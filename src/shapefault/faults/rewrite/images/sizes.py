"""Image sizes: which input size makes the model's forward succeed, and where the program decides it."""

from __future__ import annotations

import ast
import math
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.images.sizing_calls import SIZING, step_named
from shapefault.faults.rewrite.numbers.defaults import defaults_of
from shapefault.faults.rewrite.resized import resized
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.replay import Replay
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of, tensors_in
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import Place, callee

COMMON = (
    32, 28, 64, 224, 227, 299, 256, 128, 96, 48, 112, 84, 16, 160, 192, 384, 512, 100, 150, 200, 300, 36, 40, 24, 20,
)  # fmt: skip

STEPS = (2, 4, 8, 16, 32, 64)
"""How often a model halves its input: a size that is no multiple comes back as another one."""
_LEAST_SAID = 16
_DATA_CALLS = {
    "rand", "randn", "zeros", "ones", "empty", "full", "randint", "normal", "random", "uniform", "FakeData",
    "rand_like", "random_sample", "standard_normal", "arange", "new", "reshape", "view", "resize",
}  # fmt: skip


def spatial_of(shape: Shape) -> Shape | None:
    """The spatial sizes of an image batch or image; None for anything else."""
    if len(shape) == 4:
        return shape[2:]
    if len(shape) == 3 and shape[0] in (1, 2, 3, 4):
        return shape[1:]
    return None


def sides_text(shape: Shape) -> str:
    """``48×64``: height and width."""
    return "×".join(map(str, shape[-2:]))


def image_argument(trace: Trace) -> tuple[int, Shape] | None:
    """Which positional argument of the outermost call is an image, and its shape."""
    root = trace.root
    if root is None:
        return None
    for index, value in enumerate(root.args):
        if is_tensor(value) and spatial_of(tuple(value.shape)) is not None:
            return index, tuple(value.shape)
    return None


def fitting_sizes(trace: Trace, *, seconds: float = 0.8, limit: int = 3) -> list[tuple[int, int]]:
    """Sizes (H, W) of the input at which the outermost call succeeds; square, common and near ones first.

    Where some of them give one row a sample, those alone: ``view(-1, F)`` also succeeds at sizes that mix the samples.
    """
    found_at = image_argument(trace)
    root = trace.root
    if found_at is None or root is None:
        return []
    index, shape = found_at
    now = shape[-2:]
    stop = time.process_time() + seconds  # of work, however busy the machine is
    # of 224 and 227 the round one, where both will do; before both what the program itself says of sizes
    said = _said(trace)
    sizes = sorted(
        ((s, s) for s in {*COMMON, *said}),
        key=lambda s: (s[0] not in said, abs(math.log(s[0] / max(now[0], 1))) + 0.02 * bool(s[0] % 8)),
    )
    around = [(s, s) for s in range(8, 300) if (s, s) not in sizes]
    near = sorted(around, key=lambda s: abs(s[0] - now[0]))
    found: list[tuple[int, int]] = []
    mixed: list[tuple[int, int]] = []
    for size in [*sizes, *near]:
        if size == now or any(abs(size[0] - known[0]) * 8 <= known[0] for known in found):
            continue
        if time.process_time() > stop or trace.out_of_time() or len(found) >= limit:
            break
        tried = replay_at(root, index, (*shape[:-2], *size))
        if tried.error is None:
            (mixed if _more_rows(tried.result, shape) else found).append(size)
    return found or mixed[:limit]


def _said(trace: Trace) -> set[int]:
    """The defaults of parameters that speak of a size: ``in_size=32``."""
    sizes = {d.value for _, _, _, name, d in defaults_of(bench_of(trace).project) if speaks_of_size(name)}
    return {size for size in sizes if type(size) is int and size >= _LEAST_SAID}


def plainness(now: Shape, size: Shape) -> float:
    """What is to be taken off the evidence for images of ``size``: nobody decides on 276 where 224 was before."""
    usual = [side in COMMON or side % 8 == 0 for side in (max(now), max(size))]
    return 0.2 if usual == [True, False] else 0.0


def _more_rows(result: Any, shape: Shape) -> bool:
    """Whether what comes out has several rows for each image of the batch."""
    out = shape_of(next(iter(tensors_in(result)), None))
    return (
        len(shape) == 4
        and shape[0] > 1
        and out is not None
        and len(out) > 0
        and out[0] > shape[0]
        and out[0] % shape[0] == 0
    )


def runs_at(root: Any, index: int, shape: Shape) -> bool:
    """Whether the outermost call succeeds with an image of ``shape``; images of the same size change with it."""
    return replay_at(root, index, shape).error is None


def replay_at(root: Any, index: int, shape: Shape) -> Replay:
    """The outermost call with an image of ``shape``, on tensors without memory."""
    now = tuple(root.args[index].shape)[-2:]
    shapes = {index: shape}
    for place, value in enumerate(root.args):
        if place != index and is_tensor(value) and value.ndim == len(shape) > 2 and tuple(value.shape[-2:]) == now:
            shapes[place] = (*value.shape[:-2], *shape[-2:])
    return resized(root, shapes)


def size_literals(trace: Trace, now: tuple[int, ...]) -> list[tuple[Place, float, str]]:
    """The integer literals that may have decided the present size: (literal, weight, what it stands in)."""
    found: list[tuple[Place, float, str]] = []
    for place in bench_of(trace).project.integers:
        node = place.node
        if not isinstance(node, ast.Constant) or node.value not in now:
            continue
        weight, kind = _weight(place, node)
        if weight > 0:
            found.append((place, weight, kind))
    return sorted(found, key=lambda item: -item[1])


def _weight(place: Place, node: ast.Constant) -> tuple[float, str]:
    call = enclosing(node, ast.Call)
    name = callee(call) if isinstance(call, ast.Call) else ""
    statement = enclosing(node, ast.Assign, ast.AnnAssign, ast.keyword, ast.arg, ast.Dict, ast.arguments)
    if name in SIZING or step_named(node) in SIZING:
        # a crop out of a picture that was padded for it gives the picture's own size back: it decides nothing
        padded = name == "RandomCrop" and isinstance(call, ast.Call) and any(k.arg == "padding" for k in call.keywords)
        return 0.5 if padded else 1.0, "transform"
    if name == "FakeData":
        return 0.3, "data"
    if name in _DATA_CALLS:
        return 0.7, "data"
    keyword = enclosing(node, ast.keyword)
    label = ""
    if isinstance(keyword, ast.keyword) and (name, keyword.arg) != ("add_argument", "default"):
        label = keyword.arg or ""
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
        label = ast.unparse(target)
    elif isinstance(statement, ast.Dict):
        for key, value in zip(statement.keys, statement.values, strict=True):
            if key is not None and any(n is node for n in walk(value)):
                label = ast.unparse(key)
    elif name == "add_argument" and isinstance(call, ast.Call):
        label = " ".join(ast.unparse(a) for a in call.args)
    elif isinstance(statement, ast.arguments):
        label = _default_name(statement, node)
    label = label.lower()
    if name[:1].isupper() and isinstance(keyword, ast.keyword) and not _sizey(label):
        return 0.0, ""
    if _sizey(label):
        return 0.8, "transform" if "crop" in label or "resize" in label else "constant"
    return (0.0, "")


def _default_name(arguments: ast.arguments, node: ast.AST) -> str:
    positional = [*arguments.posonlyargs, *arguments.args]
    for argument, value in zip(
        positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True
    ):
        if value is node or any(n is node for n in walk(value)):
            return argument.arg
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is node:
            return argument.arg
    return ""


_WORDS = ("size", "img", "image", "height", "width", "res", "crop", "shape")
_OF_OTHER_THINGS = ("batch", "kernel", "hidden", "vocab", "embed", "stride")
"""What may be called a size, too, and is none of a picture."""


def speaks_of_size(label: str) -> bool:
    """Whether a name is about the size of a picture: ``img_size``, ``resolution``, ``height``."""
    return _sizey(label.lower()) or "resolution" in label.lower()


def _sizey(label: str) -> bool:
    parts = label.replace("'", "").replace('"', "").replace("-", "_").replace(".", "_").replace("(", "_").split("_")
    if any(word in label for word in _OF_OTHER_THINGS):
        return False
    return any(w in label for w in _WORDS) or any(p in ("h", "w", "hw", "sz", "side", "scale") for p in parts)


def resize_literals(
    trace: Trace,
    now: tuple[int, int],
    wanted: tuple[int, int],
    prior: float,
    *,
    why: str = "",
    stage: Stage = Stage.LAYER_CONFIG,
) -> Iterator[Fix]:
    """Change the literals that decided the size ``now`` so that it becomes ``wanted``."""
    groups: dict[tuple[str, int], list[tuple[Place, float, str]]] = {}
    for place, weight, kind in size_literals(trace, now):
        statement = place.node.lineno
        groups.setdefault((place.source.path, statement), []).append((place, weight, kind))
    _join_sides(groups, now)
    text = f"{wanted[0]}" if wanted[0] == wanted[1] else f"{wanted[0]}×{wanted[1]}"
    alike: list[Edit] = []
    made: list[Fix] = []
    for literals in groups.values():
        _, weight, kind = literals[0]
        edits = _sized_edits([place for place, _, _ in literals], now, wanted)
        if not edits:
            continue
        if kind == "transform":
            alike += edits
        made.append(
            fix(
                f"make the images {text} where their size is decided",
                edits,
                prior * (0.75 + 0.25 * weight),
                stage=Stage.AUGMENTATION if kind == "transform" else stage,
                why=why or f"the images are {now[0]}×{now[1]} here, the model was made for {text}",
            )
        )
    first = next((candidate for candidate in made if candidate.edits[0] in alike), None)
    if first is not None and len(alike) > len(first.edits):
        # The pipelines for training and for validation say the same size: one without the other fails there.
        yield replace(first, edits=tuple(alike), title=f"{first.title}, in each pipeline", prior=first.prior + 0.02)
        made = [replace(one, prior=one.prior - 0.06) if one.edits[0] in alike else one for one in made]
    yield from made


def _join_sides(groups: dict[tuple[str, int], list[tuple[Place, float, str]]], now: tuple[int, int]) -> None:
    """Height and width that stand on lines next to each other are one size."""
    for path, line in sorted(groups):
        one, other = groups.get((path, line)), groups.get((path, line + 1))
        if now[0] == now[1] or not one or not other or len(one) > 1 or len(other) > 1:
            continue
        if one[0][0].node.value != other[0][0].node.value:  # type: ignore[attr-defined]
            groups[path, line] = [*one, *groups.pop((path, line + 1))]


def _sized_edits(places: list[Place], now: tuple[int, int], wanted: tuple[int, int]) -> list[Edit]:
    """The numbers of one statement, heights before widths."""
    edits = []
    for number, place in enumerate(p for p in places if isinstance(p.node, ast.Constant)):
        side = number % 2 if now[0] == now[1] else now.index(place.node.value)  # type: ignore[attr-defined]
        if wanted[side] != now[side]:
            edits.append(Edit(place.span, str(wanted[side])))
    return edits
