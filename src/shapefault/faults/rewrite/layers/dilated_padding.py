"""Padding of ``k - 1`` around a dilated convolution: its window spans ``(k - 1) * dilation``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import atom, bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, parent
from shapefault.source.nodes import walk

_SPANS = (ast.Sub, ast.FloorDiv)


def dilated_padding(trace: Trace, prior: float) -> Iterator[Fix]:
    """``k - 1`` and ``k // 2`` times the dilation, in the functions that build a convolution with one."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.keyword) or node.arg != "dilation" or isinstance(node.value, ast.Constant):
                continue
            function = enclosing(node.value, ast.FunctionDef)
            text = source.span(node.value).text
            for span in _spans(source, function, ast.dump(node.value)) if function is not None else ():
                factor = atom(source, node.value)
                written = source.span(span).text
                yield fix(
                    "pad for the dilated window",
                    Edit(source.span(span), f"({written}) * {factor}"),
                    prior,
                    stage=Stage.LAYER_CONFIG,
                    why=f"the window spans ({written}) * {text} steps, {written} are padded",
                )


def _spans(source: Source, function: ast.AST, dilation: str) -> Iterator[ast.BinOp]:
    """``name - 1`` and ``name // 2`` that no dilation multiplies yet."""
    for part in walk(function):
        if not isinstance(part, ast.BinOp) or not isinstance(part.op, _SPANS) or not isinstance(part.left, ast.Name):
            continue
        wanted = 1 if isinstance(part.op, ast.Sub) else 2
        around = parent(part)
        multiplied = isinstance(around, ast.BinOp) and any(ast.dump(s) == dilation for s in (around.left, around.right))
        if isinstance(part.right, ast.Constant) and part.right.value == wanted and not multiplied:
            yield part
