"""Two loaders of one batch size, where a factor says how many times as many samples the second one is to give."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.keywords import given
from shapefault.faults.rewrite.numbers.program import loader_calls
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace


def batches_of_factor(trace: Trace, prior: float) -> Iterator[Fix]:
    """``batch_size * args.mu`` for the later loader, by an option that the failing expression reads."""
    sized: dict[str, list[tuple[CallPlace, ast.Attribute]]] = {}
    for call in loader_calls(trace):
        size = given(call.node, 1, "batch_size")
        if isinstance(size, ast.Attribute) and isinstance(size.value, ast.Name):
            sized.setdefault(ast.unparse(size), []).append((call, size))
    for places in sized.values():
        call, size = places[-1]
        for option in dict.fromkeys(_options(trace, ast.unparse(size.value)) if len(places) > 1 else ()):
            text = call.source.span(size).text
            if f"{ast.unparse(size.value)}.{option}" != ast.unparse(size):
                factor = f"{ast.unparse(size.value)}.{option}"
                yield fix(
                    f"give {factor} times as many samples", Edit(call.source.span(size), f"{text} * {factor}"), prior,
                    stage=Stage.DATA_LOADING, why=f"both loaders have one batch size, and {factor} counts on more",
                )  # fmt: skip


def _options(trace: Trace, owner: str) -> Iterator[str]:
    """The integers among the options that the running expressions read."""
    for frame in list(trace.user_frames())[:3]:
        node = frame.site.node()
        held = frame.names.get(owner)
        for part in walk(node) if node is not None and held is not None else ():
            if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == owner:
                value = getattr(held, "__dict__", {}).get(part.attr)
                if type(value) is int and value > 1:
                    yield part.attr
