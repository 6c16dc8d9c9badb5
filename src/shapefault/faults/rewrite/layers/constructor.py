"""Change what a layer was built with: the argument, or the number that it goes back to."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from math import prod
from typing import Any

from shapefault import ops
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.handed import handed, origin, user_sites
from shapefault.faults.rewrite.layers.multiples import one_more, scaled, unscaled
from shapefault.faults.rewrite.layers.own_counts import own_counts
from shapefault.faults.rewrite.layers.spelled_beside import spelled_beside
from shapefault.faults.rewrite.numbers.defaults import given_in_call, restored
from shapefault.faults.rewrite.numbers.naming import own_name, said_elsewhere, spoken_name
from shapefault.faults.rewrite.numbers.nearly_round import is_round
from shapefault.faults.rewrite.numbers.read_off import counted_too_early, read_off
from shapefault.faults.rewrite.numbers.same_defaults import with_its_like
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.hooks import built_by, site_of
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import Source, enclosing, is_user_file
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee
from shapefault.source.retarget import Retarget, retarget
from shapefault.source.scalars import Resolver, evaluate, factors_written

_AS_ELSEWHERE = 0.1
"""What it adds that the program writes the wanted number under the same name in another place."""
_AS_BESIDE = 0.2
"""What it adds that a call beside it is given the wanted number, worked out from the same name."""
_WIDTHS = ("hidden_size", "input_size", "in_features", "embed_dim", "d_model", "num_features", "normalized_shape")


_OF_ANOTHER = 0.2
"""What it takes away that a number is that of another object of the same class."""
_TAKEN = ("in_features", "in_channels", "input_size", "num_features", "normalized_shape")
"""Parameters that say what a layer takes; they follow from what comes before it."""


def constructor(module: Any) -> CallPlace | None:
    """The call in the user's program that built ``module`` itself, not something around it."""
    chain = built_by(module)
    if not chain or not is_user_file(chain[0].file):
        return None
    return call_at(chain[0])


def outer_constructor(module: Any) -> CallPlace | None:
    """The innermost call of the user's program during which ``module`` was built."""
    return call_at(site_of(module))


def parameters(module: Any) -> list[str]:
    """The constructor's parameter names, in order."""
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    for cls in type(module).__mro__:
        try:
            found = inspect.signature(vars(cls)["__init__"]).parameters.values()
        except (KeyError, TypeError, ValueError):
            continue
        names = [p.name for p in found if p.name not in ("self", "mode") and p.kind not in kinds]
        if names or not any(p.kind in kinds for p in found):
            # a recurrent layer hands *args on to its base; only nn.RNN has one parameter more than that
            if type(module).__name__ == "RNN" and "num_layers" in names:
                names.insert(names.index("num_layers") + 1, "nonlinearity")
            return names
    return []


def argument(call: CallPlace, module: Any, name: str) -> ast.expr | None:
    """The expression given for ``name``; None where it is left to its default."""
    for keyword in call.node.keywords:
        if keyword.arg == name:
            return keyword.value
    names = parameters(module)
    if name not in names:
        return None
    index = names.index(name)
    if index >= len(call.node.args) or any(isinstance(a, ast.Starred) for a in call.node.args[: index + 1]):
        return None
    return call.node.args[index]


def attribute_text(trace: Trace, module: Any) -> str:
    """How to speak of a module: ``fc1``, ``layer 2`` of an ``nn.Sequential``, or the class name."""
    path = trace.path_of(module)
    if not path:
        return type(module).__name__
    return f"layer {path}" if path.isdigit() else path


_SLIP, _ROUND = 2, 0.06
"""How far apart a number and its slip are; what a round number has before one next to it."""


def set_argument(
    trace: Trace,
    module: Any,
    name: str,
    old: int | None,
    new: int,
    prior: float,
    *,
    factors: tuple[int, ...] = (),
    stage: Stage = Stage.LAYER_CONFIG,
    why: str = "",
    far: float = 0.02,
    by_call: bool = True,
) -> Iterator[Fix]:
    """Give the constructor argument ``name`` of ``module`` the value ``new``.

    ``by_call``: whether a default may be wrong for the call alone, as it is where the other number stands outside.

    Where the argument is a name or a parameter, the literal behind it is changed; each step away from the
    layer costs ``far`` of the prior.
    """
    call = constructor(module)
    if call is None:
        return
    node = argument(call, module, name)
    if node is None:
        return
    if new == 1 and (old or 0) > 4 and name in _WIDTHS:
        prior *= 0.5  # a network that is one number wide runs and learns nothing
    if old is not None and abs(new - old) <= _SLIP:
        prior += _ROUND * (is_round(new) - is_round(old))
    bench = bench_of(trace)
    if name in _TAKEN and not isinstance(node, ast.Constant):
        yield from read_off(trace, module, call.source, node, new, 0.86)
        yield from counted_too_early(trace, 0.82)
    if name in _TAKEN and old is not None:
        yield from own_counts(trace, origin(module, call.source, node)[1], old, new, 0.86)
        yield from spelled_beside(trace, module, new, old, prior + _AS_BESIDE)
    if counted(bench.resolver, call.source, node):
        prior *= 0.45  # read off the data for which it was built: what arrives now is the odd one
    label = attribute_text(trace, module)
    seen = one = False
    for target, apart in _targets(bench.resolver, module, call, node, old, new, factors):
        seen = True
        one |= isinstance(node, ast.BinOp) and old is not None and _counted_once(trace, target, new, old)
        worth = (
            prior
            - far * min(target.hops, 4)
            - apart
            - (0.25 if target.value == 1 and (old or 0) > 4 and new > 1 else 0.0)
            - (0.15 if _channels_of(target, factors) else 0.0)
        )
        known = target.literal is not None and said_elsewhere(bench.project, target.literal, target.value)
        yield fix(
            _title(target, label, name, new),
            target.edits,
            worth + (_AS_ELSEWHERE if known else 0.0),
            stage=stage,
            why=why or f"{name} of {label} is {old}, {new} arrive",
        )
        if target.literal is not None and old is not None and target.value == new:
            yield from with_its_like(trace, target.literal, old, new, worth - 0.03, stage)
        if by_call and target.literal is not None and len(target.edits) == 1:
            worth += 0.06 if name not in _TAKEN else 0.02
            yield from given_in_call(trace, target.literal, target.value, worth, stage)
    if name in _TAKEN and old is not None:
        yield from restored(trace, new, old, prior + 0.1)
    # A product in which something is counted once, of which the input has more, needs no further factor.
    if name in _TAKEN:
        more = -0.06 if one or _averaged(trace) else 0.14
        yield from scaled(call, node, label, name, old, new, factors, prior + more, stage)
        yield from unscaled(call, node, label, name, old, new, prior + 0.08, stage)
        yield from one_more(call, node, label, name, old, new, prior + 0.08, stage)
    yield from _other_argument(bench.resolver, module, node, label, name, new, prior + 0.02, stage)
    if not seen or not isinstance(node, ast.Constant):
        text = " * ".join(map(str, factors)) if len(factors) > 1 and factors_written(node) else str(new)
        yield fix(
            f"give {label} {name}={new}",
            Edit(call.source.span(node), text),
            # in a loop every layer would get the number
            prior - (0.1 if isinstance(node, ast.Constant | ast.BinOp) else 0.28 if seen or _of_loop(node) else 0.03),
            stage=stage,
            why=why or f"{name} of {label} is {old}, {new} arrive",
        )


def _targets(
    resolver: Resolver,
    module: Any,
    call: CallPlace,
    node: ast.expr,
    old: int | None,
    new: int,
    factors: tuple[int, ...],
) -> list[tuple[Retarget, float]]:
    """The numbers behind an argument; what others of the class are built with has a handicap, where these are known."""
    found = retarget(resolver, call.source, node, old, new, factors)
    at = origin(module, call.source, node)
    own = retarget(resolver, *at, old, new, factors) if at[1] is not node else []
    if not own:
        return [(target, 0.0) for target in found]
    known, met = {target.edits for target in own}, {target.edits for target in found}
    return [
        *((target, 0.0 if target.edits in known else _OF_ANOTHER) for target in found),
        *((target, 0.0) for target in own if target.edits not in met),
    ]


def _channels_of(target: Retarget, factors: tuple[int, ...]) -> bool:
    """Whether the number is the channels that arrive, beside which only the sides of the maps can be wrong."""
    node = target.literal.node if target.literal is not None else None
    return isinstance(node, ast.Constant) and len(factors) > 1 and node.value == factors[0] != target.value


def _counted_once(trace: Trace, target: Retarget, new: int, old: int) -> bool:
    """Whether a number is 1 and becomes what the argument grows by, as many as an axis of the model's input has.

    Where the number is called the channels, the input has that many axes of colour, whatever part of it is looked at.
    """
    node = target.literal.node if target.literal is not None else None
    if not isinstance(node, ast.Constant) or node.value != 1 or target.value * old != new or trace.root is None:
        return False
    samples = [shape[1:] for value in trace.root.args if (shape := shape_of(value)) is not None]
    channels = target.literal is not None and "channel" in own_name(target.literal)
    return any(target.value in shape and (channels or prod(shape) % new == 0) for shape in samples)


def _averaged(trace: Trace) -> bool:
    """Whether the map was averaged by a fixed window just before: it was to be averaged to one value a channel."""
    mismatch = trace.mismatch
    tensor = mismatch.tensor("input") if mismatch is not None else None
    for record in trace.journey(tensor)[:4] if tensor is not None else ():
        op = ops.canonical(record.name)
        if op.startswith(("conv", "max_pool", "cat")):
            return False
        if op.startswith("avg_pool"):
            return True
    return False


def _of_loop(node: ast.expr) -> bool:
    """Whether a name has another value in each turn of a loop around it: one number cannot stand for it."""
    loop = enclosing(node, ast.For, ast.While)
    return isinstance(node, ast.Name) and any(
        isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store) and part.id == node.id
        for part in (walk(loop) if loop is not None else ())
    )


def counted(resolver: Resolver, source: Source, node: ast.expr, depth: int = 4) -> bool:
    """Whether a number is read off a tensor or a list where it comes from: ``x.shape[1]``, ``len(words)``."""
    for part in walk(node):
        if isinstance(part, ast.Attribute) and part.attr == "shape":
            return True
        if isinstance(part, ast.Call) and callee(part) in ("numel", "size", "len"):
            return True
    if depth and isinstance(node, ast.Name | ast.Attribute):
        found = resolver.definitions(source, node)[:3]
        return bool(found) and all(counted(resolver, p.source, p.node, depth - 1) for p in found)
    return False


def _other_argument(
    resolver: Resolver, module: Any, node: ast.expr, label: str, name: str, new: int, prior: float, stage: Stage
) -> Iterator[Fix]:
    """The factory that built the layer was called with the wrong one of two names: ``conv(cin, cout)``."""
    sites, factory = user_sites(module), enclosing(node, ast.FunctionDef)
    if not isinstance(node, ast.Name) or len(sites) < 2 or not isinstance(factory, ast.FunctionDef):
        return
    found = handed(sites[1], factory, node.id)
    if found is None:
        return
    caller, passed = found
    around = enclosing(caller.node, ast.FunctionDef)
    if not isinstance(passed, ast.Name) or not isinstance(around, ast.FunctionDef) or passed.id == node.id:
        return  # a name handed on for the parameter of that name is the one that was meant
    known = [a.arg for a in around.args.args if a.arg not in ("self", "cls", passed.id) and not _several(around, a.arg)]
    near = [a.id for a in caller.node.args if isinstance(a, ast.Name) and a.id in known]
    names = [n for n in dict.fromkeys([*near, *known]) if new in (_given(resolver, caller.source, around, n) or [new])]
    for number, other in enumerate(names):
        if number >= 3:
            return
        yield fix(
            f"hand on {other}, not {passed.id}",
            Edit(caller.source.span(passed), other),
            prior - 0.05 * number,
            stage=stage,
            why=f"{passed.id} is not what {name} of {label} stands for",
        )


def _several(function: ast.FunctionDef, name: str) -> bool:
    """Whether a parameter stands for several numbers: the function goes over it."""
    loops = [n.iter for n in walk(function) if isinstance(n, ast.For | ast.comprehension)]
    names = (n for over in loops if "range" not in ast.unparse(over) for n in walk(over))
    return any(isinstance(n, ast.Name) and n.id == name for n in names)


def _given(resolver: Resolver, source: Source, function: ast.FunctionDef, name: str) -> list[int]:
    """The numbers that a parameter is given by the program; empty where they cannot be told."""
    places = resolver.arguments(source, function, name)
    values = [evaluate(term) for place in places for term in resolver.resolve(place.source, place.node)]
    return [value for value in values if value is not None]


def _title(target: Retarget, label: str, name: str, new: int) -> str:
    if target.hops == 0:
        return f"give {label} {name}={new}"
    written = spoken_name(target.literal) if target.literal is not None else ""
    if not written:
        return f"change the number that {name} of {label} comes from to {target.value}"
    return f"change {written} to {target.value} ({name} of {label})"


def swap_class(module: Any, new: str, known: set[str]) -> Edit | None:
    """Edit the constructor's callee to another class of ``torch.nn``: ``nn.BatchNorm1d`` -> ``nn.BatchNorm2d``."""
    call = constructor(module)
    if call is None:
        return None
    function = call.node.func
    old = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if old not in known:
        return None
    span = call.source.span(function)
    if isinstance(function, ast.Attribute):
        return Edit(span, span.text[: -len(old)] + new)
    return Edit(span, f"torch.nn.{new}" if _imports_torch(call.source) else new)


def _imports_torch(source: Source) -> bool:
    return any(isinstance(n, ast.Import) and any(a.name == "torch" for a in n.names) for n in source.nodes)
