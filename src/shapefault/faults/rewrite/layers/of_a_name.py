"""``nn.Linear(1536, n)``, twice the width of the one variant, in a model whose width is ``config.hidden_size``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.constructor import argument, attribute_text, constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk

_TIMES = range(1, 9)


def of_a_name(trace: Trace, module: Any, name: str, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The number written by that name: of its values one makes what is written, another one what comes."""
    call = constructor(module)
    node = argument(call, module, name) if call is not None else None
    if call is None or not isinstance(node, ast.Constant) or node.value != want:
        return
    function, resolver, seen = enclosing(node, ast.FunctionDef), bench_of(trace).resolver, set[str]()
    for part in walk(function) if function is not None else ():
        text = ast.unparse(part) if isinstance(part, ast.Attribute | ast.Name) else ""
        if not text or text in seen or not isinstance(part, ast.expr) or text.startswith("self."):
            continue
        seen.add(text)
        values = {value for value in resolver.values(call.source, part) if value}
        times = next((k for k in _TIMES if {got / k, want / k} <= values), None)
        if times is not None:
            yield fix(
                f"write {name} of {attribute_text(trace, module)} by {text}",
                Edit(call.source.span(node), f"{times} * {text}" if times > 1 else text),
                prior,
                stage=Stage.LAYER_CONFIG,
                why=f"{text} is {want // times} for one and {got // times} for another",
            )
