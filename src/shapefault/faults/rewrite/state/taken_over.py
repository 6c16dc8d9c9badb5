"""Entries of a checkpoint that are taken over by their names alone: ``if k in own: own[k] = v``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk


def taken_over(trace: Trace, prior: float) -> Iterator[Fix]:
    """The shape compared as well, in the functions that were running."""
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        for node in walk(function) if source is not None and function is not None else ():
            loop = _items(node)
            if loop is None or source is None:
                continue
            key, value, within = loop
            for test in (part for each in within for part in walk(each) if isinstance(part, ast.Compare)):
                own = test.comparators[0]
                if len(test.ops) != 1 or not isinstance(test.ops[0], ast.In) or ast.unparse(test.left) != key:
                    continue
                names, asked = source.span(own).text.removesuffix(".keys()"), source.span(test)
                yield fix(
                    "take over only what has the model's shape",
                    Edit(asked, f"{asked.text} and {value}.shape == {names}[{key}].shape"), prior,
                    stage=Stage.STATE_DICT, why=f"{key} is asked for by its name alone",
                )  # fmt: skip


def _items(node: ast.AST) -> tuple[str, str, list[ast.AST]] | None:
    """Key and value of ``for k, v in state.items()``, and where a test of them may stand."""
    if isinstance(node, ast.For):
        target, over, within = node.target, node.iter, list[ast.AST](node.body)
    elif isinstance(node, ast.DictComp) and len(node.generators) == 1:
        target, over = node.generators[0].target, node.generators[0].iter
        within = list[ast.AST](node.generators[0].ifs)
    else:
        return None
    names = target.elts if isinstance(target, ast.Tuple) else []
    if len(names) != 2 or not all(isinstance(name, ast.Name) for name in names):
        return None
    if not isinstance(over, ast.Call) or not isinstance(over.func, ast.Attribute) or over.func.attr != "items":
        return None
    key, value = map(ast.unparse, names)
    return key, value, within
