"""The number of features that a recurrent layer or cell takes, in the form in which the program writes it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import atom, bench_of, fix
from shapefault.faults.rewrite.layers.constructor import argument, attribute_text, constructor
from shapefault.faults.rewrite.numbers.naming import own_name
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace
from shapefault.source.scalars import evaluate

_HOLDERS = ("self", "config", "cfg", "args", "opt", "hparams", "params")


def in_terms(
    trace: Trace,
    module: object,
    name: str,
    old: int,
    new: int,
    prior: float,
    parts: tuple[int, ...] = (),
    *,
    of_layers: bool = True,
) -> Iterator[Fix]:
    """A constructor argument rewritten with the names that are at hand: ``hidden * 2``, ``embed + hidden``.

    ``parts`` are the sizes that were joined to ``new``, where that is known. Unless ``of_layers``, the features come
    from outside the model: that one of its own widths is the same number is chance.
    """
    call = constructor(module)
    node = argument(call, module, name) if call is not None else None
    if call is None or node is None or isinstance(node, ast.Constant):
        return
    text = call.source.span(node).text
    whole = atom(call.source, node)
    label = attribute_text(trace, module)
    why = f"{name} of {label} is {old}, {new} arrive"
    made = False
    rest = tuple(p for p in parts if p != old) if old in parts else ()
    for size in rest[:2] or ((new - old,) if new > old and new % old else ()):
        other = _named(trace, call, size, text)
        if other is not None and old + size == new:
            made = True
            yield fix(
                f"give {label} {name}={whole} + {other}",
                Edit(call.source.span(node), f"{text} + {other}"),
                prior,
                stage=Stage.LAYER_CONFIG,
                why=why,
            )
    if new > old and new % old == 0:
        yield fix(
            f"give {label} {name}={whole} * {new // old}",
            Edit(call.source.span(node), f"{whole} * {new // old}"),
            prior - (0.02 if made else 0.0),
            stage=Stage.LAYER_CONFIG,
            why=why,
        )
    for other in _all_named(trace, call, new, text):
        yield fix(
            f"give {label} {name}={other}",
            Edit(call.source.span(node), other),
            prior - (0.05 if of_layers else 0.25),
            stage=Stage.LAYER_CONFIG,
            why=why,
        )


def _named(trace: Trace, call: CallPlace, value: int, but: str) -> str | None:
    return next(iter(_all_named(trace, call, value, but)), None)


def _all_named(trace: Trace, call: CallPlace, value: int, but: str) -> list[str]:
    """The names in the constructor's scope that stand for ``value``."""
    resolver = bench_of(trace).resolver
    function = enclosing(call.node, ast.FunctionDef)
    found: dict[str, None] = {}
    if function is None:
        return []
    for node in walk(function):
        if not isinstance(node, ast.Name | ast.Attribute) or node.lineno >= call.node.lineno + 40:
            continue
        if isinstance(node, ast.Attribute) and not (isinstance(node.value, ast.Name) and node.value.id in _HOLDERS):
            continue
        text = call.source.span(node).text
        if text == but or text in found or text == "self":
            continue
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.lineno >= call.node.lineno:
            continue
        if any(evaluate(term) == value for term in resolver.resolve(call.source, node)[:2]):
            found[text] = None
    return list(found)[:2]


_FEATURES = re.compile(r"feat|input|in_?dim|chan|var|column|signal|sensor|embed|mel|mfcc", re.IGNORECASE)


def by_features_name(trace: Trace, layer: object, old: int, new: int, prior: float) -> Iterator[Fix]:
    """``nn.LSTM(SEQ, ...)`` as ``nn.LSTM(FEAT, ...)``: a constant of the file that is called so and is ``new``."""
    call = constructor(layer)
    node = argument(call, layer, "input_size") if call is not None else None
    if call is None or not isinstance(node, ast.Name):
        return
    for place in bench_of(trace).project.integers:
        name, value = own_name(place), getattr(place.node, "value", None)
        known = name if place.source.path == call.source.path and value == new and _FEATURES.search(name) else ""
        spoken = next((n.id for n in call.source.nodes if isinstance(n, ast.Name) and n.id.lower() == known), None)
        at_top = spoken is not None and enclosing(place.node, ast.FunctionDef, ast.ClassDef, ast.Call) is None
        if spoken is not None and at_top and spoken != node.id:
            yield fix(f"give {attribute_text(trace, layer)} input_size={spoken}", Edit(call.source.span(node), spoken),
                      prior, stage=Stage.LAYER_CONFIG, why=f"{node.id} is {old}, {new} arrive")  # fmt: skip
            return
