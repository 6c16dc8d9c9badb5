"""The number of rows of a look-up table: literals, defaults that a call leaves out, sizes of a vocabulary."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.layers.constructor import attribute_text
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, Place, bound_argument, called_as
from shapefault.source.retarget import retarget


def in_the_calls(trace: Trace, place: Place, value: int) -> list[tuple[str, Edit]]:
    """Where a literal is a parameter's default: the calls that leave the parameter out, with it given."""
    function = enclosing(place.node, ast.FunctionDef)
    if not isinstance(function, ast.FunctionDef):
        return []
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    pairs = zip(
        [*positional, *arguments.kwonlyargs], [*defaults, *arguments.defaults, *arguments.kw_defaults], strict=True
    )
    name = next((p.arg for p, default in pairs if default is place.node), None)
    if name is None:
        return []
    called = called_as(function)
    found = []
    for call in bench_of(trace).project.calls.get(called, []):
        starred = [a for a in call.node.args if isinstance(a, ast.Starred)]
        starred_keywords = [k for k in call.node.keywords if k.arg is None]
        if bound_argument(call.node, function, name) is None and not starred and not starred_keywords:
            found.append((f"{called}(..., {name}={value})", set_keyword(call, name, str(value))))
    return found


def rows(
    trace: Trace, module: object, call: CallPlace, node: ast.expr, old: int, new: int, prior: float, *, why: str
) -> Iterator[Fix]:
    """``node``, which says ``old`` rows where ``call`` builds the table, brought to ``new``."""
    yield from numbered(trace, f"give {attribute_text(trace, module)} {new} rows", call, node, old, new, prior, why=why)


def numbered(
    trace: Trace, title: str, call: CallPlace, node: ast.expr, old: int, new: int, prior: float, *, why: str
) -> Iterator[Fix]:
    """An argument of ``call`` brought from ``old`` to ``new``: its literal, or a default given where it is left out."""
    for target in retarget(bench_of(trace).resolver, call.source, node, old, new)[:6]:
        worth = prior - 0.01 * min(target.hops, 5)
        given = in_the_calls(trace, target.literal, target.value) if target.literal is not None else []
        if len(given) == 1:
            yield fix(f"{title}: {given[0][0]}", given[0][1], worth, stage=Stage.LAYER_CONFIG, why=why)
            worth -= 0.03
        yield fix(title, target.edits, worth, stage=Stage.LAYER_CONFIG, why=why)


def listed(trace: Trace, module: object, old: int, new: int, prior: float, *, why: str) -> Iterator[Fix]:
    """A number of rows that stands in a list of such numbers."""
    label, made = attribute_text(trace, module), 0
    for place in bench_of(trace).project.integers:
        around = getattr(place.node, "_shapefault_parent", None)
        if isinstance(around, ast.List | ast.Tuple) and getattr(place.node, "value", None) == old and made < 3:
            made += 1
            yield fix(f"give {label} {new} rows", Edit(place.span, str(new)), prior, stage=Stage.LAYER_CONFIG, why=why)


def in_comprehension(node: ast.expr) -> bool:
    """Whether a name is bound by the comprehension or loop that it stands in."""
    around = enclosing(node, ast.ListComp, ast.GeneratorExp, ast.For, ast.FunctionDef)
    if not isinstance(node, ast.Name) or isinstance(around, ast.FunctionDef) or around is None:
        return False
    targets = [around.target] if isinstance(around, ast.For) else [g.target for g in around.generators]  # type: ignore[attr-defined]
    return any(isinstance(n, ast.Name) and n.id == node.id for t in targets for n in walk(t))


def computed(
    trace: Trace, module: object, call: CallPlace, node: ast.expr, step: int, prior: float, *, why: str
) -> Iterator[Fix]:
    """A number of rows that the program computes (``len(vocabulary)``), more by ``step``."""
    label = attribute_text(trace, module)
    for depth, place in enumerate(_origins(trace, call.source, node)):
        text = place.span.text
        yield fix(
            f"give {label} {step} rows more",
            Edit(place.span, f"{text} + {step}"),
            prior + 0.02 * depth,
            stage=Stage.LAYER_CONFIG,
            why=why,
        )


def _origins(trace: Trace, source: Source, node: ast.expr) -> list[Place]:
    """The expression and those it goes back to, as long as each is the only one; nearest first."""
    found = [Place(source, node)]
    while len(found) < 6:
        current = found[-1]
        if not isinstance(current.node, ast.Name | ast.Attribute):
            break
        before = bench_of(trace).resolver.definitions(current.source, current.node)
        before = [p for p in before if not _is_parameter_default(p)]
        if len(before) != 1 or isinstance(before[0].node, ast.Constant):
            break
        found.append(before[0])
    return [p for p in found if not isinstance(p.node, ast.Constant)]


def _is_parameter_default(place: Place) -> bool:
    return isinstance(getattr(place.node, "_shapefault_parent", None), ast.arguments)
