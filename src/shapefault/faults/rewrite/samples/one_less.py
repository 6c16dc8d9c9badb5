"""``ones(len(ids))`` beside ``ids[:-1]`` in one sample: a mask as long as what the sample is cut of."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_MAKERS = ("ones", "zeros", "full", "arange", "ones_like", "zeros_like")


def one_less(trace: Trace, prior: float) -> Iterator[Fix]:
    """Such a count made one less, where a function returns a sequence without its first or last entry beside it."""
    for source, function in (place for found in bench_of(trace).project.functions.values() for place in found):
        cut = {ast.unparse(n.value): n for n in walk(function) if isinstance(n, ast.Subscript) and _cut(n)}
        for call in (n for n in walk(function) if isinstance(n, ast.Call) and callee(n) in _MAKERS and n.args):
            for part in walk(call.args[0]):
                counted = isinstance(part, ast.Call) and callee(part) == "len" and part.args
                text = ast.unparse(part.args[0] if counted and isinstance(part, ast.Call) else part)
                if text not in cut or not (counted or callee(call).endswith("_like")):
                    continue
                whole = source.span(part)
                edit = Edit(whole, f"{whole.text} - 1" if counted else source.span(cut[text]).text)
                yield fix(f"make it for {ast.unparse(cut[text])}", edit, prior, stage=Stage.DATA_LOADING,
                          why=f"{text} is cut by one beside it")  # fmt: skip


def _cut(node: ast.Subscript) -> bool:
    """``x[:-1]`` or ``x[1:]``."""
    return ast.unparse(node.slice) in (":-1", "1:")
