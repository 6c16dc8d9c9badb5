"""A parameter of the program's own module made with the wrong one of two names: ``torch.empty(key_dim, out)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import enclosing, of_self
from shapefault.source.nodes import walk
from shapefault.source.project import Place, callee

_MAKERS = ("Tensor", "FloatTensor", "empty", "zeros", "ones", "randn", "rand", "full", "normal")


def parameter_sizes(trace: Trace, a: int, b: int, prior: float) -> Iterator[Fix]:
    """Each name among the sizes of a parameter at the crash, exchanged for one that is as much smaller or larger.

    The values are those that the module keeps under these names, or has in the parameter's own shape.
    """
    user, node = trace.crash.user, trace.crash.expression
    owner = user.frame.f_locals.get("self") if user is not None else None
    if node is None or owner is None or not a or not b or a == b:
        return
    seen: set[str] = set()
    for part in walk(node):
        if not of_self(part):
            continue
        shape = shape_of(getattr(owner, "_parameters", {}).get(part.attr))
        if shape is None or part.attr in seen:
            continue
        seen.add(part.attr)
        for place in bench_of(trace).project.attributes.get(part.attr, [])[:2]:
            yield from _exchanged(owner, part.attr, place, shape, (a, b), prior)


def making(place: Place) -> ast.Call | None:
    """The call in which the sizes of a parameter are written: ``nn.Parameter(torch.empty(key_dim, out))``."""
    return next((c for c in walk(place.node) if isinstance(c, ast.Call) and callee(c) in _MAKERS), None)


def _exchanged(
    owner: Any, label: str, place: Place, shape: tuple[int, ...], pair: tuple[int, int], prior: float
) -> Iterator[Fix]:
    made = making(place)
    function = enclosing(place.node, ast.FunctionDef)
    if made is None or len(made.args) != len(shape) or not isinstance(function, ast.FunctionDef):
        return
    known = {n: v for n in _names(function) if type(v := getattr(owner, n, None)) is int}
    for axis, argument in enumerate(made.args):
        if not isinstance(argument, ast.Name):
            continue
        now = shape[axis]
        for name, value in known.items():
            fits = value != now and (value * pair[0] == now * pair[1] or value * pair[1] == now * pair[0])
            if fits and name != argument.id:
                yield fix(
                    f"{name} in place of {argument.id} for {label}",
                    Edit(place.source.span(argument), name),
                    prior,
                    stage=Stage.LAYER_CONFIG,
                    why=f"{label} is made with {argument.id}={now}, {name}={value} fits",
                )


def _names(function: ast.FunctionDef) -> list[str]:
    """The names that a function has: its parameters, and what it assigns."""
    found = [a.arg for a in (*function.args.args, *function.args.kwonlyargs) if a.arg != "self"]
    found += [n.id for n in walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return list(dict.fromkeys(found))
