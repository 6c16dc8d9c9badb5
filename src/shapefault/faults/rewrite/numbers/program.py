"""Edits away from the crash: arguments of the program's own classes, the loader's, constants with a value."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.layers.constructor import outer_constructor
from shapefault.faults.rewrite.numbers.naming import labelled, no_step
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace, callee


def number_of_class(
    trace: Trace, module: Any, changes: Iterable[tuple[int, int]], prior: float, stage: Stage
) -> Iterator[Fix]:
    """In the constructor call of the program's own module: integer parameters from one value to another.

    Defaults that the call does not give are added as keywords.
    """
    call = outer_constructor(module)
    if call is None or callee(call.node) != type(module).__name__:
        return
    try:
        parameters = inspect.signature(type(module).__init__).parameters
    except (TypeError, ValueError):
        return
    given = {k.arg for k in call.node.keywords}
    positional = [p for p in parameters if p != "self"][: len(call.node.args)]
    wanted = list(changes)
    for name, parameter in parameters.items():
        default = parameter.default
        if name == "self" or name in given or name in positional or type(default) is not int:
            continue
        for old, new in wanted:
            if default == old:
                yield fix(
                    f"build {type(module).__name__} with {name}={new}",
                    set_keyword(call, name, str(new)),
                    prior,
                    stage=stage,
                    why=f"{name} is left at its default {old}",
                )
    for node in [*call.node.args, *(k.value for k in call.node.keywords)]:
        if isinstance(node, ast.Constant) and type(node.value) is int:
            for old, new in wanted:
                if node.value == old:
                    yield fix(
                        f"build {type(module).__name__} with {new} in place of {old}",
                        Edit(call.source.span(node), str(new)),
                        prior,
                        stage=stage,
                        why=f"{type(module).__name__} is built with {old}",
                    )


def switches(module: Any, prior: float, stage: Stage) -> Iterator[Fix]:
    """The boolean parameters of the program's own module, each the other way round."""
    call = outer_constructor(module)
    if call is None or callee(call.node) != type(module).__name__:
        return
    try:
        parameters = inspect.signature(type(module).__init__).parameters
    except (TypeError, ValueError):
        return
    given: dict[str, ast.expr] = {k.arg: k.value for k in call.node.keywords if k.arg}
    names = [p for p in parameters if p != "self"]
    given.update(zip(names, call.node.args, strict=False))
    for name in names:
        default = parameters[name].default
        value = given.get(name)
        if value is None and isinstance(default, bool):
            edit = set_keyword(call, name, str(not default))
        elif isinstance(value, ast.Constant) and isinstance(value.value, bool):
            edit = Edit(call.source.span(value), str(not value.value))
        else:
            continue
        now = default if value is None else bool(value.value)
        yield fix(
            f"build {type(module).__name__} with {name}={not now}",
            edit,
            prior,
            stage=stage,
            why=f"{name} is {now}",
        )


def loader_calls(trace: Trace) -> list[CallPlace]:
    """The calls that build a DataLoader."""
    return bench_of(trace).project.calls.get("DataLoader", [])


def drop_last(trace: Trace, prior: float) -> Iterator[Fix]:
    """Leave the last, smaller batch out."""
    for call in loader_calls(trace):
        yield from without_last(call, prior)


def without_last(
    call: CallPlace,
    prior: float,
    stage: Stage = Stage.DATA_LOADING,
    why: str = "the last batch is smaller than the others",
) -> Iterator[Fix]:
    """The same for one loader, where it is not said already."""
    if all(k.arg not in ("drop_last", "batch_sampler") for k in call.node.keywords):
        edit = set_keyword(call, "drop_last", "True")
        yield fix("leave out the last, smaller batch", edit, prior, stage=stage, why=why)


def constants(
    trace: Trace, old: int, new: int, prior: float, *, stage: Stage | None = None, limit: int = 6, why: str = ""
) -> Iterator[Fix]:
    """Every integer literal ``old`` of the program that has a name or a keyword, changed to ``new``."""
    made = 0
    for place in bench_of(trace).project.integers:
        node = place.node
        if not isinstance(node, ast.Constant) or node.value != old:
            continue
        label, weight = labelled(place)
        if not label or no_step(label, new):
            continue
        yield fix(
            f"change {label} from {old} to {new}",
            Edit(place.span, str(new)),
            prior * weight,
            stage=stage,
            why=why or f"{label} is {old}, {new} is needed",
        )
        made += 1
        if made >= limit:
            return
