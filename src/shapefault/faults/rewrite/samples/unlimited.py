"""A limit that is switched off, ``max_keypoints=-1``, so that every sample keeps as many as it finds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.elsewhere.bindings import last_name
from shapefault.faults.rewrite.numbers.naming import own_name
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import Place

_LIMIT = re.compile(r"(^|_)(max|limit|top|topk|most|keep|num|n)(_|$)")
_OFF = ("-1", "None", "0")


def unlimited(trace: Trace, facts: LoaderFacts, axis: int, prior: float) -> Iterator[Fix]:
    """A number that every sample can keep, where the program cuts by that limit."""
    shapes = [value.shape for value, _ in facts.tally if value.shape is not None]
    sizes = [shape[axis] for shape in shapes if len(shape) > axis]
    least = min(sizes, default=0)
    if least < 2 or len(set(sizes)) < 2:
        return
    number = 1 << (least.bit_length() - 1)  # a round one: other samples may have fewer still
    for source, name, node in _switched_off(trace):
        if _cuts(trace, name):
            yield fix(
                f"keep {number} of them: {name}={number}", Edit(source.span(node), str(number)), prior,
                stage=Stage.DATA_LOADING,
                why=f"{name} is {ast.unparse(node)}, so each sample keeps all it has, from {least} to {max(sizes)}",
            )  # fmt: skip


def _switched_off(trace: Trace) -> Iterator[tuple[Source, str, ast.expr]]:
    """The limits that are written as none."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if isinstance(node, ast.Constant | ast.UnaryOp) and ast.unparse(node) in _OFF:
                name = own_name(Place(source, node))
                if _LIMIT.search(name):
                    yield source, name, node


def _cuts(trace: Trace, name: str) -> bool:
    """Whether the program cuts a sequence by what has this name: ``x[: conf["max_keypoints"]]``."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            upper = node.upper if isinstance(node, ast.Slice) else None
            words = [_word(part) for part in walk(upper)] if upper is not None else []
            if name in words:
                return True
    return False


def _word(node: ast.AST) -> str:
    """The last word of a name, or the key in a subscript, as :func:`own_name` gives it."""
    return str(node.value if isinstance(node, ast.Constant) else last_name(node)).lower()  # type: ignore[arg-type]
