"""A size that is written as a sum of parts, or adds up from parts that a list names: some of the parts are not there.

``input_dim=256 + 128 + 128`` where 256 arrive; ``files=["rgb"]`` of a table ``{"rgb": 256, "flow": 256}``.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import Bench, bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, parent
from shapefault.source.project import CallPlace, Project, texts_of


def summands(trace: Trace, a: int, b: int, prior: float) -> Iterator[Fix]:
    """The list with the parts that make up the other size; the sum without the parts that are missing."""
    project = bench_of(trace).project
    if a == b:
        return
    yield from _listed(project, a, b, prior)
    yield from _one_left_out(bench_of(trace), a, b, prior - 0.06)
    for source in project.sources:
        for node in source.nodes:
            terms = _terms(node)
            if terms is None or _terms(parent(node)) is not None or sum(_value(t) for t in terms) not in (a, b):
                continue
            wanted = b if sum(_value(t) for t in terms) == a else a
            for kept in _subsets(terms, wanted):
                text = " + ".join(source.span(t).text for t in kept)
                yield fix(f"count {text} alone", Edit(source.span(node), text), prior - 0.06,
                          stage=Stage.LAYER_CONFIG, why=f"only {wanted} arrive")  # fmt: skip


def _one_left_out(bench: Bench, a: int, b: int, prior: float) -> Iterator[Fix]:
    """``feature_dim + 3`` in a constructor call, where ``feature_dim`` alone is the other size."""
    made = 0
    for name in bench.project.classes:
        for call in bench.project.calls.get(name, []):
            for node in (*call.node.args, *(k.value for k in call.node.keywords)):
                if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)):
                    continue
                left, right = _number(bench, call, node.left), _number(bench, call, node.right)
                if left is None or right is None or left + right not in (a, b):
                    continue
                wanted = b if left + right == a else a
                for kept, value, dropped in ((node.left, left, node.right), (node.right, right, node.left)):
                    # a term with a name of its own is changed where it gets its value
                    if value == wanted and isinstance(dropped, ast.Constant) and made < 4:
                        made += 1
                        text = call.source.span(kept).text
                        yield fix(f"count {text} alone", Edit(call.source.span(node), text), prior,
                                  stage=Stage.LAYER_CONFIG, why=f"only {wanted} arrive")  # fmt: skip


def _number(bench: Bench, call: CallPlace, node: ast.expr) -> int | None:
    values = bench.resolver.values(call.source, node)
    return next((v for v in values if v is not None), None)


def _terms(node: ast.AST | None) -> list[ast.Constant] | None:
    """The integers of a sum of integers, in order."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left = [node.left] if isinstance(node.left, ast.Constant) else _terms(node.left)
        if left is not None and isinstance(node.right, ast.Constant):
            found = [*left, node.right]
            return found if all(type(t.value) is int for t in found) else None
    return None


def _value(node: ast.Constant) -> int:
    assert isinstance(node.value, int)
    return node.value


def _subsets(terms: list[ast.Constant], wanted: int) -> Iterator[tuple[ast.Constant, ...]]:
    if len(terms) > 6:
        return
    for count in range(1, len(terms)):
        for kept in itertools.combinations(terms, count):
            if sum(_value(t) for t in kept) == wanted:
                yield kept
                return


def _listed(project: Project, a: int, b: int, prior: float) -> Iterator[Fix]:
    tables = list(_tables(project))
    for source in project.sources:
        for node in source.nodes:
            names = texts_of(node)
            if not isinstance(node, ast.List | ast.Tuple) or not names:
                continue
            for table in tables:
                if not set(names) <= set(table) or sum(table[n] for n in names) not in (a, b):
                    continue
                wanted = b if sum(table[n] for n in names) == a else a
                for others in _choices(table, names, wanted):
                    yield _list_fix(source, node, names, others, prior)
                    break


def _tables(project: Project) -> Iterator[dict[str, int]]:
    for source in project.sources:
        for node in source.nodes:
            if isinstance(node, ast.Dict) and 2 <= len(node.keys) <= 12:
                names = [k.value for k in node.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)]
                sizes = [v.value for v in node.values if isinstance(v, ast.Constant) and type(v.value) is int]
                if len(names) == len(sizes) == len(node.keys):
                    yield dict(zip(names, sizes, strict=True))


def _choices(table: dict[str, int], names: list[str], wanted: int) -> Iterator[list[str]]:
    """Lists of the table's names that add up to the wanted size: the present ones with some more, or with some less."""
    more = [n for n in table if n not in names]
    for count in range(1, len(more) + 1):
        for added in itertools.combinations(more, count):
            if sum(table[n] for n in (*names, *added)) == wanted:
                yield [*names, *added]
    for count in range(len(names) - 1, 0, -1):
        for kept in itertools.combinations(names, count):
            if sum(table[n] for n in kept) == wanted:
                yield list(kept)


def _list_fix(source: Source, node: ast.List | ast.Tuple, names: list[str], others: list[str], prior: float) -> Fix:
    opening, closing = ("[", "]") if isinstance(node, ast.List) else ("(", ")")
    quote = "'" if source.span(node.elts[0]).text.startswith("'") else '"'
    inner = ", ".join(f"{quote}{n}{quote}" for n in others)
    if closing == ")" and len(others) == 1:
        inner += ","
    added = [n for n in others if n not in names]
    dropped = [n for n in names if n not in others]
    title = f"add {', '.join(added)}" if added else f"leave out {', '.join(dropped)}"
    return fix(title, Edit(source.span(node), f"{opening}{inner}{closing}"), prior, stage=Stage.DATA_LOADING,
               why="the listed parts do not add up to the size that is wanted")  # fmt: skip
