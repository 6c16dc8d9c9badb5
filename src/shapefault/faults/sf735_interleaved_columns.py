"""SF735: a table of sines and cosines with an odd number of columns.

What it is
    ``pe[:, 0::2]`` and ``pe[:, 1::2]`` have as many columns only where their number is even; with an odd width there
    is one even column more than odd ones.

Why it happens
    The positional encoding of the Transformer is written for an even ``d_model``; the width comes from data (a number
    of features or genes) and is odd.

Not this fault
    Other values assigned to a part of a tensor: see SF412.

See also
    torch.arange
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.retarget import retarget
from shapefault.source.scalars import evaluate


class InterleavedColumns(Fault):
    """One value is a column wider than the odd columns that it is assigned to."""

    code = "SF735"
    name = "interleaved-columns"
    title = "a table of sines and cosines with an odd number of columns"
    ops = ("setitem", "copy", "expand")
    rule = "columns are even in number"
    example = """
        width = 5
        table = torch.zeros(9, width)
        angles = torch.rand(9, 3)
        table[:, 0::2] = torch.sin(angles)
        table[:, 1::2] = torch.cos(angles)
    """
    fixed = """
        width = 5
        table = torch.zeros(9, width)
        angles = torch.rand(9, 3)
        table[:, 0::2] = torch.sin(angles)
        table[:, 1::2] = torch.cos(angles)[..., : table.shape[-1] // 2]
    """
    expected = """
        error[SF735]: 3 columns for the 2 odd columns of a table of 5
    """
    near_misses = ("table = torch.zeros(9, 4); table[:, 1::2] = torch.rand(9, 2)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The statement assigns to ``[..., 1::2]``, and the value has one column more than that."""
        found = _assignment(trace)
        parsed = trace.parsed
        if found is None or parsed is None:
            return None
        got, want = parsed.numbers.get("got"), parsed.numbers.get("want")
        pair = {n for n in (got, want) if n is not None}
        if not pair and len(parsed.shapes) >= 2:
            pair = {shape[-1] for shape in parsed.shapes.values() if shape}
        if len(pair) != 2 or max(pair) - min(pair) != 1:
            return None
        more, less = max(pair), min(pair)
        return Cause(
            f"{more} columns for the {less} odd columns of a table of {more + less}",
            Stage.LAYER_CONFIG,
            None,
            (MathLine("columns mod 2 = 0", f"{more + less} − 2·{less} = {more - less}", "0"),),
            confidence=0.86,
            primary_label=f"{less} columns",
            data={"found": found, "width": more + less},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Only as many cosines as there are odd columns; or an even width."""
        source, statement, table = cause.data["found"]
        width = cause.data["width"]
        why = "for an odd width there is one even column more than odd ones"
        yield fix(
            "assign only as many columns as there are",
            wrapped(source, statement.value, f"{{}}[..., : {table}.shape[-1] // 2]"),
            0.86,
            stage=Stage.LAYER_CONFIG,
            why=why,
            applicability="safe",
        )
        node = _width(source, statement, table)
        if node is None:
            return
        resolver = bench_of(trace).resolver
        if not any(evaluate(term) == width for term in resolver.resolve(source, node)):
            return
        for target in retarget(resolver, source, node, width, width + 1)[:3]:
            yield fix(
                f"use an even width, {width + 1}",
                target.edits,
                0.6 - 0.01 * target.hops,
                stage=Stage.LAYER_CONFIG,
                why=why,
            )


def _assignment(trace: Trace) -> tuple[Source, ast.Assign, str] | None:
    """The crashed statement where it is ``table[..., 1::2] = value``."""
    source, user = trace.source(), trace.crash.user
    if source is None or user is None:
        return None
    for node in source.nodes:
        if not isinstance(node, ast.Assign) or not node.lineno <= user.lineno <= (node.end_lineno or node.lineno):
            continue
        target = node.targets[0]
        if not isinstance(target, ast.Subscript):
            continue
        last = target.slice.elts[-1] if isinstance(target.slice, ast.Tuple) and target.slice.elts else target.slice
        if isinstance(last, ast.Slice) and _number(last.lower) == 1 and _number(last.step) == 2 and last.upper is None:
            return source, node, ast.unparse(target.value)
    return None


def _number(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def _width(source: Source, statement: ast.Assign, table: str) -> ast.expr | None:
    """The size expression of the last axis where the table is made: ``torch.zeros(length, width)``."""
    scope = enclosing(statement, ast.FunctionDef, ast.Module)
    for node in walk(scope) if scope is not None else ():
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call) or node.lineno >= statement.lineno:
            continue
        if ast.unparse(node.targets[0]) == table and node.value.args:
            last = node.value.args[-1]
            return last.elts[-1] if isinstance(last, ast.Tuple | ast.List) and last.elts else last
    return None
