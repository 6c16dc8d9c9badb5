"""``gamma, beta = self.fc(s).chunk(2, dim=1)``: both parts meet maps, so the axes are added before the cut."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.elsewhere.bindings import stored
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace

_CUTS = ("chunk", "split", "tensor_split", "unbind")


def aligned_before_cut(trace: Trace, templates: list[str], prior: float, stage: Stage | None) -> Iterator[Fix]:
    """Each template, which adds axes behind the others, at what is cut into the parts that the expression names."""
    node, source = trace.crash.expression, trace.source()
    function = enclosing(node, ast.FunctionDef) if node is not None else None
    if node is None or source is None or function is None:
        return
    used = {n.id for n in walk(node) if isinstance(n, ast.Name)}
    for part in walk(function):
        if not isinstance(part, ast.Assign) or not isinstance(part.value, ast.Call) or part.lineno > node.lineno:
            continue
        names = stored(*part.targets)
        found = receiver(CallPlace(source, part.value)) if len(names) > 1 and names & used else None
        if found is None or not isinstance(part.value.func, ast.Attribute) or part.value.func.attr not in _CUTS:
            continue
        for number, text in enumerate(t for t in templates if t.endswith("None]")):
            yield fix("add the axes that are missing to all the parts", wrapped(source, found[0], text),
                      prior - 0.04 * number, stage=stage, why="each part meets a map")  # fmt: skip
