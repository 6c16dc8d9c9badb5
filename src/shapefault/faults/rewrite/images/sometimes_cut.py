"""A crop that a pipeline makes of some pictures only: ``Compose([RandomCrop(56, 56), ...])``, which has ``p=0.5``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.images.sizing_calls import decides_size
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import bound_argument, callee, default_of, method_of

_CHANCES = ("p", "prob", "probability")


def sometimes_cut(trace: Trace, prior: float) -> Iterator[Fix]:
    """Always, where a class of the program's own does it by chance and is given a step that decides a size."""
    project = bench_of(trace).project
    for name, (_, cls) in project.classes.items():
        init, call = method_of(cls, "__init__"), method_of(cls, "__call__")
        if init is None or call is None or not any(isinstance(n, ast.Compare) for n in walk(call)):
            continue
        chance = next((a.arg for a in (*init.args.args, *init.args.kwonlyargs) if a.arg in _CHANCES), None)
        for place in project.calls.get(name, []) if chance is not None else ():
            given = bound_argument(place.node, init, chance or "")
            now = given if given is not None else default_of(init, chance or "")
            steps = [part for argument in place.node.args for part in walk(argument) if isinstance(part, ast.Call)]
            own = decides_size(name) or any(decides_size(callee(step)) for step in steps)
            if not own or not isinstance(now, ast.Constant) or now.value in (1, 1.0, None):
                continue
            edit = Edit(place.source.span(given), "1.0") if given is not None else None
            yield fix(
                f"do it always: {chance}=1.0", edit or set_keyword(place, chance or "", "1.0"), prior,
                stage=Stage.AUGMENTATION, why=f"it is done with a chance of {now.value!r}, the others keep their size",
            )  # fmt: skip
