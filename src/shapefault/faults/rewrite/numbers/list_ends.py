"""Lists of widths paired off by one: ``widths[1:]`` where ``widths[:-1]`` belongs, and the other way round."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing

_MOST = 6


def other_ends(trace: Trace, prior: float) -> Iterator[Fix]:
    """In the constructors of the program's modules, each slice that leaves one end of a list out: the other end."""
    made = 0
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Slice):
                continue
            function = enclosing(node, ast.FunctionDef)
            owner = enclosing(node, ast.ClassDef)
            inside = isinstance(function, ast.FunctionDef) and function.name == "__init__"
            new = _other(node.slice)
            if new is None or not inside or owner is None or isinstance(node.value, ast.Call):
                continue  # what a call gives, a model's children say, is no list of widths
            text = source.span(node.value).text
            yield fix(
                f"{text}[{new}], the other end left out", Edit(source.span(node), f"{text}[{new}]"), prior,
                stage=Stage.LAYER_CONFIG, why=f"{source.span(node).text} pairs the widths off by one",
            )  # fmt: skip
            made += 1
            if made >= _MOST:
                return


def _other(cut: ast.Slice) -> str | None:
    if cut.step is not None:
        return None
    lower, upper = _text(cut.lower), _text(cut.upper)
    return {("1", ""): ":-1", ("", "-1"): "1:"}.get((lower, upper))


def _text(node: ast.expr | None) -> str:
    return "" if node is None else ast.unparse(node)
