"""A parameter that one call leaves at its default and another one is told: ``num_classes=len(names)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.losses.own_loss import in_own_loss
from shapefault.faults.rewrite.numbers.defaults import leaves_out
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, Project, callee, defaults_in


def told_beside(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The same value for the call that is told nothing, where it is one of the two numbers, or an unknown length."""
    bench = bench_of(trace)
    told = _told(bench.project)
    stage = Stage.LOSS_TARGET if in_own_loss(trace) else Stage.LAYER_CONFIG
    for name, functions in bench.project.functions.items() if told else ():
        for _, function in functions:
            for parameter in dict.fromkeys(p for p, _ in defaults_in(function) if p in told):
                for call in bench.project.calls.get(name, []):
                    if not leaves_out(call, function, parameter):
                        continue
                    texts: dict[str, set[int]] = {}
                    for source, value, other in told[parameter]:
                        if source is call.source and other != name and _visible(value, call):
                            known = texts.setdefault(source.span(value).text, set())
                            known |= {n for n in bench.resolver.values(source, value) if n is not None}
                    for text, known in texts.items():
                        if known & {got, want} or (not known and text.startswith("len(")):
                            yield fix(
                                f"tell {name} {parameter}={text}, too", set_keyword(call, parameter, text),
                                prior if known else prior - 0.06, stage=stage,
                                why=f"{name} is left at its own {parameter}, another call is told {text}",
                            )  # fmt: skip


def _told(project: Project) -> dict[str, list[tuple[Source, ast.expr, str]]]:
    """What calls give under the name of a parameter: the file, the value, and what is called."""
    found: dict[str, list[tuple[Source, ast.expr, str]]] = {}
    for calls in project.calls.values():
        for call in calls:
            for keyword in call.node.keywords:
                if keyword.arg and not isinstance(keyword.value, ast.Constant):
                    found.setdefault(keyword.arg, []).append((call.source, keyword.value, callee(call.node)))
    return found


def _visible(value: ast.expr, call: CallPlace) -> bool:
    """Whether the names in it are known where the other call stands: in the same function, or in the file."""
    if enclosing(value, ast.FunctionDef) is enclosing(call.node, ast.FunctionDef):
        return True
    names = {part.id for part in walk(value) if isinstance(part, ast.Name)}
    top = {n.id for n in walk(call.source.tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
           and enclosing(n, ast.FunctionDef) is None}  # fmt: skip
    return names <= top | {"len", "max", "min", "int"}
