"""The integers that the program's own running modules were built with."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.constructor import outer_constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.retarget import retarget
from shapefault.source.scalars import evaluate


def numbers_built_with(trace: Trace, new: int, prior: float, *, divides: int | None = None) -> Iterator[Fix]:
    """Give each integer argument of the running modules' constructor calls the value ``new``.

    With ``divides`` only those whose present value divides that number.
    """
    resolver = bench_of(trace).resolver
    seen: set[int] = set()
    for call in reversed(trace.crash.model_calls):
        built = outer_constructor(call.module)
        if built is None or id(built.node) in seen:
            continue
        seen.add(id(built.node))
        named: list[tuple[str, ast.expr]] = [("", a) for a in built.node.args if not isinstance(a, ast.Starred)]
        named += [(k.arg or "", k.value) for k in built.node.keywords]
        for order, (name, node) in enumerate(named):
            values = {v for t in resolver.resolve(built.source, node) if (v := evaluate(t)) is not None}
            for old in values:
                if old == new or old < 2 or (divides is not None and divides % old):
                    continue
                title = f"build {type(call.module).__name__} with {name + '=' if name else ''}{new}"
                why = f"{type(call.module).__name__} is built for {old}, {new} arrive"
                if _used_beside(node):
                    yield fix(title, Edit(built.source.span(node), str(new)), prior - 0.03 * order,
                              stage=Stage.LAYER_CONFIG, why=why)  # fmt: skip
                for target in retarget(resolver, built.source, node, old, new):
                    yield fix(
                        title,
                        target.edits,
                        prior - 0.03 * order - 0.03 * target.hops,
                        stage=Stage.LAYER_CONFIG,
                        why=why,
                    )


def _used_beside(node: ast.expr) -> bool:
    """Whether its function builds other things with the name, which may be right for them."""
    function = enclosing(node, ast.FunctionDef)
    return isinstance(node, ast.Name) and function is not None and any(
        part is not node and isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load) and part.id == node.id
        for part in walk(function)
    )  # fmt: skip
