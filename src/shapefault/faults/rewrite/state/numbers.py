"""The numbers behind parameters whose sizes differ from a checkpoint's: which literal would make them equal."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.faults.rewrite.keywords import set_keyword, sizes_given
from shapefault.faults.rewrite.layers.constructor import argument, constructor
from shapefault.faults.rewrite.numbers.naming import spoken_name
from shapefault.faults.rewrite.state.loading import Built, Loading, construction, owner, pairs
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import KeyMismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.project import CallPlace, Place
from shapefault.source.retarget import Retarget, retarget
from shapefault.source.scalars import Resolver, evaluate, literals

_FACTOR = re.compile(r"mult|factor|ratio|scale|width|expan|growth", re.IGNORECASE)
"""What a parameter is called by which widths are multiplied: it may be as small as 1."""
_PARAMETERS = {
    "Linear": ("out_features", "in_features"),
    "LazyLinear": ("out_features", "in_features"),
    "Bilinear": ("out_features", "in1_features", "in2_features"),
    "Embedding": ("num_embeddings", "embedding_dim"),
    "EmbeddingBag": ("num_embeddings", "embedding_dim"),
    "PReLU": ("num_parameters",),
}


def _parameter(layer: Any, name: str, axis: int) -> tuple[str, int] | None:
    """The constructor argument that decides an axis of a layer's parameter, and the size of one unit of it."""
    kind = type(layer).__name__
    if kind in _PARAMETERS:
        names = _PARAMETERS[kind]
        return (names[axis], 1) if axis < len(names) else None
    if kind.startswith("ConvTranspose"):
        if name == "bias":
            return "out_channels", 1
        return {0: ("in_channels", 1), 1: ("out_channels", layer.groups)}.get(axis, ("kernel_size", 1))
    if kind.startswith("Conv"):
        return {0: ("out_channels", 1), 1: ("in_channels", layer.groups)}.get(axis, ("kernel_size", 1))
    if "BatchNorm" in kind or "InstanceNorm" in kind:
        return "num_features", 1
    if kind == "GroupNorm":
        return "num_channels", 1
    if kind in ("LayerNorm", "RMSNorm"):
        return "normalized_shape", 1
    if kind in ("LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell"):
        gates = {"L": 4, "G": 3}.get(kind[0], 1)
        if axis == 0:
            return "hidden_size", gates
        return ("hidden_size" if "_hh" in name else "input_size"), 1
    if kind == "MultiheadAttention":
        return "embed_dim", 3 if name.startswith("in_proj") and axis == 0 else 1
    return None


@dataclass(frozen=True)
class _Target:
    """A literal with the value it should have; ``penalty`` where that value looks accidental."""

    edits: tuple[Edit, ...]
    hops: int
    literal: Place | None
    value: int
    penalty: float = 0.0


@dataclass
class _Candidate:
    target: _Target
    explained: set[str] = field(default_factory=set)


def number_fixes(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """Literals under whose change the model's parameters get the checkpoint's sizes, by how many they explain."""
    found: dict[tuple[Edit, ...], _Candidate] = {}
    for item in loading.keys[:40]:
        for target in _targets(trace, loading, item):
            found.setdefault(target.edits, _Candidate(target)).explained.add(item.key)
    total = min(len(loading.keys), 40) or 1
    built = construction(trace, loading.model)
    ranked = sorted(found.values(), key=lambda c: (-len(c.explained), c.target.hops))
    for candidate in ranked[:10]:
        share = len(candidate.explained) / total
        worth = prior - 0.35 * (1 - share) - 0.01 * min(candidate.target.hops, 6) - candidate.target.penalty
        where = candidate.target.literal
        value = candidate.target.value
        if where is not None and _step_of_arithmetic(where):
            worth -= 0.12
        if where is not None and _of_other_entry(trace, where, value):
            worth -= 0.3
        keyword = _instead_of_default(built, where, value) if where is not None else None
        if keyword is not None:
            yield fix(keyword[0], keyword[1], worth + 0.03, stage=Stage.STATE_DICT, why=_why(loading))
            worth -= 0.03
        name = spoken_name(where) if where is not None else ""
        said = f"{name}={value}" if name.isidentifier() else f"{name} {value}".strip()
        yield fix(
            f"build the model with {said}, as the checkpoint was",
            candidate.target.edits,
            worth,
            stage=Stage.STATE_DICT,
            why=_why(loading),
        )


def _step_of_arithmetic(place: Place) -> bool:
    """``1`` and ``2`` of ``1 + n_fft // 2``: a formula of the author's, not a number that was chosen."""
    value = place.node.value  # type: ignore[attr-defined]
    return value <= 2 and isinstance(parent(place.node), ast.BinOp)


def _of_other_entry(trace: Trace, place: Place, value: int) -> bool:
    """Whether it is an entry of a table in which another has the wanted number: ``{"voc": 21, "city": 19}``.

    Or a class's, where another class has that number under the same name.
    """
    around = parent(place.node)
    if isinstance(around, ast.Assign) and isinstance(parent(around), ast.ClassDef):
        names = [target.id for target in around.targets if isinstance(target, ast.Name)]
        classes = bench_of(trace).project.classes.values()
        bound = [pair for _, cls in classes for part in cls.body for pair in bindings(part)]
        return any(name in names and isinstance(v, ast.Constant) and v.value == value for name, v in bound)
    values = around.values if isinstance(around, ast.Dict) else []
    numbers = [v.value for v in values if isinstance(v, ast.Constant) and type(v.value) is int]
    return len(numbers) == len(values) and value in numbers


def _why(loading: Loading) -> str:
    item = loading.keys[0]
    return f"{item.key} is {_text(item.checkpoint)} in the checkpoint, the model is built for {_text(item.model)}"


def _text(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) or "a scalar"


def _instead_of_default(built: list[Built], place: Place, value: int) -> tuple[str, Edit] | None:
    """Where the literal is a parameter's default that a call left out: give it in the call."""
    for call in built:
        if call.definition is None or call.definition[0].path != place.source.path:
            continue
        arguments = call.definition[1].args
        positional = [*arguments.posonlyargs, *arguments.args]
        defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
        for parameter, default in zip(
            [*positional, *arguments.kwonlyargs], [*defaults, *arguments.kw_defaults], strict=True
        ):
            if default is place.node and call.given(parameter.arg) is None:
                title = f"build {call.name} with {parameter.arg}={value}, as the checkpoint was"
                return title, set_keyword(call.call, parameter.arg, str(value))
    return None


def _targets(trace: Trace, loading: Loading, item: KeyMismatch) -> Iterator[_Target]:
    if len(item.model) != len(item.checkpoint):
        return
    layer, name = owner(loading.model, item.key)
    if layer is None:
        return
    resolver = bench_of(trace).resolver
    for axis, (old, new) in enumerate(zip(item.model, item.checkpoint, strict=True)):
        if old == new:
            continue
        expression = _of_layer(layer, name, axis)
        unit = 1
        if expression is None:
            place = _of_tensor(trace, layer, name, axis, len(item.model))
        else:
            place, unit = expression
        if place is None or old % unit or new % unit:
            continue
        grouped = type(layer).__name__.startswith("Conv") and unit > 1
        a, b = (old * unit, new * unit) if grouped else (old // unit, new // unit)
        for target in retarget(resolver, place.source, place.node, a, b):
            yield _sensible(trace, resolver, place, target, b)


def _sensible(trace: Trace, resolver: Resolver, place: Place, target: Retarget, new: int) -> _Target:
    """Of all values of a literal that give ``new``, the one that the program uses elsewhere, else a round one."""
    plain = _Target(target.edits, target.hops, target.literal, target.value)
    if target.literal is None or target.value == new or len(target.edits) != 1:
        return plain
    node = target.literal.node
    elsewhere = {p.node.value for p in bench_of(trace).project.integers if p.node is not node}  # type: ignore[attr-defined]
    for term in resolver.resolve(place.source, place.node):
        if all(leaf.place.node is not node for leaf in literals(term)):
            continue
        fitting = [v for v in range(1, 2049) if evaluate(term, {id(node): v}) == new]
        if len(fitting) < 2:
            return plain if target.value in elsewhere else _Target(*_parts(plain), 0.08)
        best = min(fitting, key=lambda v: (v not in elsewhere, v % 32 != 0, v % 16 != 0, abs(v - target.value)))
        edits = (Edit(target.edits[0].span, str(best)),)
        return _Target(edits, target.hops, target.literal, best, 0.0 if best in elsewhere or best % 16 == 0 else 0.08)
    return plain


def _parts(target: _Target) -> tuple[tuple[Edit, ...], int, Place | None, int]:
    return target.edits, target.hops, target.literal, target.value


def _of_layer(layer: Any, name: str, axis: int) -> tuple[Place, int] | None:
    found = _parameter(layer, name, axis)
    call = constructor(layer)
    if found is None or call is None:
        return None
    node = argument(call, layer, found[0])
    if isinstance(node, ast.Tuple | ast.List) and node.elts:
        node = node.elts[max(0, axis - 2) if found[0] == "kernel_size" else -1]
    return (Place(call.source, node), found[1]) if node is not None else None


def _of_tensor(trace: Trace, module: Any, name: str, axis: int, rank: int) -> Place | None:
    """The size expression in ``self.name = nn.Parameter(torch.zeros(1, n, d))``."""
    project = bench_of(trace).project
    for place in project.attributes.get(name, []):
        node: ast.expr = place.node
        while isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.args[0], ast.Call):
            node = node.args[0]
        if isinstance(node, ast.BinOp) and isinstance(node.left, ast.Call | ast.BinOp):
            node = node.left
        sizes = _sizes(node)
        if len(sizes) == rank:
            return Place(place.source, sizes[axis])
    return None


def _sizes(node: ast.expr) -> list[ast.expr]:
    while isinstance(node, ast.BinOp):
        node = node.right if isinstance(node.right, ast.Call) else node.left
    return sizes_given(node) if isinstance(node, ast.Call) else []


def argument_fixes(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """Integer arguments of the calls that built the model, by the sizes that differ: equal, in ratio, by a step."""
    sizes = pairs(loading.keys)
    if not sizes:
        return
    for level, built in enumerate(construction(trace, loading.model)):
        if built.signature is None:
            continue
        for name in built.names():
            given, default = built.given(name), built.default(name)
            literal = isinstance(given, ast.Constant) and type(given.value) is int
            if given is not None and not literal:
                yield from _handed(trace, built, name, given, sizes, prior - 0.02 * level, _why(loading))
                continue
            value = given.value if isinstance(given, ast.Constant) else default
            if type(value) is not int:
                continue
            for new, worth in _wanted(name, value, sizes):
                edit = (
                    Edit(built.call.source.span(given), str(new))
                    if given is not None
                    else set_keyword(built.call, name, str(new))
                )
                yield fix(
                    f"build {built.name} with {name}={new}, as the checkpoint was",
                    edit,
                    prior + worth - 0.02 * level,
                    stage=Stage.STATE_DICT,
                    why=_why(loading),
                )


def _handed(
    trace: Trace, built: Built, name: str, given: ast.expr, sizes: dict[tuple[int, int], int], prior: float, why: str
) -> Iterator[Fix]:
    """The number behind an argument that is handed on, as an option of the command line is."""
    resolver, source = bench_of(trace).resolver, built.call.source
    value = _live(trace, built.call, given)
    for new, worth in _wanted(name, value, sizes) if type(value) is int else ():
        for target in retarget(resolver, source, given, value, new):
            other = target.literal is not None and _of_other_entry(trace, target.literal, new)
            yield fix(
                f"build {built.name} with {name}={new}, as the checkpoint was", target.edits,
                prior + worth - 0.02 * min(target.hops, 4) - 0.3 * other, stage=Stage.STATE_DICT, why=why,
            )  # fmt: skip


def _wanted(name: str, value: int, sizes: dict[tuple[int, int], int]) -> Iterator[tuple[int, float]]:
    for old, new in sizes:
        if old == value:
            yield new, 0.0
            return
    ratios = {new / old for old, new in sizes if old}
    scaled = value * next(iter(ratios)) if len(ratios) == 1 else 0.0
    if (
        (value > 3 or _FACTOR.search(name))
        and scaled
        and scaled.is_integer()
        and all(old % value == 0 for old, _ in sizes)
    ):
        yield int(scaled), -0.06
    steps = {new - old for old, new in sizes}
    if len(steps) == 1 and any(0 < old - value <= 4 for old, _ in sizes) and value + next(iter(steps)) > 0:
        yield value + next(iter(steps)), -0.1


def expression_fixes(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """Where the model is built with a computed number: the checkpoint's own size in its place."""
    sizes = pairs(loading.keys)
    for built in construction(trace, loading.model):
        for name in built.names():
            node = built.given(name)
            if node is None or isinstance(node, ast.Constant) or len(sizes) != 1:
                continue
            value = _live(trace, built.call, node)
            for old, new in sizes:
                if type(value) is int and value == old:
                    near = 0 < new - old <= 4
                    if near and not _counted(node):
                        text = built.call.source.span(node).text
                        yield fix(
                            f"build {built.name} with {name}={text} + {new - old}, as the checkpoint was",
                            Edit(built.call.source.span(node), f"{text} + {new - old}"),
                            prior + 0.26,
                            stage=Stage.STATE_DICT,
                            why=_why(loading),
                        )
                    yield fix(
                        f"build {built.name} with {name}={new}, as the checkpoint was",
                        Edit(built.call.source.span(node), str(new)),
                        prior + (0.26 if near and _counted(node) else -0.1 if _counted(node) else 0.0),
                        stage=Stage.STATE_DICT,
                        why=_why(loading),
                    )


def _counted(node: ast.expr) -> bool:
    """``len(names)``: how many there are now says nothing of how many there were then."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len"


def _live(trace: Trace, call: CallPlace, node: ast.expr) -> Any:
    """The value of a name, attribute or ``len(...)`` in the frames that are still running."""
    from shapefault.source.files import enclosing

    function = enclosing(call.node, ast.FunctionDef)
    for frame in trace.user_frames():
        if frame.file != call.source.path:
            continue
        if isinstance(function, ast.FunctionDef) and frame.name != function.name:
            continue
        return _value(node, frame.names)
    return None


def _value(node: ast.expr, scope: dict[str, Any]) -> Any:
    try:
        if isinstance(node, ast.Name):
            return scope.get(node.id)
        if isinstance(node, ast.Attribute):
            return getattr(_value(node.value, scope), node.attr, None)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
            return len(_value(node.args[0], scope))
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            return _value(node.value, scope)[node.slice.value]
    except Exception:
        return None
    return None
