"""A string that names a variable in braces and is no f-string: ``"bn_{count}"`` is the same name each time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, parent
from shapefault.source.project import callee

_NAMED = ("add_module", "register_module", "register_buffer", "register_parameter", "setattr", "getattr", "join")
_FIELD = re.compile(r"(?<!\{)\{([A-Za-z_]\w*)[^{}]*\}(?!\})")


def no_fstring(trace: Trace, prior: float) -> Iterator[Fix]:
    """An ``f`` before such a string where it is a name or a key; before each of a file if one is not enough."""
    for source in bench_of(trace).project.sources:
        edits = [Edit(replace(span, end=span.start, text=""), "f") for span in map(source.span, _plain(source))]
        for edit in edits:
            yield _formatted((edit,), prior)
        if len(edits) > 1:
            yield _formatted(tuple(edits), prior - 0.01)


def _formatted(edits: tuple[Edit, ...], prior: float) -> Fix:
    one = fix("put the value into the string", edits[0], prior, stage=Stage.LAYER_CONFIG,
              why="it is no f-string, so that it is the same name each time")  # fmt: skip
    return replace(one, edits=edits)


def _plain(source: Source) -> Iterator[ast.Constant]:
    """Strings that have the name of a variable in braces, where something is named by them."""
    known = {node.id for node in source.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    known |= {node.arg for node in source.nodes if isinstance(node, ast.arg)}
    for node in source.nodes:
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        fields = _FIELD.findall(node.value)
        if fields and known.issuperset(fields) and _names_something(node):
            yield node


def _names_something(node: ast.Constant) -> bool:
    around = parent(node)
    if isinstance(around, ast.Call):
        return node in around.args and callee(around) in _NAMED
    if isinstance(around, ast.Dict):
        return node in around.keys
    if isinstance(around, ast.Tuple):  # a child's name beside the child, for an OrderedDict
        return bool(around.elts) and around.elts[0] is node
    return isinstance(around, ast.Subscript) and around.slice is node
