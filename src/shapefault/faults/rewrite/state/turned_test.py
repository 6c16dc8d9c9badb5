"""A test that decides which entries of a checkpoint are taken over, and stands the wrong way round.

``if not classes == 21 or part != "head"`` copies the head just where the classes are others than the checkpoint's.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.state.loading import Loading
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk

_TURNED: dict[type[ast.cmpop], str] = {ast.Eq: "!=", ast.NotEq: "==", ast.In: "not in", ast.NotIn: "in"}


def turned_test(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """The other way round, where it names one of the sizes that differ or a word of the entries that do."""
    sizes = {size for item in loading.keys for shape in (item.checkpoint, item.model) for size in shape}
    words = {part for item in loading.keys for part in item.key.split(".")} | {item.key for item in loading.keys}
    for frame in trace.user_frames():
        source, function = frame.site.source(), frame.function()
        if source is None:
            continue
        for test in (test for node in walk(function or source.tree) for test in _tests(node)):
            for part in test.values if isinstance(test, ast.BoolOp) else [test]:
                said = {n.value for n in walk(part) if isinstance(n, ast.Constant)}
                text = _turned(source, part)
                if text and any(word in sizes or (isinstance(word, str) and word in words) for word in said):
                    yield fix(
                        f"ask for {text}", Edit(source.span(part), text), prior, stage=Stage.STATE_DICT,
                        why=f"{loading.keys[0].key} is taken over as the test stands",
                    )  # fmt: skip


def _tests(node: ast.AST) -> list[ast.expr]:
    """What is asked before an entry is taken over, in a loop or in a comprehension."""
    if isinstance(node, ast.For):
        return [part.test for each in node.body for part in walk(each) if isinstance(part, ast.If)]
    return node.generators[0].ifs if isinstance(node, ast.DictComp) else []


def _turned(source: Source, test: ast.expr) -> str:
    """The opposite, in the author's form; "" where there is no plain one."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return source.span(test.operand).text
    if isinstance(test, ast.Compare) and type(test.ops[0]) in _TURNED and len(test.ops) == 1:
        left, right = source.span(test.left).text, source.span(test.comparators[0]).text
        return f"{left} {_TURNED[type(test.ops[0])]} {right}"
    return f"not {source.span(test).text}" if isinstance(test, ast.Call) else ""
